import { expect, test } from 'vitest'
import { splitRepeats } from './send.ts'
import type { NewMessage } from './store/messages.ts'

const message = (room: string, key: string, sender: string): NewMessage => ({ room, key, sender, body: '{}' })

test('a message that comes a hundred times in one batch is one of its statement, and holds up nobody', () => {
  const first = message('room', 'id', 'ann')
  const again = Array.from({ length: 99 }, () => message('room', 'id', 'ann'))
  const other = message('room', 'other', 'bob')
  const { once, same, repeats } = splitRepeats([first, ...again, other])
  expect(once).toEqual([first, other])
  expect(repeats).toEqual([])
  expect(again.map((repeat) => same.get(repeat))).toEqual(again.map(() => first))
})

test('what another sender, or another room, has under the same id is a message of its own', () => {
  const first = message('room', 'id', 'ann')
  const elsewhere = message('other room', 'id', 'ann')
  const theirs = message('room', 'id', 'bob')
  const again = message('room', 'id', 'bob')
  expect(splitRepeats([first, elsewhere, theirs, again])).toEqual({
    once: [first, elsewhere],
    same: new Map(),
    repeats: [theirs, again],
  })
})
