import { describe, expect, test } from 'vitest'
import { inOnePiece } from '../apart.tsx'
import type { NoticeEntry } from './entries.ts'
import { type NoticePlace, noticeText } from './notice-text.ts'

const names = { subject: () => 'Ann', object: () => 'Bob' }
const told = (ev: NoticeEntry['ev'], is: NoticeEntry['is'], place: NoticePlace) =>
  inOnePiece(
    noticeText(
      { kind: 'notice', key: 'a', ev, by: 'ann', users: [], is, at: 0 } as unknown as NoticeEntry,
      names,
      place,
    ),
  )

describe('a notice', () => {
  test('calls a room of a space a room, and a group a group', () => {
    expect(told('room.changed', { name: 'New' }, 'room')).toBe('Ann called the room “New”')
    expect(told('room.changed', { name: 'New' }, 'group')).toBe('Ann called the group “New”')
  })

  test('of the first event says what was begun', () => {
    expect(told('room.created', { kind: 'text' }, 'room')).toBe('Ann started the room')
    expect(told('room.created', { kind: 'group' }, 'group')).toBe('Ann started the conversation')
    expect(told('room.created', { kind: 'thread' }, 'room')).toBe('Ann started the thread')
  })
})
