import { setImmediate as nextTurn } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pieces } from './pieces.ts'

const most = 5

/** How much was done in each turn, for lists of these lengths that are begun in the turns named. */
const play = async (lists: readonly { readonly length: number; readonly turn: number }[]) => {
  const pieces = new Pieces(most)
  const doneIn: number[] = []
  const done = lists.map((): number[] => [])
  let turn = 0
  let isOver = false
  const count = async () => {
    for (; !isOver; turn++) await nextTurn()
  }
  const counting = count()
  await Promise.all(
    lists.map(async ({ length, turn: begin }, place) => {
      while (turn < begin) await nextTurn()
      await pieces.each(
        Array.from({ length }, (_, item) => item),
        (item) => {
          doneIn[turn] = (doneIn[turn] ?? 0) + 1
          done[place]?.push(item)
        },
      )
    }),
  )
  isOver = true
  await counting
  return { doneIn, done }
}

test('however many lists there are at once, a turn does no more than so much, and each list is done in order', async () => {
  const list = fc.record({ length: fc.nat(40), turn: fc.nat(10) })
  await fc.assert(
    fc.asyncProperty(fc.array(list, { maxLength: 12 }), async (lists) => {
      const { doneIn, done } = await play(lists)
      // Two of ours may fall between two of the counter's: it is one of many that the loop calls in a turn.
      expect(Math.max(0, ...Array.from(doneIn, (count) => count ?? 0))).toBeLessThanOrEqual(2 * most)
      expect(done).toEqual(lists.map(({ length }) => Array.from({ length }, (_, item) => item)))
    }),
    { numRuns: 50 },
  )
})

test('what is over early lets the others go on', async () => {
  const pieces = new Pieces(most)
  const seen: number[] = []
  await Promise.all([
    pieces.each([1, 2, 3, 4, 5, 6, 7, 8, 9], (item) => item < 3),
    pieces.each([10, 11, 12], (item) => seen.push(item)),
  ])
  expect(seen).toEqual([10, 11, 12])
})
