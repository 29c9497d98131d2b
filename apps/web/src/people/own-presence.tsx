import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { apart, inPieces } from '../apart.tsx'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { tame } from '../tame.ts'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { endText, lastings } from './lasting.ts'
import { type OwnChoice, useOwn, useOwnNow } from './own.ts'

const states = [
  ['automatic', t`Online`, t`Idle after five minutes without input, offline when you have gone.`],
  ['dnd', t`Do not disturb`, t`Others see that you are busy.`],
  ['invisible', t`Invisible`, t`Others see you as offline.`],
] as const

/** How one wants to be seen. Where the server cannot say, nothing stands here. */
export const OwnPresence = () => {
  const choice = useOwnNow()
  if (!choice) return null
  return (
    <section className="own-presence" aria-label={t`How others see you`}>
      <States choice={choice} />
      <Status key={choice.status} choice={choice} />
    </section>
  )
}

interface ChoiceProps {
  readonly choice: OwnChoice
}

const States = ({ choice }: ChoiceProps) => {
  const own = useOwn()
  const { run, busy, fault } = useDeed()
  return (
    <fieldset className="own-states" disabled={busy}>
      <legend>
        <Trans>How others see you</Trans>
      </legend>
      {states.map(([state, label, hint]) => (
        <label key={state}>
          <input
            type="radio"
            name="own-state"
            checked={choice.state === state}
            onChange={() => run(() => own.set({ state }))}
          />
          <span>
            {label}
            <span className="hint">{hint}</span>
          </span>
        </label>
      ))}
      <Fault text={fault} />
    </fieldset>
  )
}

/** It holds what it was when it was opened, until another is told. */
const Status = ({ choice }: ChoiceProps) => {
  const own = useOwn()
  const [status, setStatus] = useState(choice.status ?? '')
  const [lasting, setLasting] = useState<string>(lastings[0].value)
  const { run, busy, fault } = useDeed()
  const isNew = status.trim() !== '' && status.trim() !== choice.status
  const set = (text: string) =>
    run(() => {
      const inMs = lastings.find(({ value }) => value === lasting)?.inMs()
      return own.set({ status: text, ...(text && inMs !== undefined ? { status_ends_in_ms: inMs } : {}) })
    })
  const save = (event: FormEvent) => {
    event.preventDefault()
    void set(status.trim())
  }
  return (
    <form onSubmit={save} aria-label={t`Your status`}>
      <TextField label={t`Status`} value={status} most={128} hint={t`What you are at`} onChange={setStatus} />
      {isNew && (
        <Choice label={t`Until`} value={lasting} onChange={setLasting}>
          {lastings.map(({ value, label }) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Choice>
      )}
      <p className="hint" role="status">
        {choice.status &&
          inPieces(
            choice.status_ends_at
              ? t`Your status is “${apart(tame(choice.status))}”, until ${endText(choice.status_ends_at)}.`
              : t`Your status is “${apart(tame(choice.status))}”.`,
          )}
      </p>
      <Fault text={fault} />
      <div className="buttons">
        {choice.status && (
          <button type="button" className="quiet" disabled={busy} onClick={() => void set('')}>
            <Trans>Clear status</Trans>
          </button>
        )}
        {isNew && (
          <button type="submit" disabled={busy}>
            <Trans>Save status</Trans>
          </button>
        )}
      </div>
    </form>
  )
}
