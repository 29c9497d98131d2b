import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { Fault } from '../fault.tsx'
import type { Account } from './account.ts'
import { Field } from './field.tsx'
import { useSubmit } from './use-submit.ts'

/** In by a name alone. */
export const GuestForm = ({ account }: { readonly account: Account }) => {
  const [open, setOpen] = useState(false)
  const { submit, busy, fault } = useSubmit((text) => account.comeAsGuest(text('name').trim()))
  if (!open)
    return (
      <button type="button" onClick={() => setOpen(true)}>
        <Trans>Continue as a guest</Trans>
      </button>
    )
  const ofName = fault?.field === 'name' ? fault.text : undefined
  return (
    <form onSubmit={submit} aria-label={t`Continue as a guest`}>
      <Field
        label={t`Display name`}
        name="name"
        autoComplete="nickname"
        hint={t`What others see, and that you are a guest. You can make an account of it later, and keep everything.`}
        fault={ofName}
        autoFocus
      />
      {!ofName && <Fault text={fault?.text} />}
      <button type="submit" className="primary" disabled={busy}>
        <Trans>Come in</Trans>
      </button>
    </form>
  )
}
