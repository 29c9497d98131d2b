/** Who may go on with a session, told by what owners and thieves do, whatever happens to their answers. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SessionModel } from '../test/session-model.ts'

const graceSeconds = 10

/** A moment, some minutes, months. */
const pause = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 10, max: 600 }), fc.constant(10_000_000))

/** Some tabs present what the browser holds at one moment; which of them are answered, and whose answer comes last. */
const round = fc.record({
  pause,
  answered: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
  last: fc.nat({ max: 4 }),
})
type Round = typeof round extends fc.Arbitrary<infer R> ? R : never

/** Holds one token: the last that reached it. A program is a browser with one tab. */
class Holder {
  held: number
  readonly #session: SessionModel
  /** Whether a try of this round was answered. */
  wasAnswered = false

  constructor(session: SessionModel, held: number) {
    this.#session = session
    this.held = held
  }

  act({ pause: seconds, answered, last }: Round): void {
    this.#session.now += seconds
    const given = answered.map(() => this.#session.present(this.held).token)
    const arrived = given.filter((token, place) => token !== undefined && answered[place])
    this.wasAnswered = arrived.length > 0
    this.held = arrived[last % arrived.length] ?? this.held
  }
}

test('an honest client is never logged out, whatever gets lost, however many tabs, after pauses of any length', () => {
  fc.assert(
    fc.property(fc.array(round, { minLength: 1, maxLength: 30 }), (rounds) => {
      const session = new SessionModel(graceSeconds)
      const owner = new Holder(session, 0)
      for (const next of rounds) owner.act(next)
      expect(session.ended).toBe(false)
      session.now += graceSeconds
      expect(session.present(owner.held).token).toBeDefined()
    }),
  )
})

const turn = fc.record({ owner: round, thief: round, thiefFirst: fc.boolean() })

test('a thief and the owner who both go on are found out when each has been answered twice, at whatever moment', () => {
  fc.assert(
    fc.property(
      fc.array(round, { maxLength: 8 }),
      fc.nat(),
      fc.boolean(),
      fc.array(turn, { minLength: 40, maxLength: 40 }),
      (before, pick, takesFromTheWire, turns) => {
        const session = new SessionModel(graceSeconds)
        const owner = new Holder(session, 0)
        for (const next of before) owner.act(next)
        const stolen = takesFromTheWire ? pick % session.tokens.length : owner.held
        const thief = new Holder(session, stolen)
        const answered = { owner: 0, thief: 0 }
        for (const { owner: own, thief: foreign, thiefFirst } of turns) {
          for (const who of thiefFirst ? (['thief', 'owner'] as const) : (['owner', 'thief'] as const)) {
            const holder = who === 'thief' ? thief : owner
            holder.act(who === 'thief' ? foreign : own)
            if (holder.wasAnswered) answered[who]++
          }
          if (session.ended) return
          expect(Math.min(answered.owner, answered.thief)).toBeLessThan(2)
        }
      },
    ),
  )
})

test('a thief who does whatever the owner does, in the same second, is found out at the second turn', () => {
  const session = new SessionModel(graceSeconds)
  const [owner, thief] = [new Holder(session, 0), new Holder(session, 0)]
  const atOnce = { pause: 0, answered: [true], last: 0 }
  for (const holder of [owner, thief]) holder.act(atOnce)
  expect(session.ended).toBe(false)
  for (const holder of [owner, thief]) holder.act(atOnce)
  expect(session.ended).toBe(true)
})

test('somebody who presents one token without end gets a bounded number of them, and costs nobody the session', () => {
  const session = new SessionModel(graceSeconds)
  for (let count = 0; count < 1_000; count++) session.present(0)
  expect(session.tokens.length).toBeLessThan(20)
  session.now += graceSeconds
  expect(session.present(0).verdict).toBe('repeat')
})
