import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { Fault } from '../fault.tsx'
import type { Account, Newcomer } from './account.ts'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

interface JoinFormProps {
  readonly account: Account
  readonly newcomer: Newcomer
}

/** Whoever came from an issuer for the first time chooses what they are called here. */
export const JoinForm = ({ account, newcomer: { login, called } }: JoinFormProps) => {
  const { submit, busy, fault } = useSubmit((text) => {
    const invitation = text('invitation').trim()
    const named = { username: text('username').toLowerCase(), name: text('name').trim() }
    return account.join({ login, ...named, ...(invitation === '' ? {} : { invitation }) })
  })
  const of = (name: string) => (fault?.field === name ? fault.text : undefined)
  return (
    <form onSubmit={submit} aria-label={t`Your account here`}>
      <p>
        <Trans>You are new here. What are you called?</Trans>
      </p>
      <Field
        label={t`Display name`}
        name="name"
        autoComplete="nickname"
        hint={t`What others see.`}
        value={called}
        fault={of('name')}
        autoFocus
      />
      <Field
        label={t`Username`}
        name="username"
        autoComplete="username"
        hint={t`3 to 32 letters a to z, digits, dots, dashes or underscores.`}
        fault={of('username')}
      />
      {fault?.name === 'SIGN_UP_BY_INVITATION' && (
        <Field label={t`Code of an invitation`} name="invitation" autoComplete="off" />
      )}
      {fault && !of('name') && !of('username') && <Fault text={fault.text} />}
      <button type="submit" className="primary" disabled={busy}>
        <Trans>Create the account</Trans>
      </button>
    </form>
  )
}
