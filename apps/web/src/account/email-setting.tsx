import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/protocol'
import { useEffect, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { noteFault } from '../faults/faults.ts'
import { Field } from './field.tsx'
import { PasswordField, useFactors } from './password-field.tsx'
import { useSubmit } from './use-submit.ts'

/** By which one gets in again without one's password. */
export const EmailSetting = () => {
  const { parley } = useChat()
  const factors = useFactors(parley)
  const [told, setTold] = useState<Output<'email.get'>>()
  const [done, setDone] = useState('')
  useEffect(() => {
    parley.call('email.get', {}).then(setTold, noteFault)
  }, [parley])
  const { submit, busy, fault } = useSubmit(async (text) => {
    const [email, password] = [text('email').trim(), text('password')]
    setDone('')
    if (email === '') await parley.call('email.remove', { password })
    else await parley.call('email.change', { email, password })
    setTold(await parley.call('email.get', {}))
    setDone(
      email === '' ? t`Your account has no e-mail address.` : t`Follow the link that is on its way to that address.`,
    )
  })
  if (!told?.available) return null
  const ofEmail = fault?.field === 'email' ? fault.text : undefined
  return (
    <form onSubmit={submit} aria-label={t`Your e-mail address`} key={done}>
      <Field
        label={t`E-mail address`}
        name="email"
        autoComplete="email"
        value={told.email}
        optional
        hint={t`For another password where you forget yours. Nobody else sees it. Empty for none.`}
        fault={ofEmail}
      />
      <PasswordField factors={factors} />
      {!ofEmail && <Fault text={fault?.text} />}
      <p role="status">{done}</p>
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy}>
          <Trans>Save address</Trans>
        </button>
      </div>
    </form>
  )
}
