import { expect, test } from 'vitest'
import { Records } from './records.ts'
import { type Change, Rights } from './rights.ts'
import { asKnown } from './said.ts'

const [view, send] = ['2', '6']

/** Bob sees the room, is kept from it, and sees it again: when it stood at 10, 20 and 30. */
const change = (seq: number, at: number, head: number, inRoom: Record<string, string>): Change => ({
  space: 'space',
  seq,
  at,
  streams: { room: [head, null], ...(seq > 5 ? { aside: [seq - 1, 'room'] as const } : {}) },
  may: { space: { bob: view }, room: inRoom },
})
const rights = new Rights([
  change(5, 100, 10, { bob: send }),
  change(6, 200, 20, {}),
  change(7, 300, 30, { bob: view }),
])

const told = (on: string, seq: number, asked: number, came: number, about?: string) =>
  rights.isLeak({ user: 'bob', on, seq, about, asked, came })

test.each([
  ['said while they saw it, on a connection of that time', false, told('chat/room/room', 20, 110, 250)],
  ['said while they did not see it, before they saw it again', true, told('chat/room/room', 21, 110, 290)],
  ['said while they did not see it, since they saw it again', false, told('chat/room/room', 21, 110, 305)],
  ['said while they saw it, asked for when they surely did not', true, told('chat/room/room', 20, 310, 290)],
  ['in a thread of a room that they did not see', true, told('chat/room/aside', 6, 110, 290)],
  [
    'in a thread of a room that they saw, before the space has changed again',
    false,
    told('chat/room/aside', 1, 110, 150),
  ],
  ['of a room, by its space, as the last one that they saw', false, told('chat/space/space', 6, 110, 250, 'room')],
  ['of the space, where they live', false, told('chat/space/space', 6, 210, 250)],
  ['of a room of no space', false, told('chat/room/other', 1, 0, 0)],
])('what is told is judged by when it was said, asked for and came: %s', (_, isLeak, judged) =>
  expect(judged).toBe(isLeak),
)

test('whoever is told of a space without ever having lived there is told too much', () => {
  expect(rights.isLeak({ user: 'eve', on: 'chat/space/space', seq: 6, asked: 110, came: 250 })).toBe(true)
})

test.each([
  ['while they may', 20, false],
  ['while they do not see the room', 21, true],
  ['while they may only read', 31, true],
])('what somebody says is judged by what they might do then: %s', (_, seq, isWrong) => {
  const event = { on: 'chat/room/room', seq, id: 'text', by: 'bob' }
  expect(rights.isUnallowed(event)).toBe(isWrong)
})

test('who sees a room in the end is known, and who ever did', () => {
  expect(rights.standingIn('chat/room/room')).toEqual({ sees: new Set(['bob']), leads: new Set() })
  expect(rights.standingIn('chat/room/other')).toBeUndefined()
})

test('who sees a room of the space is not told by its events, also where it was made on a server that is lost', () => {
  const [seen, lost] = ['chat/room/room', 'chat/room/lost']
  const rooms = [seen, lost].map((on) => ({ room: on.slice('chat/room/'.length), on }))
  const records = Object.assign(new Records(), {
    space: { space: 'space', on: 'chat/space/space', code: '', rooms, categories: [], roles: [] },
  })
  const stored = [seen, lost, 'chat/room/other'].map((on) => ({ on, seq: 1, id: undefined }))
  expect(asKnown(stored, records, rights).map(({ ruled }) => ruled !== undefined)).toEqual([true, true, false])
})
