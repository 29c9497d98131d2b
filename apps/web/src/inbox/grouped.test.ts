import type { Notification } from '@parley/client/notify'
import { expect, test } from 'vitest'
import { grouped, readOf } from './grouped.ts'

const one = (id: number, more: Partial<Notification>): Notification => ({
  id,
  at: id,
  kind: 'mention',
  state: 'unread',
  ...more,
})

test('notifications stand by where they are from, what was told last first', () => {
  const groups = grouped([
    one(6, { room: 'b' }),
    one(5, { kind: 'request' }),
    one(4, { room: 'a', kind: 'reply' }),
    one(3, { room: 'b' }),
    one(2, { kind: 'contact' }),
    one(1, { kind: 'of a later server' as never }),
  ])
  expect(groups.map(({ room, title, notifications }) => [room ?? title, ...notifications.map(({ id }) => id)])).toEqual(
    [
      ['b', 6, 3],
      ['Contacts', 5, 2],
      ['a', 4],
      ['Parley', 1],
    ],
  )
})

test('a group is read as a whole: a room up to its newest, all else by name, and nothing where all is read', () => {
  const [ofRoom, others, read] = grouped([
    one(4, { room: 'a', state: 'read' }),
    one(3, { room: 'a' }),
    one(2, { kind: 'request' }),
    one(1, { room: 'b', state: 'resolved' }),
  ])
  expect(ofRoom && readOf(ofRoom)).toEqual({ room: 'a', upto: 3 })
  expect(others && readOf(others)).toEqual({ ids: [2] })
  expect(read && readOf(read)).toBeUndefined()
})
