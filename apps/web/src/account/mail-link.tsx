import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { post } from '@parley/client'
import { useState } from 'react'
import { Dialog } from '../dialog.tsx'
import { Fault } from '../fault.tsx'
import { useHost } from '../host/host.ts'
import { listAddress } from '../route.ts'
import type { Account } from './account.ts'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

interface MailLinkProps {
  readonly account: Account
  /** As in the address: what it is for, and its token. */
  readonly link: string
}

/** Where there is nothing more to do. */
const useClose = () => {
  const { goTo } = useHost().route
  return () => goTo(listAddress)
}

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
  const close = useClose()
  const [isDone, setDone] = useState(false)
  const { submit, busy, fault } = useSubmit(async () => {
    await post(account.server, 'email.verify', { token })
    setDone(true)
  })
  return (
    <Dialog title={t`Your e-mail address`} onClose={close}>
      {isDone ? (
        <p role="status">
          <Trans>This is the e-mail address of your account now.</Trans>
        </p>
      ) : (
        <form onSubmit={submit} aria-label={t`Your e-mail address`}>
          <p>
            <Trans>Is this the e-mail address of your account from now on?</Trans>
          </p>
          <Fault text={fault?.text} />
          <div className="buttons">
            <button type="submit" className="primary" disabled={busy}>
              <Trans>Yes, it is</Trans>
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}

const Reset = ({ account, token }: OneProps) => {
  const close = useClose()
  const [isDone, setDone] = useState(false)
  const { submit, busy, fault } = useSubmit(async (text) => {
    await post(account.server, 'password.reset', { token, new_password: text('new_password') })
    setDone(true)
  })
  const ofNew = fault?.field === 'new_password' ? fault.text : undefined
  return (
    <Dialog title={t`Another password`} onClose={close}>
      {isDone ? (
        <p role="status">
          <Trans>Your password is another one now. Log in with it.</Trans>
        </p>
      ) : (
        <form onSubmit={submit} aria-label={t`Another password`}>
          <Field
            label={t`New password`}
            name="new_password"
            type="password"
            autoComplete="new-password"
            hint={t`At least 8 characters. You are logged out on all devices.`}
            fault={ofNew}
          />
          {!ofNew && <Fault text={fault?.text} />}
          <div className="buttons">
            <button type="submit" className="primary" disabled={busy}>
              <Trans>Change password</Trans>
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
