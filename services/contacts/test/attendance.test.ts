/** Members of parties whose devices are gone, as presence says; here it is the test that says it. */
import { answerQuestion } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { type Person, useParties } from './running-parties.ts'

const { bus, ok, crowd, create, join, partyEvents, sql } = await useParties({
  PARTY_AWAY_SECONDS: '100',
  PARTY_DROP_SECONDS: '100',
})

/** Of whom nothing is said nothing is known. */
const here = new Map<string, boolean>()
let asked = 0

const until = async <T>(look: () => Promise<T | undefined | false>): Promise<T> => {
  for (;;) {
    const found = await look()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}

/** What is said of members, but for their coming. */
const said = async (party: string) =>
  (await partyEvents(party))
    .filter(({ ev }) => ev === 'party.away' || ev === 'party.left' || ev === 'party.led')
    .map(({ ev, is }) => [ev, is.user, ev === 'party.away' ? is.away : is.why].filter((one) => one !== undefined))
const absent = (party: string, { user }: Person) =>
  sql<{ absent: string | null }>('select absent from party_member where party = $1 and person = $2', [party, user])
/** As if so many seconds had gone by. */
const age = (party: string, seconds: number) =>
  sql(`update party_member set absent = absent - make_interval(secs => $2) where party = $1`, [party, seconds])
/** Whoever it asks of now is asked of by a run that began later. */
const runs = async (count: number) => {
  const from = asked
  await until(async () => asked >= from + count)
}

test('without presence nobody is away, however long ago they were there', async () => {
  const [ann] = (await crowd(1)) as [Person]
  const party = await create(ann)
  await sql(`update party_member set absent = now() - interval '1 day' where party = $1`, [party])
  // A run that began after that, and is over.
  const found = `select span::int, holder from contacts.timed_work where name = 'tend-parties'`
  const run = async () => (await sql<{ span: number; holder: string | null }>(found))[0]
  const before = (await run())?.span ?? 0
  await until(async () => {
    const last = await run()
    return last !== undefined && last.span > before && last.holder === null
  })
  expect(await said(party)).toEqual([])
  await ok(ann, 'party.leave', { party })
})

test('a member who is gone is away after a grace, back when they are, and out after another; and leads no more', async () => {
  const [ann, bob, cid] = (await crowd(3)) as [Person, Person, Person]
  const party = await create(ann)
  await join(party, bob, cid)
  using _presence = answerQuestion(bus, 'presence', 'present', async (users) => {
    asked++
    return users.map((user) => here.get(user) ?? null)
  })
  await bus.flush()
  here.set(ann.user, false).set(bob.user, true)
  await until(async () => (await absent(party, ann))[0]?.absent)
  expect((await absent(party, bob))[0]?.absent).toBeNull()
  expect((await absent(party, cid))[0]?.absent).toBeNull()
  await age(party, 101)
  await until(async () => (await said(party)).length === 1)
  expect((await ok(bob, 'party.get', { party })).members).toMatchObject([{ away: true }, {}, {}])
  here.set(ann.user, true)
  await until(async () => (await said(party)).length === 2)
  expect((await absent(party, ann))[0]?.absent).toBeNull()
  here.set(ann.user, false)
  await until(async () => (await absent(party, ann))[0]?.absent)
  await age(party, 101)
  await until(async () => (await said(party)).length === 3)
  await age(party, 101)
  await until(async () => (await said(party)).length === 5)
  expect(await said(party)).toEqual([
    ['party.away', ann.user, true],
    ['party.away', ann.user, false],
    ['party.away', ann.user, true],
    ['party.left', ann.user, 'away'],
    ['party.led', bob.user],
  ])
  // What presence does not know for sure changes nothing.
  here.delete(bob.user)
  await sql(`update party_member set absent = now() - interval '1 day' where party = $1`, [party])
  await runs(2)
  expect(await said(party)).toHaveLength(5)
})
