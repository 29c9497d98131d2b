import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { dateText } from '../timeline/times.ts'
import { Field } from './field.tsx'
import { PasswordField, useFactors } from './password-field.tsx'
import { useSubmit } from './use-submit.ts'

type Names = Output<'username.change'>

/** What one logs in with. */
export const UsernameSetting = () => {
  const { parley } = useChat()
  const factors = useFactors(parley)
  const [names, setNames] = useState<Names>()
  const [changed, setChanged] = useState(0)
  useEffect(() => {
    parley.call('account.get', {}).then(setNames, noteFault)
  }, [parley])
  const { submit, busy, fault } = useSubmit(async (text) => {
    const username = text('username').trim().toLowerCase()
    setNames(await parley.call('username.change', { username, password: text('password') }))
    setChanged((times) => times + 1)
  })
  if (!names) return null
  const ofName = fault?.field === 'username' ? fault.text : undefined
  return (
    <form onSubmit={submit} aria-label={t`Your username`} key={changed}>
      <Field
        label={t`Username`}
        name="username"
        autoComplete="username"
        value={names.username}
        hint={t`You log in with it. Nobody else sees it.`}
        fault={ofName}
      />
      <PasswordField factors={factors} />
      {!ofName && <Fault text={fault?.text} />}
      <p role="status">{changed > 0 && t`You log in as ${names.username} now.`}</p>
      {names.former.length > 0 && (
        <ul className="hint" aria-label={t`Usernames kept for you`}>
          {names.former.map(({ username, until }) => (
            <li key={username}>
              <Trans>
                {username} is kept for you until {dateText(until)}
              </Trans>
            </li>
          ))}
        </ul>
      )}
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy}>
          <Trans>Change username</Trans>
        </button>
      </div>
    </form>
  )
}
