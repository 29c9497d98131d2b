import { t } from '@lingui/core/macro'
import { Trans } from '@lingui/react/macro'
import type { Output } from '@parley/client'
import type { Space } from '@parley/client/spaces'
import { type FormEvent, useEffect, useId, useState } from 'react'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Fault } from '../fault.tsx'
import { FormEnd } from '../form-end.tsx'
import { Choice } from '../group/choice.tsx'
import { Invitations } from '../group/invitations.tsx'
import { Requests } from '../group/requests.tsx'
import { useRequests } from '../group/use-requests.ts'
import { tame } from '../tame.ts'
import { useDeed } from '../use-deed.ts'

/** How people come into a space, and what it says to newcomers. */
export const Entering = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const manages = useSelected(space, (space) => space.may('manage_space'))
  const mayInvite = useSelected(space, (space) => space.may('invite'))
  const entry = useSelected(space, ({ entry }) => entry)
  const waiting = useRequests({ space: space.id }, manages)
  const { run, fault } = useDeed()
  const change = (value: string) =>
    run(() => {
      const known = (['open', 'request', 'closed'] as const).find((one) => one === value)
      return parley.call('space.change', { space: space.id, ...(known ? { entry: known } : {}) })
    })
  if (!manages && !mayInvite) return null
  return (
    <>
      {manages && <Requests of={{ space: space.id }} waiting={waiting} />}
      <section aria-label={t`Coming in`}>
        <h3>
          <Trans>Coming in</Trans>
        </h3>
        {manages && (
          <Choice label={t`By an invitation`} value={entry} onChange={(value) => void change(value)}>
            <option value="open">
              <Trans>Everybody who has one</Trans>
            </option>
            <option value="request">
              <Trans>When somebody lets them in</Trans>
            </option>
            <option value="closed">
              <Trans>Only whom it names</Trans>
            </option>
          </Choice>
        )}
        <Fault text={fault} />
        {mayInvite && <Invitations of={{ space: space.id }} />}
      </section>
      {manages && <NewcomersForm space={space} />}
    </>
  )
}

type Screening = Output<'screening.get'>

const mostWelcomeRooms = 5

/** Loaded when it is wanted, as few change it. */
const NewcomersForm = ({ space }: { readonly space: Space }) => {
  const { parley } = useChat()
  const [told, setTold] = useState<Screening>()
  const { run, busy, fault } = useDeed()
  const load = () => run(async () => setTold(await parley.call('screening.get', { space: space.id })))
  return (
    <section aria-label={t`Newcomers`}>
      <h3>
        <Trans>Newcomers</Trans>
      </h3>
      <Fault text={fault} />
      {told ? (
        <RulesForm space={space} told={told} onDone={() => setTold(undefined)} />
      ) : (
        <button type="button" disabled={busy} onClick={() => void load()}>
          <Trans>Rules and welcome</Trans>
        </button>
      )}
    </section>
  )
}

interface RulesFormProps {
  readonly space: Space
  readonly told: Screening
  readonly onDone: () => void
}

/** A line is a rule. */
const RulesForm = ({ space, told, onDone }: RulesFormProps) => {
  const { parley } = useChat()
  const [rules, setRules] = useState(told.rules.join('\n'))
  const [text, setText] = useState(told.welcome.text)
  const [rooms, setRooms] = useState<readonly string[]>(told.welcome.rooms)
  const [anew, setAnew] = useState(false)
  const { run, busy, fault } = useDeed()
  const [rulesId, textId] = [useId(), useId()]
  const save = (event: FormEvent) => {
    event.preventDefault()
    void run(async () => {
      const lines = rules.split('\n').map((line) => line.trim())
      await parley.call('screening.set', {
        space: space.id,
        rules: lines.filter((line) => line !== ''),
        welcome: { text: text.trim(), rooms: [...rooms] },
        ...(anew ? { anew } : {}),
      })
      onDone()
    })
  }
  return (
    <form aria-label={t`Newcomers`} onSubmit={save}>
      <div className="field">
        <label htmlFor={rulesId}>
          <Trans>Rules to accept, one a line</Trans>
        </label>
        <textarea id={rulesId} rows={5} dir="auto" value={rules} onChange={({ target }) => setRules(target.value)} />
      </div>
      <label className="setting">
        <input type="checkbox" checked={anew} onChange={() => setAnew(!anew)} />
        <Trans>Everybody has to accept them anew</Trans>
      </label>
      <div className="field">
        <label htmlFor={textId}>
          <Trans>Welcome</Trans>
        </label>
        <textarea
          id={textId}
          rows={3}
          dir="auto"
          maxLength={1_000}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
      </div>
      <WelcomeRooms space={space} value={rooms} onChange={setRooms} />
      <FormEnd fault={fault} label={t`Save`} disabled={busy} onCancel={onDone} />
    </form>
  )
}

interface WelcomeRoomsProps {
  readonly space: Space
  readonly value: readonly string[]
  readonly onChange: (rooms: readonly string[]) => void
}

/** Rooms where newcomers are sent first, in the order in which they are chosen. */
const WelcomeRooms = ({ space, value, onChange }: WelcomeRoomsProps) => {
  const rooms = useSelected(space, ({ sections }) => sections).flatMap((section) => section.rooms)
  const isFull = value.length >= mostWelcomeRooms
  return (
    <fieldset className="checks">
      <legend>
        <Trans>Rooms to look at first, {mostWelcomeRooms} at most</Trans>
      </legend>
      {rooms.map(({ id, name }) => (
        <label key={id}>
          <input
            type="checkbox"
            checked={value.includes(id)}
            disabled={isFull && !value.includes(id)}
            onChange={({ target }) => onChange(target.checked ? [...value, id] : value.filter((one) => one !== id))}
          />
          {tame(name)}
        </label>
      ))}
    </fieldset>
  )
}

/** What the space says to newcomers; nothing until it is known, and where it says nothing. */
export const useScreening = (space: Space, isWanted: boolean): Screening | undefined => {
  const { parley } = useChat()
  const [told, setTold] = useState<Screening>()
  const { run } = useDeed()
  // biome-ignore lint/correctness/useExhaustiveDependencies: it runs what is loaded, and is new with each drawing
  useEffect(() => {
    if (!isWanted) return undefined
    const load = () => run(async () => setTold(await parley.call('screening.get', { space: space.id })))
    void load()
    return parley.on('event', ({ on, ev }) => {
      if (on === space.on && ev === 'screening.changed') void load()
    })
  }, [parley, space, isWanted])
  return told
}
