/** Whatever four people do in a party at once: what its members are told, and the events after that, are what they are told afresh. */
import { events as table } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fold, type Known, toKnown } from './party-fold.ts'
import { type Person, useParties } from './running-parties.ts'

/** `RUNS=500 SEED=7 npm test -- services/contacts/test/party-convergence` does more, and what that seed says. */
const numRuns = Number(process.env.RUNS ?? 25)
const seed = Number(process.env.SEED ?? 1)

const { ask, crowd, create, partyEvents, sql } = await useParties()

const one = (party: string) => ({ party })
const about = (party: string, user: string) => ({ party, user })
const deeds = {
  'party.join': one,
  'party.request': one,
  'party.admit': about,
  'party.refuse': about,
  'party.leave': one,
  'party.remove': about,
  'party.lead': about,
  'party.change': (party: string, _: string, n: number) => ({
    party,
    label: n % 2 ? `L${n}` : '',
    most: 2 + n,
    access: n % 3 ? 'request' : 'open',
    migrates: n !== 5,
    attributes: { a: n % 2 ? `${n}` : '', b: 'x' },
  }),
  'party.lock': (party: string, _: string, n: number) => ({ party, locked: n === 0 }),
  'party.code': (party: string, _: string, n: number) => ({ party, code: n % 2 ? 'new' : 'none' }),
  'party.check': one,
  'party.ready': (party: string, _: string, n: number) => ({ party, ready: n > 1 }),
  'party.disband': one,
  'block.add': (_: string, user: string) => ({ user }),
  'block.remove': (_: string, user: string) => ({ user }),
} as const
type Deed = keyof typeof deeds

const often: Deed[] = [
  ...(['party.join', 'party.join', 'party.request', 'party.request', 'party.admit', 'party.admit'] as const),
  ...(['party.check', 'party.ready', 'party.ready', 'party.change', 'block.remove'] as const),
]
/** What ends it is seldom. */
const all = (Object.keys(deeds) as Deed[]).filter((name) => name !== 'party.disband')
const deed = fc.oneof(
  { weight: 60, arbitrary: fc.constantFrom(...all, ...often) },
  { weight: 1, arbitrary: fc.constant<Deed>('party.disband') },
)
/** Who leads it at first does more than the others. */
const who = fc.oneof(fc.constant(0), fc.nat(3))
const steps = fc.array(fc.array(fc.tuple(deed, who, fc.nat(2), fc.nat(5)), { minLength: 1, maxLength: 4 }), {
  minLength: 6,
  maxLength: 16,
})

/** One after the other, of everything something. */
const everything: [Deed, number, number, number][][] = (
  [
    ['party.join', 1, 0, 0],
    ['party.change', 0, 0, 1],
    ['party.request', 2, 0, 0],
    ['party.request', 3, 0, 0],
    ['party.refuse', 0, 2, 0],
    ['party.admit', 0, 1, 0],
    ['party.code', 0, 0, 1],
    ['party.check', 0, 0, 0],
    ['party.ready', 1, 0, 5],
    ['party.ready', 2, 0, 0],
    ['party.lock', 0, 0, 0],
    ['party.change', 0, 0, 4],
    ['party.remove', 0, 0, 0],
    ['party.lead', 0, 1, 0],
    ['party.leave', 0, 0, 0],
    ['party.disband', 2, 0, 0],
  ] as const
).map((step) => [[...step]])

interface Told {
  readonly head: number
  readonly party: Known | undefined
}

/** As any member is told of it; nothing where nobody is. */
const tell = async (people: readonly Person[], party: string): Promise<Told> => {
  for (const person of people) {
    const answer = await ask(person, 'party.get', { party })
    if ('ok' in answer) {
      const told = answer.ok as Parameters<typeof toKnown>[0]
      return { head: told.head, party: toKnown(told) }
    }
  }
  const [row] = await sql<{ head: number }>('select head::int from stream where id = $1', [party])
  return { head: row?.head ?? 0, party: undefined }
}

const seen = new Set<string>()

test('what members are told of a party, and what happens after it, is what they are told then', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), async (rounds, begin) => {
      const people = await crowd(4)
      const party = await create(people[0] as Person)
      let told: Told = { head: 0, party: undefined }
      for (const [place, round] of rounds.entries()) {
        if (place === begin % rounds.length) told = await tell(people, party)
        await Promise.all(
          round.map(([what, by, whom, n]) => {
            const other = people[(by + 1 + whom) % people.length] as Person
            return ask(people[by] as Person, what, deeds[what](party, other.user, n) as never)
          }),
        )
      }
      const fresh = await tell(people, party)
      const log = (await partyEvents(party)).filter(({ seq }) => seq <= fresh.head)
      const grow = (from: Told) =>
        log.filter(({ seq }) => seq > from.head).reduce((known, event) => fold(known, event, party), from.party)
      expect(grow(told)).toEqual(fresh.party)
      expect(grow({ head: 0, party: undefined })).toEqual(fresh.party)
      if (fresh.party) {
        const { members, leader, most } = fresh.party
        expect(members.map(({ user }) => user)).toContain(leader)
        expect(members.length).toBeLessThanOrEqual(most)
      }
      for (const { ev } of log) seen.add(ev)
    }),
    { numRuns, seed, examples: [[everything, 3]] },
  )
  const own = Object.entries(table).flatMap(([name, { stream }]) => (stream === 'contacts/party' ? [name] : []))
  // Presence tells of who is away: `attendance.test.ts`.
  expect([...seen].toSorted()).toEqual(own.filter((name) => name !== 'party.away').toSorted())
})
