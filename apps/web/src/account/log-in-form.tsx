import { Fault } from '../fault.tsx'
import type { Account } from './account.ts'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

export const LogInForm = ({ account }: { readonly account: Account }) => {
  const { submit, busy, fault } = useSubmit((text) =>
    account.logIn({ username: text('username').toLowerCase(), password: text('password') }),
  )
  return (
    <form onSubmit={submit} aria-label="Log in">
      <Field label="Username" name="username" autoComplete="username" autoFocus />
      <Field label="Password" name="password" type="password" autoComplete="current-password" />
      <Fault text={fault?.text} />
      <button type="submit" className="primary" disabled={busy}>
        Log in
      </button>
    </form>
  )
}
