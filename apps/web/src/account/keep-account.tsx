import { becomeAccount } from '@parley/client/sign-in'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

/** A guest makes an account of theirs. */
export const KeepAccount = ({ onKept }: { readonly onKept: () => void }) => {
  const { parley } = useChat()
  const [byInvitation, setByInvitation] = useState(false)
  const { submit, busy, fault } = useSubmit(async (text) => {
    const given = (name: string) => (text(name).trim() === '' ? {} : { [name]: text(name).trim() })
    const named = { username: text('username').trim().toLowerCase(), password: text('password') }
    try {
      await becomeAccount(parley, { ...named, ...given('email'), ...given('invitation') })
    } catch (error) {
      if ((error as { name?: unknown }).name === 'SIGN_UP_BY_INVITATION') setByInvitation(true)
      throw error
    }
    onKept()
  })
  const of = (name: string) => (fault?.field === name ? fault.text : undefined)
  const isOfField = ['username', 'password', 'email'].some(of)
  return (
    <section aria-label="Keep this account">
      <h3>Keep this account</h3>
      <p>
        You are a guest: when you log out, or stay away for long, nobody gets back into this account. With a username
        and a password it is yours, and everything in it stays.
      </p>
      <form onSubmit={submit} aria-label="Keep this account">
        <Field
          label="Username"
          name="username"
          autoComplete="username"
          hint="For logging in; nobody else sees it."
          fault={of('username')}
        />
        <Field
          label="Password"
          name="password"
          type="password"
          autoComplete="new-password"
          hint="At least 8 characters."
          fault={of('password')}
        />
        <Field
          label="E-mail address"
          name="email"
          autoComplete="email"
          hint="For another password where you forget yours. Empty for none."
          fault={of('email')}
          optional
        />
        {byInvitation && <Field label="Code of an invitation" name="invitation" autoComplete="off" />}
        {!isOfField && <Fault text={fault?.text} />}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy}>
            Keep this account
          </button>
        </div>
      </form>
    </section>
  )
}
