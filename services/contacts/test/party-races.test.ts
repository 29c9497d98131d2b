import { expect, test } from 'vitest'
import { type Person, useParties } from './running-parties.ts'

const { ask, ok, crowd, create, told, partyEvents } = await useParties()

/** `RUNS=1000 npm test -- services/contacts/test/party-races` does more. */
const races = Number(process.env.RUNS ?? 100)
const atOnce = 10

const outcomes = (answers: readonly object[]) =>
  answers.map((answer) => ('ok' in answer ? 'in' : (answer as { error: { name: string } }).error.name)).toSorted()

/** The last place, by the ways that there are. */
const race = async (place: number): Promise<void> => {
  const [ann, bob, cid, dan] = (await crowd(4)) as [Person, Person, Person, Person]
  const party = await create(ann, { most: 2, access: place % 2 ? 'open' : 'request' })
  const { code = '' } = await ok(ann, 'party.code', { party, code: 'new' })
  const asking = place % 2 === 0
  if (asking) await ok(dan, 'party.request', { party })
  const answers = await Promise.all([
    ask(bob, 'party.join', { code }),
    asking ? ask(ann, 'party.admit', { party, user: dan.user }) : ask(dan, 'party.join', { party }),
    ask(cid, 'party.join', { code }),
  ])
  expect(outcomes(answers)).toEqual(['PARTY_FULL', 'PARTY_FULL', 'in'])
  expect((await ok(ann, 'party.get', { party })).members).toHaveLength(2)
  expect((await told(party)).filter((ev) => ev === 'party.joined')).toHaveLength(2)
}

test(`of ${races} races for the last place one wins each, and each who loses is told why`, async () => {
  for (let from = 0; from < races; from += atOnce)
    await Promise.all(Array.from({ length: Math.min(atOnce, races - from) }, (_, place) => race(from + place)))
})

test('who comes into two parties of a game at the same moment is in one', async () => {
  const run = async () => {
    const [ann, bob, cid] = (await crowd(3)) as [Person, Person, Person]
    const parties = [await create(ann), await create(bob)] as const
    const answers = await Promise.all(parties.map((party) => ask(cid, 'party.join', { party })))
    expect(outcomes(answers)).toEqual(['IN_A_PARTY', 'in'])
  }
  for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: atOnce }, run))
})

test('a party whose members all leave at the same moment is led by a member until it ends', async () => {
  const run = async () => {
    const all = await crowd(4)
    const [ann, ...others] = all as [Person, ...Person[]]
    const party = await create(ann)
    for (const person of others) await ok(person, 'party.join', { party })
    await Promise.all(all.map((person) => ok(person, 'party.leave', { party })))
    let [leader, inside]: [unknown, Set<unknown>] = [undefined, new Set()]
    for (const { ev, is } of await partyEvents(party)) {
      if (ev === 'party.created') leader = is.leader
      if (ev === 'party.joined') inside.add(is.user)
      if (ev === 'party.left') inside.delete(is.user)
      if (ev === 'party.led') leader = is.user
      if (ev === 'party.led') expect(inside).toContain(leader)
    }
    expect(inside.size).toBe(0)
    expect((await told(party)).at(-1)).toBe('party.disbanded')
  }
  await Promise.all(Array.from({ length: atOnce }, run))
})
