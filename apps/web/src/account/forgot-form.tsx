import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { post } from '@parley/client'
import { useState } from 'react'
import { Fault } from '../fault.tsx'
import type { Account } from './account.ts'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

/** Has a link sent to whoever has forgotten their password. Whether there is such an account is not told. */
export const ForgotForm = ({ account }: { readonly account: Account }) => {
  const [isAsked, setAsked] = useState(false)
  const { submit, busy, fault } = useSubmit(async (text) => {
    await post(account.server, 'password.forget', { account: text('account').trim() })
    setAsked(true)
  })
  return (
    <form onSubmit={submit} aria-label={t`Forgot your password?`}>
      <Field
        label={t`Username or e-mail address`}
        name="account"
        autoComplete="username"
        hint={t`If your account has an e-mail address, a link for another password is sent there.`}
        autoFocus
      />
      <Fault text={fault?.text} />
      <p role="status">
        {isAsked && t`If there is such an account with an e-mail address, a link is on its way there.`}
      </p>
      <button type="submit" className="primary" disabled={busy}>
        <Trans>Send a link</Trans>
      </button>
    </form>
  )
}
