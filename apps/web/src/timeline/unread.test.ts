import type { Message } from '@parley/client'
import { expect, test } from 'vitest'
import { type Row, rowsOf } from './rows.ts'
import { inView, liesUnread, readUpTo } from './unread.ts'

const message = (seq: number | undefined): Message => ({
  id: `m${seq}`,
  seq,
  by: 'ada',
  at: 0,
  text: '',
  state: 'sent',
})
const row = (seq?: number): Row => ({ kind: 'message', key: `${seq}`, at: 0, message: message(seq), first: true })
const line: Row = { kind: 'unread', key: 'unread' }

/** The row above all, then those of these positions. */
const rows = (...seqs: readonly (number | typeof line)[]): readonly Row[] =>
  rowsOf(seqs.map((seq) => (typeof seq === 'number' ? row(seq) : seq)) as never)

test('in view are rows of which one sees something, and to its end the last of which one sees all', () => {
  const heights = {
    findItemIndex: (offset: number) => Math.min(9, Math.floor(offset / 100)),
    getItemOffset: (index: number) => index * 100,
    getItemSize: () => 100,
  }
  expect(inView(heights, 150, 400)).toEqual({ first: 1, last: 4 })
  expect(inView(heights, 100, 395)).toEqual({ first: 1, last: 4 })
  expect(inView(heights, 600, 400)).toEqual({ first: 6, last: 9 })
})

test('one has read up to the last message in view', () => {
  expect(readUpTo(rows(5, 6, line, 7, 8, 9), { first: 1, last: 5 }, { read: 6, from: 5 })).toBe(8)
  expect(readUpTo(rows(5, 6, line, 7, 8, 9), { first: 4, last: 6 }, { read: 6, from: 5 })).toBe(9)
})

test('nothing is read where something unread stands above, in the timeline or not loaded', () => {
  expect(readUpTo(rows(5, 6, line, 7, 8, 9), { first: 5, last: 6 }, { read: 6, from: 5 })).toBeUndefined()
  expect(readUpTo(rows(80, 81), { first: 1, last: 2 }, { read: 6, from: 80 })).toBeUndefined()
})

test('nothing is read again, and what is on its way has no place', () => {
  expect(readUpTo(rows(5, 6), { first: 1, last: 2 }, { read: 6, from: 5 })).toBeUndefined()
  expect(readUpTo([...rows(5, 6), row(undefined)], { first: 1, last: 3 }, { read: 6, from: 5 })).toBeUndefined()
})

test('what is unread lies above or below what is in view, also where it is not loaded', () => {
  const all = rows(5, 6, line, 7, 8, 9)
  expect(liesUnread(all, { first: 4, last: 6 }, 6, 5)).toBe('above')
  expect(liesUnread(all, { first: 2, last: 4 }, 6, 5)).toBe('within')
  expect(liesUnread(all, { first: 1, last: 2 }, 6, 5)).toBe('below')
  expect(liesUnread(rows(80, 81), { first: 1, last: 2 }, 6, 80)).toBe('above')
  expect(liesUnread(rows(1, 2), { first: 1, last: 2 }, 6, 1)).toBe('below')
})
