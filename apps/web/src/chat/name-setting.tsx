import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Field } from '../account/field.tsx'
import { useSubmit } from '../account/use-submit.ts'
import { Fault } from '../fault.tsx'
import { tame } from '../tame.ts'
import { useChat } from './chat-context.ts'

/** What one is called. The field holds what it was when it was opened: another device does not overwrite what is being typed. */
export const NameSetting = () => {
  const { me, parley } = useChat()
  const [saved, setSaved] = useState<string>()
  const { submit, busy, fault } = useSubmit(async (text) => {
    setSaved(undefined)
    const name = text('name').trim()
    await parley.changeName(name)
    setSaved(name)
  })
  const elsewhere = fault && fault.field !== 'name'
  return (
    <form onSubmit={submit} aria-label={t`Your name`}>
      <Field
        label={t`Display name`}
        name="name"
        autoComplete="nickname"
        hint={t`What others see.`}
        value={parley.people.get(me)?.name}
        fault={elsewhere ? undefined : fault?.text}
      />
      {elsewhere && <Fault text={fault.text} />}
      <p role="status">
        {saved && (
          <Trans>
            You are called <bdi>{tame(saved)}</bdi> now.
          </Trans>
        )}
      </p>
      <div className="buttons">
        <button type="submit" className="primary" disabled={busy}>
          <Trans>Save name</Trans>
        </button>
      </div>
    </form>
  )
}
