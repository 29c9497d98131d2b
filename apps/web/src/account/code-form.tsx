import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import type { Account, HalfLogIn } from './account.ts'
import { Field } from './field.tsx'
import { hasPasskeys } from './passkey-device.ts'
import { useSubmit } from './use-submit.ts'

interface CodeFormProps {
  readonly account: Account
  readonly half: HalfLogIn
  readonly onBack: () => void
}

/** The second step of a log-in. */
export const CodeForm = ({ account, half: { login, factors }, onBack }: CodeFormProps) => {
  const { submit, busy, fault } = useSubmit((text) => account.confirm({ login, code: text('code') }))
  const byPasskey = useDeed()
  const hint = factors.includes('totp')
    ? t`What your app shows now, or one of your recovery codes.`
    : t`One of your recovery codes.`
  return (
    <form onSubmit={submit} aria-label={t`Second factor`}>
      {hasPasskeys && factors.includes('passkey') && (
        <button
          type="button"
          className="primary"
          disabled={byPasskey.busy}
          onClick={() => void byPasskey.run(() => account.confirmByPasskey(login))}
        >
          <Trans>Use a passkey</Trans>
        </button>
      )}
      <Field label={t`Code`} name="code" autoComplete="one-time-code" hint={hint} autoFocus />
      <Fault text={fault?.text ?? byPasskey.fault} />
      <button type="submit" className="primary" disabled={busy}>
        <Trans>Go on</Trans>
      </button>
      <button type="button" className="quiet" onClick={onBack}>
        <Trans>Start over</Trans>
      </button>
    </form>
  )
}
