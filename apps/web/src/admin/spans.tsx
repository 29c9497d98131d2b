/** For how long something holds that somebody is given or forbidden. */
import { t } from '@lingui/core/macro'
import { Choice } from '../group/choice.tsx'

const hour = 3_600_000
const day = 24 * hour

const spans: readonly (readonly [ms: number, label: string])[] = [
  [0, t`Until somebody ends it`],
  [hour, t`An hour`],
  [day, t`A day`],
  [7 * day, t`A week`],
  [30 * day, t`30 days`],
  [365 * day, t`A year`],
]

interface ForProps {
  /** In milliseconds; 0 without an end. */
  readonly value: number
  readonly onChange: (ms: number) => void
}

export const For = ({ value, onChange }: ForProps) => (
  <Choice label={t`For`} value={String(value)} onChange={(chosen) => onChange(Number(chosen))}>
    {spans.map(([ms, label]) => (
      <option key={ms} value={ms}>
        {label}
      </option>
    ))}
  </Choice>
)

/** As commands take it. */
export const forMs = (ms: number): { readonly for_ms?: number } => (ms === 0 ? {} : { for_ms: ms })
