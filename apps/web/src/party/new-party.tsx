import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import { type FormEvent, useState } from 'react'
import { Fault } from '../fault.tsx'
import { Choice } from '../group/choice.tsx'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'
import { accesses } from './party-text.ts'
import { useParties } from './use-parties.ts'

export const JoinByCode = () => {
  const parties = useParties()
  const [code, setCode] = useState('')
  const { run, busy, fault } = useDeed()
  const join = (event: FormEvent) => {
    event.preventDefault()
    void run(() => parties.join({ code: code.trim() }).then(() => setCode('')))
  }
  return (
    <form onSubmit={join} aria-label={t`Come in by a code`}>
      <TextField label={t`Code of a party`} value={code} most={32} isRequired onChange={setCode} />
      <Fault text={fault} />
      <button type="submit" disabled={busy || code.trim() === ''}>
        <Trans>Join</Trans>
      </button>
    </form>
  )
}

const sizes = [2, 3, 4, 5, 6, 8, 10, 12, 16, 24, 32, 64, 128, 256]

/** What is left empty is as the server has it. */
export const NewParty = () => {
  const parties = useParties()
  const [label, setLabel] = useState('')
  const [game, setGame] = useState('')
  const [most, setMost] = useState('8')
  const [access, setAccess] = useState<string>('request')
  const { run, busy, fault } = useDeed()
  const make = (event: FormEvent) => {
    event.preventDefault()
    const settings = {
      most: Number(most),
      access: access as (typeof accesses)[number][0],
      ...(label.trim() ? { label: label.trim() } : {}),
      ...(game.trim() ? { game: game.trim() } : {}),
    }
    void run(() => parties.create(settings))
  }
  return (
    <form onSubmit={make} aria-label={t`New party`}>
      <TextField label={t`Name`} value={label} most={256} hint={t`Its leader’s`} onChange={setLabel} />
      <TextField label={t`Game`} value={game} most={64} hint={t`Where there are several`} onChange={setGame} />
      <Choice label={t`For how many`} value={most} onChange={setMost}>
        {sizes.map((size) => (
          <option key={size}>{size}</option>
        ))}
      </Choice>
      <Choice label={t`Who comes in`} value={access} onChange={setAccess}>
        {accesses.map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </Choice>
      <Fault text={fault} />
      <button type="submit" className="primary" disabled={busy}>
        <Trans>Make a party</Trans>
      </button>
    </form>
  )
}
