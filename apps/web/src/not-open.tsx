import { Trans } from '@lingui/react/macro'

interface NotOpenProps {
  readonly fault: string
  readonly onAgain: () => void
}

/** It could not be opened now, or is there no longer. */
export const NotOpen = ({ fault, onAgain }: NotOpenProps) => (
  <div className="empty">
    <p role="alert">{fault}</p>
    <button type="button" onClick={onAgain}>
      <Trans>Try again</Trans>
    </button>
  </div>
)
