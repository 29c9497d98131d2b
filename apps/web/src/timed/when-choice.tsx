import { Trans } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { choices, hereNow } from './moments.ts'

interface WhenChoiceProps {
  readonly busy: boolean
  readonly onChoose: (inMs: number) => void
}

/** One of the usual moments, or one's own. */
export const WhenChoice = ({ busy, onChoose }: WhenChoiceProps) => {
  const [at, setAt] = useState('')
  const id = useId()
  const choose = (event: FormEvent) => {
    event.preventDefault()
    onChoose(new Date(at).getTime() - hereNow())
  }
  return (
    <>
      <div className="choices">
        {choices().map(({ label, inMs }) => (
          <button key={label} type="button" disabled={busy} onClick={() => onChoose(inMs)}>
            {label}
          </button>
        ))}
      </div>
      <form className="choices" onSubmit={choose}>
        <label htmlFor={id}>
          <Trans>At another time</Trans>
        </label>
        <input id={id} type="datetime-local" value={at} onChange={({ target }) => setAt(target.value)} />
        <button type="submit" disabled={busy || !(new Date(at).getTime() > hereNow())}>
          <Trans>Choose</Trans>
        </button>
      </form>
    </>
  )
}
