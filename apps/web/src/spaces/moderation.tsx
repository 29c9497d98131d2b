import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Space } from '@parley/client/spaces'
import { type FormEvent, useState } from 'react'
import { useChat } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { FormEnd } from '../form-end.tsx'
import { Choice } from '../group/choice.tsx'
import { TextField } from '../text-field.tsx'
import { useDeed } from '../use-deed.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

const kinds = [
  ['kick', t`Remove`, t`They come back by an invitation.`],
  ['time_out', t`Time out`, t`They read and do nothing else, until it ends by itself.`],
  ['ban', t`Ban`, t`They come in by no way, until you lift it.`],
] as const
type Kind = (typeof kinds)[number][0]

const spans: readonly (readonly [number, string])[] = [
  [5 * minute, '5 minutes'],
  [hour, t`An hour`],
  [day, t`A day`],
  [7 * day, t`A week`],
  [28 * day, '28 days'],
]

const purges: readonly (readonly [number, string])[] = [
  [0, t`Nothing`],
  [hour, t`Of the last hour`],
  [day, t`Of the last day`],
  [7 * day, t`Of the last 7 days`],
]

interface ModerationProps {
  readonly space: Space
  /** Their id. */
  readonly user: string
  readonly name: string
  /** Until when they are timed out. */
  readonly mutedUntil: number | undefined
  readonly onChanged: () => void
}

/** What is done to somebody against their will, with a reason that they are told. */
export const Moderation = ({ space, user, name, mutedUntil, onChanged }: ModerationProps) => {
  const { parley } = useChat()
  const offered = kinds.filter(([kind]) => space.may(kind))
  const [kind, setKind] = useState<Kind>()
  const [reason, setReason] = useState('')
  const [span, setSpan] = useState(hour)
  const [purge, setPurge] = useState(0)
  const { run, busy, fault } = useDeed()
  const chosen = offered.find(([value]) => value === kind)
  const why = reason.trim() === '' ? {} : { reason: reason.trim() }
  const of = { space: space.id, user }

  const act = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      if (kind === 'kick') await parley.call('resident.remove', { ...of, ...why })
      if (kind === 'time_out') await parley.call('resident.time_out', { ...of, ...why, in_ms: span })
      if (kind === 'ban')
        await parley.call('ban.add', { space: space.id, users: [user], ...why, ...(purge ? { purge_ms: purge } : {}) })
      setKind(undefined)
      onChanged()
    })
  }
  const lift = () => run(() => parley.call('resident.time_out', { ...of, in_ms: 0 }))

  if (!chosen)
    return (
      <div className="buttons">
        {mutedUntil !== undefined && space.may('time_out') && (
          <button type="button" className="quiet" disabled={busy} onClick={lift}>
            <Trans>End the time-out</Trans>
          </button>
        )}
        {offered.map(([value, label]) => (
          <button
            key={value}
            type="button"
            className="quiet danger-text"
            aria-label={`${label} ${name}`}
            onClick={() => setKind(value)}
          >
            {label}
          </button>
        ))}
        <Fault text={fault} />
      </div>
    )
  const [, label, means] = chosen
  return (
    <form aria-label={`${label} ${name}`} onSubmit={act}>
      <p className="hint">{means}</p>
      {kind === 'time_out' && (
        <Choice label={t`For`} value={String(span)} onChange={(value) => setSpan(Number(value))}>
          {spans.map(([ms, text]) => (
            <option key={ms} value={ms}>
              {text}
            </option>
          ))}
        </Choice>
      )}
      {kind === 'ban' && (
        <Choice label={t`Delete what they said`} value={String(purge)} onChange={(value) => setPurge(Number(value))}>
          {purges.map(([ms, text]) => (
            <option key={ms} value={ms}>
              {text}
            </option>
          ))}
        </Choice>
      )}
      <TextField label={t`Reason, which they are told`} value={reason} most={512} onChange={setReason} />
      <FormEnd fault={fault} label={label} disabled={busy} onCancel={() => setKind(undefined)} className="danger" />
    </form>
  )
}
