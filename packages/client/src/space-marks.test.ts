import { expect, test } from 'vitest'
import { cursorMoved, type Mark, roomMoved } from './space-marks.ts'

const room = 'r'
const begun: Mark = { head: 10, tally: 8, read: 7, unread: 2, mentions: 1, isUnsure: false }

test('what counts of what a room has moved by is unread, and an older word changes nothing', () => {
  const moved = roomMoved(begun, { room, head: 14, tally: 10 })
  expect(moved).toMatchObject({ head: 14, unread: 4, mentions: 1, isUnsure: false })
  expect(roomMoved(moved, { room, head: 12, tally: 9 })).toBe(moved)
})

test('what another device has read is read, and its tally is told by the next move', () => {
  const read = cursorMoved(begun, { room, head: 12, read: 12, unread: 0 })
  expect(read).toMatchObject({ unread: 0, mentions: 0, isUnsure: false })
  const settled = roomMoved(read, { room, head: 12, tally: 9 })
  expect(roomMoved(settled, { room, head: 13, tally: 10 })).toMatchObject({ unread: 1, isUnsure: false })
})

test('what moved behind a cursor whose tally nobody told is asked for, not guessed', () => {
  const read = cursorMoved(begun, { room, head: 12, read: 12, unread: 0 })
  expect(roomMoved(read, { room, head: 13, tally: 10 })).toMatchObject({ unread: 0, isUnsure: true })
})

test('a cursor that was told late counts for nothing', () => {
  expect(cursorMoved(begun, { room, head: 10, read: 5, unread: 4 })).toBe(begun)
})
