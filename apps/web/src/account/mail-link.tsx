import { post } from '@parley/client'
import { useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { goTo, listAddress } from '../route.ts'
import type { Account } from './account.ts'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

interface MailLinkProps {
  readonly account: Account
  /** As in the address: what it is for, and its token. */
  readonly link: string
}

const close = () => goTo(listAddress)

/** What somebody has come to by a link in a mail, whether they are logged in or not. It does nothing before they say so. */
export const MailLink = ({ account, link }: MailLinkProps) => {
  const [kind = '', token = ''] = link.split('/')
  return kind === 'reset' ? <Reset account={account} token={token} /> : <Verify account={account} token={token} />
}

interface OneProps {
  readonly account: Account
  readonly token: string
}

const Verify = ({ account, token }: OneProps) => {
  const [isDone, setDone] = useState(false)
  const { submit, busy, fault } = useSubmit(async () => {
    await post(account.server, 'email.verify', { token })
    setDone(true)
  })
  return (
    <Dialog title="Your e-mail address" onClose={close}>
      {isDone ? (
        <p role="status">This is the e-mail address of your account now.</p>
      ) : (
        <form onSubmit={submit} aria-label="Your e-mail address">
          <p>Is this the e-mail address of your account from now on?</p>
          <Fault text={fault?.text} />
          <div className="buttons">
            <button type="submit" className="primary" disabled={busy}>
              Yes, it is
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

const Reset = ({ account, token }: OneProps) => {
  const [isDone, setDone] = useState(false)
  const { submit, busy, fault } = useSubmit(async (text) => {
    await post(account.server, 'password.reset', { token, new_password: text('new_password') })
    setDone(true)
  })
  const ofNew = fault?.field === 'new_password' ? fault.text : undefined
  return (
    <Dialog title="Another password" onClose={close}>
      {isDone ? (
        <p role="status">Your password is another one now. Log in with it.</p>
      ) : (
        <form onSubmit={submit} aria-label="Another password">
          <Field
            label="New password"
            name="new_password"
            type="password"
            autoComplete="new-password"
            hint="At least 8 characters. You are logged out on all devices."
            fault={ofNew}
          />
          {!ofNew && <Fault text={fault?.text} />}
          <div className="buttons">
            <button type="submit" className="primary" disabled={busy}>
              Change password
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
