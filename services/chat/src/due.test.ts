import fc from 'fast-check'
import { expect, test } from 'vitest'
import { dueAt, tellDue } from './due.ts'

const now = 1_790_000_000_000
const most = 60_000

test.each([
  ['a while ahead', { in_ms: 1 }, now + 1],
  ['a time ahead', { at: now + 1 }, now + 1],
  ['the furthest while', { in_ms: most }, now + most],
  ['the furthest time', { at: now + most }, now + most],
])('%s is when it is due', (_, when, due) => expect(dueAt(when, now, most)).toBe(due))

test.each([
  ['now', { in_ms: 0 }],
  ['the present moment', { at: now }],
  ['a time that is past', { at: now - 1 }],
  ['the beginning of time', { at: 0 }],
  ['a while that is too long', { in_ms: most + 1 }],
  ['a time that is too far', { at: now + most + 1 }],
  ['the end of numbers', { at: 1e300 }],
  ['a while without end', { in_ms: Number.MAX_VALUE }],
])('%s is refused, and told what the clock of the server says', (_, when) =>
  expect(() => dueAt(when, now, most)).toThrow(
    expect.objectContaining({ body: expect.objectContaining({ name: 'TIME_NOT_AHEAD', now, most }) }),
  ),
)

test('what is told to be due in a while is due then, by whichever clock', () =>
  fc.assert(
    fc.property(fc.integer({ min: 1, max: most }), (in_ms) => {
      expect(tellDue(dueAt({ in_ms }, now, most), now)).toEqual({ due: now + in_ms, due_in_ms: in_ms })
    }),
  ))
