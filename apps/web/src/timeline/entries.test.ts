import type { Message } from '@parley/client'
import type { EventFrame } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Entry, entriesOf, type TimelineSource } from './entries.ts'

const [ada, bo, cy] = ['ada', 'bo', 'cy']
const noon = new Date(2026, 4, 20, 12).getTime()
const minute = 60_000

const message = (seq: number | undefined, by: string, at = noon): Message => ({
  id: `m${seq ?? at}`,
  seq,
  by,
  at,
  text: 'hello',
  state: seq ? 'sent' : 'sending',
})

const event = (seq: number, ev: string, by: string, user?: string): EventFrame => ({
  on: 'chat/room/1',
  seq,
  ev,
  by,
  at: noon,
  is: user ? { user } : {},
})

const show = (source: Partial<TimelineSource>): string[] =>
  entriesOf({ kind: 'group', events: [], messages: [], me: ada, ...source }).map(told)

const told = (entry: Entry): string => {
  if (entry.kind === 'message') return `${entry.first ? 'first ' : ''}${entry.key}`
  if (entry.kind === 'notice') return `${entry.by} ${entry.ev} ${entry.users.join()}`.trim()
  return entry.kind
}

describe('the timeline', () => {
  test('keeps the thread of a message that was taken back, in its place and in the day of those around it', () => {
    const gone = (seq: number): EventFrame => ({ on: 'chat/room/1', seq, ev: 'redacted', at: 0, is: {} })
    const events = [event(1, 'room.created', ada), gone(3), gone(4)]
    const messages = [message(2, bo), message(5, bo)]
    expect(show({ events, messages, hasThread: (seq) => seq === 3 })).toEqual([
      'day',
      'ada room.created',
      'first m2',
      'gone',
      'first m5',
    ])
    expect(show({ events: [gone(3)], hasThread: () => true })).toEqual(['gone'])
  })

  test('begins each day with its name', () => {
    const nextDay = noon + 24 * 60 * minute
    expect(show({ messages: [message(1, ada), message(2, bo), message(3, bo, nextDay)] })).toEqual([
      'day',
      'first m1',
      'first m2',
      'day',
      'first m3',
    ])
  })

  test('names an author once for a run of messages, and again after a pause', () => {
    const messages = [message(1, bo), message(2, bo, noon + minute), message(3, bo, noon + 7 * minute)]
    expect(show({ messages })).toEqual(['day', 'first m1', 'm2', 'first m3'])
  })

  test('puts what happened between the messages in the order of the log', () => {
    const events = [event(1, 'room.created', ada), event(3, 'member.left', bo, bo)]
    expect(show({ events, messages: [message(2, bo), message(4, ada)] })).toEqual([
      'day',
      'ada room.created',
      'first m2',
      'bo member.left bo',
      'first m4',
    ])
  })

  test('tells in one notice whom one person added in a row', () => {
    const events = [
      event(1, 'member.joined', ada, bo),
      event(2, 'member.joined', ada, cy),
      event(3, 'member.joined', cy, cy),
    ]
    expect(show({ events })).toEqual(['day', 'ada member.joined bo,cy', 'cy member.joined cy'])
  })

  test('tells apart whom one person removed and that they left', () => {
    const events = [event(1, 'member.left', ada, bo), event(2, 'member.left', ada, ada)]
    expect(show({ events })).toEqual(['day', 'ada member.left bo', 'ada member.left ada'])
  })

  test('takes for granted that whoever makes a room is in it', () => {
    const events = [
      event(1, 'room.created', ada),
      event(2, 'member.joined', ada, ada),
      event(3, 'member.joined', ada, bo),
    ]
    expect(show({ events })).toEqual(['day', 'ada room.created', 'ada member.joined bo'])
  })

  test('says nothing of members in a direct room', () => {
    const events = [event(1, 'room.created', ada), event(2, 'member.joined', ada, bo)]
    expect(show({ kind: 'direct', events })).toEqual(['day', 'ada room.created'])
  })

  test('passes over events it does not know', () => {
    expect(show({ events: [event(1, 'weather.changed', bo)] })).toEqual([])
  })

  test('keeps unsent messages last, as they were written', () => {
    const messages = [message(undefined, ada, noon + 1), message(undefined, ada, noon + 2), message(5, bo, noon + 3)]
    expect(show({ messages })).toEqual(['day', 'first m5', `first m${noon + 1}`, `m${noon + 2}`])
  })

  test('marks where the unread messages of others begin', () => {
    const messages = [message(1, bo), message(2, ada), message(3, bo), message(4, bo)]
    expect(show({ messages, unreadAfter: 1 })).toEqual(['day', 'first m1', 'first m2', 'unread', 'first m3', 'm4'])
  })
})
