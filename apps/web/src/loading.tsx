import { Trans } from '@lingui/react/macro'

interface LoadingProps {
  /** What is to come: lines of a list, or messages. */
  readonly of?: 'lines' | 'messages'
}

const bones = [0, 1, 2, 3] as const

/** Stands where something is still to come, roughly in its shape. It shows after a moment only: what comes at once does not flicker. */
export const Loading = ({ of = 'lines' }: LoadingProps) => (
  <div className={`loading ${of}`} role="status">
    <span className="unseen">
      <Trans>Loading…</Trans>
    </span>
    {bones.map((bone) => (
      <span key={bone} className="bone" aria-hidden="true" />
    ))}
  </div>
)
