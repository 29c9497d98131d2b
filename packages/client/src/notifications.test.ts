import type { EventFrame } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type Notification, notified } from './notifications.ts'

const me = '00000000-0000-4000-8000-000000000000'
const [room, other] = ['0000000a-0000-4000-8000-000000000000', '0000000b-0000-4000-8000-000000000000']
const event = (seq: number, ev: string, is: object): EventFrame => ({
  on: `notify/user/${me}`,
  seq,
  ev: `notification.${ev}`,
  at: seq,
  is: { ...is, unread: 0 },
})
const raised = [
  event(1, 'raised', { kind: 'mention', room, message: 7 }),
  event(2, 'raised', { kind: 'direct', room: other, message: 3 }),
  event(3, 'raised', { kind: 'mention', room, message: 9 }),
  event(4, 'raised', { kind: 'request', by: me }),
]
const states = (all: readonly Notification[]) => all.map(({ id, state }) => `${id} ${state}`)
const after = (...events: EventFrame[]) =>
  states([...raised, ...events].reduce(notified, [] as readonly Notification[]))

test('an inbox has the newest first, and each once, however often it is told', () => {
  expect(after(...raised)).toEqual(['4 unread', '3 unread', '2 unread', '1 unread'])
})

test('what is read, resolved and removed is what holds for all that an event says', () => {
  expect(after(event(5, 'read', { upto: 3, kind: 'mention' }))).toEqual(['4 unread', '3 read', '2 unread', '1 read'])
  expect(after(event(5, 'resolved', { room, message: 8 }))).toEqual(['4 unread', '3 unread', '2 unread', '1 resolved'])
  expect(after(event(5, 'removed', { ids: [2, 4, 99] }))).toEqual(['3 unread', '1 unread'])
  expect(after(event(5, 'resolved', { room, message: 9 }), event(6, 'read', { upto: 4 }))).toEqual([
    '4 read',
    '3 resolved',
    '2 read',
    '1 resolved',
  ])
})

test('what a later server tells changes nothing', () => {
  expect(after(event(5, 'snoozed', { ids: [1] }))).toEqual(after())
})
