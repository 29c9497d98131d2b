import { t } from '@lingui/core/macro'
import { type FormEvent, type ReactNode, useState } from 'react'
import { FormEnd } from '../form-end.tsx'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'

interface DeedFormProps {
  /** What is done. */
  readonly label: string
  /** What that means. */
  readonly means: string
  readonly isHarmless?: boolean
  /** What else is to be said. */
  readonly children?: ReactNode
  readonly onDo: (reason: string) => Promise<void>
  readonly onCancel: () => void
}

/** What is done to somebody else says why: it stands in the log, and whom it concerns reads it. */
export const DeedForm = ({ label, means, isHarmless = false, children, onDo, onCancel }: DeedFormProps) => {
  const [reason, setReason] = useState('')
  const { run, busy, fault } = useDeed()
  const act = (event: FormEvent) => {
    event.preventDefault()
    void run(() => onDo(reason.trim()))
  }
  return (
    <form className="admin-form" aria-label={label} onSubmit={act}>
      <p className="hint">{means}</p>
      {children}
      <TextField
        label={t`Reason, which they can read`}
        value={reason}
        most={500}
        isRequired
        takesFocus
        onChange={setReason}
      />
      <FormEnd
        fault={fault}
        label={label}
        disabled={busy || reason.trim() === ''}
        onCancel={onCancel}
        className={isHarmless ? 'primary' : 'danger'}
      />
    </form>
  )
}
