import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { dayName } from '../timeline/times.ts'
import { NamedLine } from './named-line.tsx'

type Passkey = Output<'factor.list'>['passkeys'][number]

interface PasskeysProps {
  readonly of: readonly Passkey[]
  readonly onRename: (passkey: string, name: string) => void
  readonly onRemove: (passkey: string) => void
}

export const Passkeys = ({ of: passkeys, onRename, onRemove }: PasskeysProps) => (
  <ul className="sessions" aria-label={t`Passkeys`}>
    {passkeys.map((passkey) => (
      <PasskeyLine
        key={passkey.passkey}
        of={passkey}
        onRename={(name) => onRename(passkey.passkey, name)}
        onRemove={() => onRemove(passkey.passkey)}
      />
    ))}
  </ul>
)

interface PasskeyLineProps {
  readonly of: Passkey
  readonly onRename: (name: string) => void
  readonly onRemove: () => void
}

const PasskeyLine = ({ of: { name: given, created_at, used_at }, onRename, onRemove }: PasskeyLineProps) => {
  const made = t`Made ${dayName(created_at)}`
  const hint = used_at === undefined ? made : t`${made}, used ${dayName(used_at)}`
  return (
    <NamedLine of="passkey" given={given} hint={hint} onRename={onRename}>
      {(name) => (
        <button type="button" className="quiet" aria-label={t`Remove ${name}`} onClick={onRemove}>
          <Trans>Remove</Trans>
        </button>
      )}
    </NamedLine>
  )
}
