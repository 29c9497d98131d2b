import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Fault } from '../fault.tsx'
import { useDeed } from '../use-deed.ts'
import { type Account, type HalfLogIn, halfOf } from './account.ts'
import { CodeForm } from './code-form.tsx'
import { Field } from './field.tsx'
import { hasPasskeys } from './passkey-device.ts'
import { useSubmit } from './use-submit.ts'

interface LogInFormProps {
  readonly account: Account
  /** What was begun elsewhere. */
  readonly begun?: HalfLogIn | undefined
}

export const LogInForm = ({ account, begun }: LogInFormProps) => {
  const [half, setHalf] = useState(begun)
  const byPasskey = useDeed()
  const { submit, busy, fault } = useSubmit(async (text) => {
    try {
      await account.logIn({ username: text('username').toLowerCase(), password: text('password') })
    } catch (error) {
      const next = halfOf(error)?.half
      if (!next) throw error
      setHalf(next)
    }
  })
  if (half) return <CodeForm account={account} half={half} onBack={() => setHalf(undefined)} />
  return (
    <form onSubmit={submit} aria-label={t`Log in`}>
      <Field label={t`Username`} name="username" autoComplete="username" autoFocus />
      <Field label={t`Password`} name="password" type="password" autoComplete="current-password" />
      <Fault text={fault?.text ?? byPasskey.fault} />
      <button type="submit" className="primary" disabled={busy}>
        <Trans>Log in</Trans>
      </button>
      {hasPasskeys && (
        <button
          type="button"
          className="quiet"
          disabled={byPasskey.busy}
          onClick={() => void byPasskey.run(() => account.confirmByPasskey())}
        >
          <Trans>Use a passkey instead</Trans>
        </button>
      )}
    </form>
  )
}
