import { useState } from 'react'
import { useOpenInvite } from '../route.ts'
import type { Account } from './account.ts'
import { LogInForm } from './log-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

interface WelcomeProps {
  readonly account: Account
  /** Why one is here again, such as a session that was ended. */
  readonly why?: string | undefined
}

export const Welcome = ({ account, why }: WelcomeProps) => {
  const [isNew, setNew] = useState(false)
  const isInvited = useOpenInvite() !== undefined
  return (
    <main className="welcome">
      <h1>
        <img src="/favicon.svg" alt="" width="40" height="40" /> Parley
      </h1>
      <p className="motto">Talk on your own ground.</p>
      {why && (
        <p className="notice-box" role="status">
          {why}
        </p>
      )}
      {isInvited && (
        <p className="notice-box" role="status">
          You were invited to a group. Log in, or create an account, to see it.
        </p>
      )}
      {isNew ? <SignUpForm account={account} /> : <LogInForm account={account} />}
      <button type="button" className="quiet" onClick={() => setNew(!isNew)}>
        {isNew ? 'I have an account' : 'Create an account'}
      </button>
    </main>
  )
}
