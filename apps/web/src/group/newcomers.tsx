import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Room } from '@parley/client'
import { Choice } from './choice.tsx'

type Shown = Room['newcomers']

interface NewcomersProps {
  readonly value: Shown
  readonly onChange: (value: Shown) => void
}

/** What whoever comes in later sees of what was said before. */
export const Newcomers = ({ value, onChange }: NewcomersProps) => (
  <Choice
    label={t`Newcomers see`}
    value={value}
    onChange={(chosen) => onChange(chosen === 'since_joining' ? chosen : 'all')}
  >
    <option value="all">
      <Trans>All earlier messages</Trans>
    </option>
    <option value="since_joining">
      <Trans>Only what comes after they join</Trans>
    </option>
  </Choice>
)
