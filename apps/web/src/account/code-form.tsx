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
    ? 'What your app shows now, or one of your recovery codes.'
    : 'One of your recovery codes.'
  return (
    <form onSubmit={submit} aria-label="Second factor">
      {hasPasskeys && factors.includes('passkey') && (
        <button
          type="button"
          className="primary"
          disabled={byPasskey.busy}
          onClick={() => void byPasskey.run(() => account.confirmByPasskey(login))}
        >
          Use a passkey
        </button>
      )}
      <Field label="Code" name="code" autoComplete="one-time-code" hint={hint} autoFocus />
      <Fault text={fault?.text ?? byPasskey.fault} />
      <button type="submit" className="primary" disabled={busy}>
        Go on
      </button>
      <button type="button" className="quiet" onClick={onBack}>
        Start over
      </button>
    </form>
  )
}
