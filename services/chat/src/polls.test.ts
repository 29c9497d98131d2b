import fc from 'fast-check'
import { expect, test } from 'vitest'
import { countsAfter, voteIn } from './polls.ts'

const open = { counts: [0, 0, 0], multiple: false, closed: null, isOver: false }
const named = (name: string) => expect.objectContaining({ body: expect.objectContaining({ name }) })

test.each([
  ['one answer', open, [2], [2]],
  ['the same answer twice', open, [1, 1], [1]],
  ['no answer', open, [], []],
  ['several answers', { ...open, multiple: true }, [2, 0, 2], [0, 2]],
])('%s is a vote', (_, poll, answers, chosen) => expect(voteIn(poll, answers)).toEqual(chosen))

test.each([
  ['several answers where one is asked for', open, [0, 1], 'ANSWER_NOT_FOUND'],
  ['an answer that there is not', open, [3], 'ANSWER_NOT_FOUND'],
  ['what comes after it was closed', { ...open, closed: 9 }, [0], 'POLL_CLOSED'],
  ['what comes after the deadline, though nobody has closed it yet', { ...open, isOver: true }, [0], 'POLL_CLOSED'],
  ['taking back a vote after the deadline', { ...open, isOver: true }, [], 'POLL_CLOSED'],
])('%s is no vote', (_, poll, answers, name) => expect(() => voteIn(poll, answers)).toThrow(named(name)))

test('counts are those of a recount, after any votes in any order', () => {
  const choice = fc.uniqueArray(fc.nat(2), { maxLength: 3 })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(4), choice), { maxLength: 30 }), (all) => {
      const own = new Map<number, readonly number[]>()
      let stand = { counts: [0, 0, 0], voters: 0 }
      for (const [person, answers] of all) {
        stand = countsAfter(stand, own.get(person) ?? [], answers)
        own.set(person, answers)
      }
      const votes = [...own.values()].filter((answers) => answers.length > 0)
      expect(stand).toEqual({
        counts: [0, 1, 2].map((answer) => votes.filter((answers) => answers.includes(answer)).length),
        voters: votes.length,
      })
    }),
  )
})
