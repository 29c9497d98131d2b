import { expect, test } from 'vitest'
import { advanced, byNews, changed, moved, type ThreadTold } from './figures.ts'

const thread: ThreadTold = {
  parent: 'room',
  seq: 2,
  room: 'thread',
  head: 4,
  replies: 2,
  last: { seq: 4, at: 40 },
  users: [],
  archive_minutes: 60,
  following: true,
  epoch: 1,
  begun: 3,
  tally: 2,
  read: 3,
  unread: 1,
}
const news = { room: 'thread', seq: 2, head: 6, tally: 4, replies: 3, last: { seq: 6, at: 60 } }

test('what others have written in a thread is unread; what was taken back is not counted as a reply', () => {
  expect(moved(thread, news)).toEqual({ ...thread, ...news, unread: 3 })
  expect(moved(moved(thread, news), news)).toEqual(moved(thread, news))
  expect(moved(thread, { ...news, head: 3 })).toBe(thread)
})

test('what is unread in a private thread is as it is told, and an older word says nothing', () => {
  const told = { ...news, parent: 'room', unread: 0 }
  expect(advanced(thread, told)).toEqual({ ...thread, ...news, unread: 0 })
  expect(advanced(thread, { ...told, head: 4 })).toBe(thread)
})

test('how a private thread stands is all of what it is told, unless the server says nothing of it', () => {
  const archived = { ...thread, name: 'Lunch', archived: true as const }
  const told = { ...news, parent: 'room', unread: 0, archive_minutes: 60, locked: true } as const
  const { name: _, archived: __, ...locked } = { ...archived, ...news, unread: 0, archive_minutes: 60, locked: true }
  expect(advanced(archived, told)).toEqual(locked)
  expect(advanced(archived, { ...news, parent: 'room', unread: 0 })).toEqual({ ...archived, ...news, unread: 0 })
})

test('a thread without a reply has no last one any more', () => {
  const { last: _, ...empty } = news
  expect(moved(thread, { ...empty, replies: 0 })).not.toHaveProperty('last')
})

test('a change of a thread leaves what it does not name', () => {
  const archived = changed(thread, { room: 'thread', seq: 2, archived: true })
  expect(archived).toEqual({ ...thread, archived: true })
  const locked = changed(archived, { room: 'thread', seq: 2, locked: true, name: 'Lunch' })
  expect(locked).toEqual({ ...thread, archived: true, locked: true, name: 'Lunch' })
  expect(changed(locked, { room: 'thread', seq: 2, archived: false })).toEqual({
    ...thread,
    locked: true,
    name: 'Lunch',
  })
})

test('threads with something unread come first, then those with the latest reply', () => {
  const read = { ...thread, unread: 0 }
  const later = { ...read, last: { seq: 9, at: 90 } }
  expect([read, later, thread].toSorted(byNews)).toEqual([thread, later, read])
})
