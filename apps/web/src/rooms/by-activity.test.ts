import type { Room } from '@parley/client'
import type { EventFrame } from '@parley/protocol'
import { expect, test } from 'vitest'
import { byActivity, makeOrder } from './by-activity.ts'

const room = (name: string, at?: number, sendingAt?: number) => ({
  name,
  events: at ? [{ at } as EventFrame] : [],
  messages: sendingAt
    ? [{ id: 'm', seq: undefined, by: 'ada', at: sendingAt, text: 'hello', state: 'sending' as const }]
    : [],
})

test('rooms stand most recently active first, then by name', () => {
  const rooms = [room('old', 1), room('zebra'), room('new', 3), room('ant'), room('being written to', 1, 2)]
  expect(rooms.sort(byActivity).map(({ name }) => name)).toEqual(['new', 'being written to', 'old', 'ant', 'zebra'])
})

test('a room of which old messages were removed stands where it stood', () => {
  const trimmed = {
    ...room('rests'),
    newest: { ev: 'history.trimmed', at: 9, is: { last_at: 2 } } as unknown as EventFrame,
  }
  const rooms = [trimmed, room('old', 1), room('new', 3)]
  expect(rooms.sort(byActivity).map(({ name }) => name)).toEqual(['new', 'rests', 'old'])
})

test('the list is the same as before until a room moves, comes or goes', () => {
  const order = makeOrder()
  const roomList = [room('old', 1), room('new', 3), room('ant')] as unknown as Room[]
  const first = order({ roomList })
  expect(first.map(({ name }) => name)).toEqual(['new', 'old', 'ant'])
  expect(order({ roomList })).toBe(first)
  expect(order({ roomList: [...roomList] })).toBe(first)
  Object.assign(roomList[2] as Room, room('ant', 2))
  expect(order({ roomList }).map(({ name }) => name)).toEqual(['new', 'ant', 'old'])
  expect(order({ roomList: roomList.slice(1) }).map(({ name }) => name)).toEqual(['new', 'ant'])
})
