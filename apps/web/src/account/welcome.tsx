import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useOpenDevice, useOpenInvite } from '../route.ts'
import type { Account, HalfLogIn, Newcomer } from './account.ts'
import { IssuerButtons } from './issuer-buttons.tsx'
import { ForgotForm, JoinForm } from './later.tsx'
import { LogInForm } from './log-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

interface WelcomeProps {
  readonly account: Account
  /** Why one is here again, such as a session that was ended. */
  readonly why?: string | undefined
  /** A log-in that was begun with an issuer, and is to be gone on with. */
  readonly half?: HalfLogIn | undefined
  readonly newcomer?: Newcomer | undefined
}

export const Welcome = ({ account, why, half, newcomer }: WelcomeProps) => {
  const [form, setForm] = useState<'log in' | 'sign up' | 'forgot' | 'join'>(newcomer ? 'join' : 'log in')
  const toLogIn = form === 'log in'
  const isForDevice = useOpenDevice() !== undefined
  const isInvited = useOpenInvite() !== undefined
  return (
    <main className="welcome">
      <h1>
        <img src="/favicon.svg" alt="" width="40" height="40" /> Parley
      </h1>
      <p className="motto">
        <Trans>Talk on your own ground.</Trans>
      </p>
      {why && (
        <p className="notice-box" role="status">
          {why}
        </p>
      )}
      {isInvited && (
        <p className="notice-box" role="status">
          <Trans>You were invited to a group. Log in, or create an account, to see it.</Trans>
        </p>
      )}
      {isForDevice && (
        <p className="notice-box" role="status">
          <Trans>A device asks to be logged in. Log in here first.</Trans>
        </p>
      )}
      {toLogIn && <LogInForm account={account} begun={half} />}
      {newcomer && form === 'join' && <JoinForm account={account} newcomer={newcomer} />}
      {form === 'sign up' && <SignUpForm account={account} />}
      {form === 'forgot' && <ForgotForm account={account} />}
      {(toLogIn || form === 'sign up') && <IssuerButtons account={account} />}
      <button type="button" className="quiet" onClick={() => setForm(toLogIn ? 'sign up' : 'log in')}>
        {toLogIn ? t`Create an account` : t`I have an account`}
      </button>
      {toLogIn && (
        <button type="button" className="quiet" onClick={() => setForm('forgot')}>
          <Trans>Forgot your password?</Trans>
        </button>
      )}
    </main>
  )
}
