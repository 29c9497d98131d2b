import { t } from '@lingui/core/macro'
import { useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Field } from './field.tsx'
import { PasswordField, useFactors } from './password-field.tsx'
import { CodeField, proofOf } from './proof-form.tsx'
import { useSubmit } from './use-submit.ts'

export const PasswordSetting = () => {
  const { parley } = useChat()
  const [done, setDone] = useState(0)
  const factors = useFactors(parley, done)
  const isFirst = factors?.password === false
  const { submit, busy, fault } = useSubmit(async (text) => {
    const given = isFirst && factors ? await proofOf(parley, factors, text('code')) : { password: text('password') }
    await parley.call('password.change', { ...given, new_password: text('new_password') })
    setDone((times) => times + 1)
  })
  const ofNew = fault?.field === 'new_password' ? fault.text : undefined
  return (
    <form onSubmit={submit} aria-label={t`Your password`} key={done}>
      <PasswordField factors={factors} />
      {isFirst && <CodeField factors={factors} />}
      <Field
        label={t`New password`}
        name="new_password"
        type="password"
        autoComplete="new-password"
        hint={t`At least 8 characters. You are logged out on all other devices.`}
        fault={ofNew}
      />
      {!ofNew && <Fault text={fault?.text} />}
      <p role="status">{done > 0 && t`Your password is another one now.`}</p>
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy}>
          {isFirst ? t`Set password` : t`Change password`}
        </button>
      </div>
    </form>
  )
}
