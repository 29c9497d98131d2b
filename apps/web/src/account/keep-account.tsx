import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
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
    <section aria-label={t`Keep this account`}>
      <h3>
        <Trans>Keep this account</Trans>
      </h3>
      <p>
        <Trans>
          You are a guest: when you log out, or stay away for long, nobody gets back into this account. With a username
          and a password it is yours, and everything in it stays.
        </Trans>
      </p>
      <form onSubmit={submit} aria-label={t`Keep this account`}>
        <Field
          label={t`Username`}
          name="username"
          autoComplete="username"
          hint={t`For logging in; nobody else sees it.`}
          fault={of('username')}
        />
        <Field
          label={t`Password`}
          name="password"
          type="password"
          autoComplete="new-password"
          hint={t`At least 8 characters.`}
          fault={of('password')}
        />
        <Field
          label={t`E-mail address`}
          name="email"
          autoComplete="email"
          hint={t`For another password where you forget yours. Empty for none.`}
          fault={of('email')}
          optional
        />
        {byInvitation && <Field label={t`Code of an invitation`} name="invitation" autoComplete="off" />}
        {!isOfField && <Fault text={fault?.text} />}
        <div className="buttons">
          <button type="submit" className="primary" disabled={busy}>
            <Trans>Keep this account</Trans>
          </button>
        </div>
      </form>
    </section>
  )
}
