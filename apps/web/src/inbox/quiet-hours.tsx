import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useId, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { useDeed } from '../use-deed.ts'
import type { Alerts } from './alert-settings.tsx'
import { clockOf, minutesOf, zoneHere, zonesWith } from './quiet-times.ts'

/** From the evening to the morning, where nothing was chosen before. */
const usual = { from: 22 * 60, to: 7 * 60 }

/** The hours of each day in which nothing rings. It holds what it was when it was opened, until another is told. */
export const QuietHours = ({ quiet }: Pick<Alerts, 'quiet'>) => {
  const { parley } = useChat()
  const isSet = quiet !== undefined && quiet.from !== quiet.to
  const [isOn, setOn] = useState(isSet)
  const [from, setFrom] = useState(clockOf(isSet ? quiet.from : usual.from))
  const [to, setTo] = useState(clockOf(isSet ? quiet.to : usual.to))
  const [zone, setZone] = useState(quiet?.zone ?? zoneHere())
  const { run, busy, fault } = useDeed()
  const wanted = { from: minutesOf(from), to: minutesOf(to), zone }
  const isNew = !isSet || wanted.from !== quiet.from || wanted.to !== quiet.to || zone !== quiet.zone
  const isWhole = wanted.from !== undefined && wanted.to !== undefined && wanted.from !== wanted.to
  const set = (of: { from: number; to: number }) => run(() => parley.call('alert.set', { quiet: { ...of, zone } }))
  const save = (event: FormEvent) => {
    event.preventDefault()
    const { from, to } = wanted
    if (from !== undefined && to !== undefined) void set({ from, to })
  }
  const toggle = (isOn: boolean) => {
    setOn(isOn)
    if (!isOn && isSet) void set({ from: 0, to: 0 })
  }
  return (
    <form className="quiet-hours" aria-label={t`Quiet hours`} onSubmit={save}>
      <label className="setting">
        <input type="checkbox" checked={isOn} disabled={busy} onChange={({ target }) => toggle(target.checked)} />
        <span>
          <Trans>
            Quiet hours
            <span className="hint">
              Nothing rings in these hours of each day, and no mail is sent of what you miss. What comes is in the
              inbox.
            </span>
          </Trans>
        </span>
      </label>
      {isOn && (
        <>
          <div className="span">
            <Clock label={t`From`} value={from} onChange={setFrom} />
            <Clock label={t`To`} value={to} onChange={setTo} />
          </div>
          <Choice label={t`Time zone`} value={zone} onChange={setZone}>
            {zonesWith(zone).map((one) => (
              <option key={one}>{one}</option>
            ))}
          </Choice>
          {isNew && (
            <button type="submit" disabled={busy || !isWhole}>
              <Trans>Save quiet hours</Trans>
            </button>
          )}
        </>
      )}
      <Fault text={fault} />
    </form>
  )
}

interface ClockProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

const Clock = ({ label, value, onChange }: ClockProps) => {
  const id = useId()
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="time" required value={value} onChange={({ target }) => onChange(target.value)} />
    </div>
  )
}
