import type { Message } from '@parley/client'
import type { EventFrame } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { entriesOf, type TimelineSource } from './entries.ts'
import { EntryList } from './entry-list.ts'

const people = ['ada', 'bo', 'cy']
const kinds = ['message.sent', 'message.sent', 'message.sent', 'member.joined', 'member.left', 'weather.changed']
const begin = new Date(2026, 4, 20, 23, 50).getTime()

/** A log in which the place of an event says what it is. */
const logOf = (picks: readonly number[]): EventFrame[] =>
  picks.map((pick, place) => {
    const ev = kinds[pick % kinds.length] as string
    const by = people[pick % people.length] as string
    const user = people[(pick >> 2) % people.length] as string
    const is = ev === 'message.sent' ? { id: `m${place + 1}`, text: 'hello' } : { user }
    return { on: 'chat/room/1', seq: place + 1, ev, by, at: begin + place * (pick % 3 ? 60_000 : 400_000), is }
  })

const messageOf = new WeakMap<EventFrame, Message>()
const messagesOf = (events: readonly EventFrame[]): Message[] =>
  events.flatMap((event) => {
    if (event.ev !== 'message.sent') return []
    const { seq, by = '', at, is } = event
    const message = messageOf.get(event) ?? { id: is.id as string, seq, by, at, text: 'hello', state: 'sent' as const }
    messageOf.set(event, message)
    return [message]
  })

interface Moment {
  /** What of the log is loaded. */
  readonly from: number
  readonly to: number
  /** Messages behind it that were confirmed, and that are on their way. */
  readonly answered: number
  readonly sending: number
  readonly kind: 'direct' | 'group'
}

const sourceOf = (log: readonly EventFrame[], moment: Moment, unreadAfter: number | undefined): TimelineSource => {
  const events = log.slice(moment.from, Math.max(moment.from, moment.to))
  const loose = (count: number, seq: (place: number) => number | undefined): Message[] =>
    Array.from({ length: count }, (_, place) => ({
      id: `loose ${place}`,
      seq: seq(place),
      by: 'ada',
      at: begin + 1e7,
      text: 'hi',
      state: 'sending',
    }))
  const head = events.at(-1)?.seq ?? 0
  const answered = loose(moment.answered, (place) => head + 1 + place)
  const messages = [...messagesOf(events), ...answered, ...loose(moment.sending, () => undefined)]
  return { kind: moment.kind, events, messages, unreadAfter, me: 'ada' }
}

const place = fc.nat({ max: 40 })
const moment = fc.record({
  from: place,
  to: place,
  answered: fc.nat({ max: 2 }),
  sending: fc.nat({ max: 2 }),
  kind: fc.constantFrom('group' as const, 'group' as const, 'direct' as const),
})

test('however a room is loaded, goes on, or begins anew, its timeline is what it would be put together at once', () => {
  const log = fc.array(fc.nat({ max: 100 }), { minLength: 40, maxLength: 40 })
  fc.assert(
    fc.property(log, fc.array(moment), fc.option(place, { nil: undefined }), (picks, moments, unreadAfter) => {
      const list = new EntryList()
      const events = logOf(picks)
      for (const moment of moments) {
        const source = sourceOf(events, moment, unreadAfter)
        expect(list.of(source)).toEqual(entriesOf(source))
      }
    }),
  )
})

test('what was there before stays the same when a message comes, is sent, or older ones are loaded', () => {
  const list = new EntryList()
  const events = logOf(Array.from({ length: 40 }, () => 2))
  const at = (from: number, to: number, sending = 0) =>
    list.of(sourceOf(events, { from, to, sending, answered: 0, kind: 'group' }, undefined))
  const before = at(10, 30).filter(({ kind }) => kind === 'message')
  for (const after of [at(10, 31), at(10, 31, 1), at(10, 32), at(2, 32)])
    for (const entry of before.slice(1)) expect(after).toContain(entry)
})

test('a message that says something else now, or is gone, is so in the timeline, and the others stay the same', () => {
  const list = new EntryList()
  const events = logOf(Array.from({ length: 20 }, () => 2))
  const source = sourceOf(events, { from: 0, to: 20, sending: 0, answered: 0, kind: 'group' }, undefined)
  const before = list.of(source)
  const [first, ...rest] = source.messages as [Message, ...Message[]]
  const edited = { ...source, messages: [{ ...first, text: 'else' }, ...rest] }
  const after = list.of(edited)
  expect(after).toEqual(entriesOf(edited))
  for (const entry of before.filter(({ kind }) => kind === 'message').slice(1)) expect(after).toContain(entry)
  const gone = { ...source, messages: rest }
  expect(list.of(gone)).toEqual(entriesOf(gone))
})
