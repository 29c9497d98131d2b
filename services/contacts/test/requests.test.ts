import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Person, useContacts } from './running-contacts.ts'

const { ok, error, crowd, events, listOf, request, befriend, signUp, sql, heads } = await useContacts({
  CONTACTS_PER_ACCOUNT: '4',
  OPEN_REQUESTS_PER_ACCOUNT: '6',
  OPEN_REQUESTS_OF_NEW: '2',
})

const two = async () => (await crowd(2)) as [Person, Person]
const said = async (person: Person) =>
  (await events(person)).map(({ seq, ev, by, is }) => ({ seq, ev, by, user: is.user, note: is.note }))
const standing = async (person: Person) => (await listOf(person)).people.map(({ user, stands }) => [user, stands])

/** What waits longer for a connection than the service lets it is no race: ten pairs at a time. */
const byTens = async <T>(
  pairs: readonly (readonly [Person, Person])[],
  act: (pair: readonly [Person, Person], place: number) => Promise<T>,
): Promise<T[]> => {
  const done: T[] = []
  for (let from = 0; from < pairs.length; from += 10)
    done.push(...(await Promise.all(pairs.slice(from, from + 10).map((pair, place) => act(pair, from + place)))))
  return done
}

test('a request waits for both, is accepted, and each is told as the one they are', async () => {
  const [ann, bob] = await two()
  const asked = await request(ann, bob, { note: 'We met in Lyon 🏔' })
  expect(asked).toEqual({ seq: 1, stands: 'sent', requests: { count: 1, most: 6 } })
  expect(await listOf(bob)).toMatchObject({
    people: [{ user: ann.user, stands: 'received', note: 'We met in Lyon 🏔' }],
    head: 1,
  })
  expect(await ok(bob, 'contact.accept', { user: ann.user })).toEqual({ seq: 2, contacts: { count: 1, most: 4 } })
  expect(await ok(bob, 'contact.accept', { user: ann.user })).toEqual({ seq: 2, contacts: { count: 1, most: 4 } })
  for (const [one, other] of [
    [ann, bob],
    [bob, ann],
  ] as const) {
    expect(await standing(one)).toEqual([[other.user, 'contact']])
    expect(await said(one)).toEqual([
      { seq: 1, ev: 'contact.requested', by: ann.user, user: other.user, note: 'We met in Lyon 🏔' },
      { seq: 2, ev: 'contact.added', by: bob.user, user: other.user },
    ])
  }
})

test('people are contacts in some games or in all, of which each game lists its own, and the last one ends it', async () => {
  const [ann, bob, cid] = (await crowd(3)) as [Person, Person, Person]
  const inGames = async (person: Person, game?: string) =>
    (await ok(person, 'contact.list', game === undefined ? {} : { game })).people.map(({ user, stands, games }) => [
      user,
      stands,
      games,
    ])
  await request(ann, bob, { game: 'go' })
  expect(await inGames(bob, 'go')).toEqual([[ann.user, 'received', ['go']]])
  expect(await inGames(bob, 'chess')).toEqual([])
  await ok(bob, 'contact.accept', { user: ann.user })
  await befriend(ann, cid)
  // Who is one in another game is one in this at once, and a repeat says nothing more.
  const { seq } = await request(bob, ann, { game: 'chess' })
  expect(await request(bob, ann, { game: 'chess' })).toMatchObject({ stands: 'contact' })
  expect((await events(bob)).at(-1)).toMatchObject({ seq, ev: 'contact.changed', is: { games: ['chess', 'go'] } })
  expect((await inGames(ann, 'go')).toSorted()).toEqual(
    [
      [bob.user, 'contact', ['chess', 'go']],
      [cid.user, 'contact', undefined],
    ].toSorted(),
  )
  expect(await inGames(ann, 'draughts')).toEqual([[cid.user, 'contact', undefined]])
  await ok(ann, 'contact.remove', { user: bob.user, game: 'draughts' })
  await ok(ann, 'contact.remove', { user: cid.user, game: 'go' })
  expect(await ok(ann, 'contact.remove', { user: bob.user, game: 'go' })).toMatchObject({ stands: 'contact' })
  expect(await inGames(bob)).toEqual([[ann.user, 'contact', ['chess']]])
  expect(await ok(bob, 'contact.remove', { user: ann.user, game: 'chess' })).not.toHaveProperty('stands')
  expect(await inGames(ann)).toEqual([[cid.user, 'contact', undefined]])
  // Two who ask each other in different games are contacts in both; one who asks for all has all.
  await request(ann, bob, { game: 'go' })
  await request(bob, ann, { game: 'chess' })
  const both = (await inGames(ann, 'chess')).filter(([user]) => user === bob.user)
  expect(both).toEqual([[bob.user, 'contact', ['chess', 'go']]])
  await request(ann, bob)
  expect(await inGames(bob, 'draughts')).toEqual([[ann.user, 'contact', undefined]])
})

test('a request that is repeated is the same request, also when it has been declined', async () => {
  const [ann, bob] = await two()
  const id = randomUUID()
  const first = await request(ann, bob, { id })
  expect(await request(ann, bob, { id })).toEqual(first)
  expect(await request(ann, bob)).toEqual(first)
  expect(await ok(bob, 'contact.decline', { user: ann.user })).toEqual({ seq: 2 })
  expect(await request(ann, bob, { id })).toEqual({ ...first, requests: { count: 0, most: 6 } })
  expect(await standing(bob)).toEqual([])
  expect(await request(ann, bob)).toMatchObject({ seq: 3, stands: 'sent' })
  const [cid] = (await crowd(1)) as [Person]
  expect(await error(ann, 'contact.request', { user: cid.user, id })).toMatchObject({
    name: 'CONTACT_REQUEST_ID_TAKEN',
  })
})

test('a request is taken back, and a contact ended by either; what is not there changes nothing', async () => {
  const [ann, bob] = await two()
  await request(ann, bob)
  expect(await ok(bob, 'contact.cancel', { user: ann.user })).toEqual({ seq: 1, stands: 'received' })
  expect(await ok(ann, 'contact.decline', { user: bob.user })).toEqual({ seq: 1, stands: 'sent' })
  expect(await ok(ann, 'contact.remove', { user: bob.user })).toEqual({ seq: 1, stands: 'sent' })
  expect(await ok(ann, 'contact.cancel', { user: bob.user })).toEqual({ seq: 2 })
  expect(await error(bob, 'contact.accept', { user: ann.user })).toMatchObject({ name: 'CONTACT_REQUEST_NOT_FOUND' })
  await befriend(ann, bob)
  await ok(bob, 'contact.change', { user: ann.user, memo: 'Lyon', labels: ['Ski'] })
  expect(await ok(bob, 'contact.remove', { user: ann.user })).toMatchObject({})
  expect(await ok(bob, 'contact.remove', { user: ann.user })).toMatchObject({})
  expect((await said(ann)).map(({ ev, by }) => [ev, by])).toEqual([
    ['contact.requested', ann.user],
    ['contact.cancelled', ann.user],
    ['contact.requested', ann.user],
    ['contact.added', bob.user],
    ['contact.removed', bob.user],
  ])
  await befriend(ann, bob)
  expect((await listOf(bob)).people).toEqual([{ user: ann.user, stands: 'contact', at: expect.any(Number) }])
})

test('of 200 pairs of people who ask each other at the same moment, each ends as one contact', async () => {
  const everybody = await crowd(400)
  // Half of them have streams already: who has none waits for the other while theirs is made, and meets them no more.
  const known = everybody.slice(0, 200).map(({ user }) => user)
  await sql(`insert into stream (id, kind) select id, 'contacts/user' from unnest($1::uuid[]) id`, [known])
  const pairs = Array.from({ length: 200 }, (_, place) => everybody.slice(place * 2, place * 2 + 2) as [Person, Person])
  const all = await byTens(pairs, ([ann, bob], place) => {
    const both = [() => request(ann, bob), () => request(bob, ann)]
    if (place % 2) both.reverse()
    return Promise.all(both.map((one) => one()))
  })
  for (const [place, answers] of all.entries()) {
    const [ann, bob] = pairs[place] as [Person, Person]
    expect(answers.map(({ stands }) => stands).toSorted()).toEqual(['contact', 'sent'])
    expect([await standing(ann), await standing(bob)]).toEqual([[[bob.user, 'contact']], [[ann.user, 'contact']]])
    expect((await said(ann)).map(({ ev }) => ev)).toEqual(['contact.requested', 'contact.added'])
    expect((await said(bob)).map(({ ev }) => ev)).toEqual(['contact.requested', 'contact.added'])
  }
})

test('of acceptance, cancelling, declining and blocking at the same moment one comes first, and both see that', async () => {
  const pairs = await Promise.all(Array.from({ length: 40 }, two))
  for (const [ann, bob] of pairs) await request(ann, bob)
  await byTens(pairs, ([ann, bob], place) =>
    Promise.all([
      ok(bob, 'contact.accept', { user: ann.user }).catch(() => {}),
      place % 2 ? ok(ann, 'contact.cancel', { user: bob.user }) : ok(ann, 'block.add', { user: bob.user }),
      place % 3 ? ok(bob, 'contact.decline', { user: ann.user }) : ok(bob, 'contact.remove', { user: ann.user }),
    ]),
  )
  for (const [ann, bob] of pairs) {
    const stands = async (one: Person) => (await listOf(one)).people[0]?.stands
    const [mine, theirs] = [await stands(ann), await stands(bob)]
    expect(mine).toBe(theirs)
    expect(['contact', undefined]).toContain(mine)
  }
})

test('limits are told: of open requests, of those of a new account, and of contacts on either side', async () => {
  const [ann, ...others] = (await crowd(9)) as [Person, ...Person[]]
  for (const other of others.slice(0, 6)) await request(ann, other)
  const seventh = { user: others[6]?.user as string, id: randomUUID() }
  const refused = { name: 'TOO_MANY_CONTACT_REQUESTS', most: 6, limit: 'OPEN_REQUESTS_PER_ACCOUNT' }
  expect(await error(ann, 'contact.request', seventh)).toMatchObject(refused)
  for (const other of others.slice(0, 4)) await ok(other, 'contact.accept', { user: ann.user })
  expect(await error(ann, 'contact.request', seventh)).toMatchObject({ name: 'TOO_MANY_CONTACTS', most: 4 })
  expect(await error(others[4] as Person, 'contact.accept', { user: ann.user })).toMatchObject({
    name: 'TOO_MANY_CONTACTS_THERE',
    most: 4,
  })
  expect(await request(others[7] as Person, ann)).toMatchObject({ stands: 'sent' })
  expect(await error(ann, 'contact.accept', { user: others[7]?.user as string })).toMatchObject({
    name: 'TOO_MANY_CONTACTS',
  })
  const young = await signUp('Dan')
  // When somebody signed up is told here a moment later; until then no end can be named.
  await expect.poll(() => sql('select from person where id = $1', [young.user])).toHaveLength(1)
  await request(young, others[0] as Person)
  expect(await request(young, others[1] as Person)).toMatchObject({ requests: { count: 2, most: 2 } })
  const refusedAsNew = await error(young, 'contact.request', seventh)
  expect(refusedAsNew).toMatchObject({ most: 2, limit: 'OPEN_REQUESTS_OF_NEW', until: expect.any(Number) })
  expect(Math.abs(Number(refusedAsNew.until) - Date.now() - 72 * 3_600_000)).toBeLessThan(600_000)
  // Of who runs the platform, and of programs, age does not count.
  const trusted = { ...young, trusted: true } as const
  expect(await ok(trusted, 'contact.request', seventh)).toMatchObject({ requests: { count: 3, most: 6 } })
  await ok(young, 'contact.cancel', { user: seventh.user })
  seventh.id = randomUUID()
  const olderSql = `insert into person (id, since) values ($1, now() - interval '73 hours') on conflict (id) do update set since = excluded.since`
  await sql(olderSql, [young.user])
  // A guest is new for as long as they are one.
  await sql('update person set guest = true where id = $1', [young.user])
  const asGuest = await error(young, 'contact.request', seventh)
  expect(asGuest).toMatchObject({ limit: 'OPEN_REQUESTS_OF_NEW' })
  expect(asGuest).not.toHaveProperty('until')
  await sql('update person set guest = false where id = $1', [young.user])
  expect(await ok(young, 'contact.request', seventh)).toMatchObject({ requests: { count: 3, most: 6 } })
})

test('who has just signed up is asked at once, and an id of nobody is refused and leaves nothing', async () => {
  const [ann] = (await crowd(1)) as [Person]
  expect(await request(ann, await signUp('Eve'))).toMatchObject({ stands: 'sent' })
  const nobody = { user: randomUUID(), name: 'Nobody' }
  for (const command of ['block.add', 'restriction.add'] as const)
    expect(await error(ann, command, { user: nobody.user })).toMatchObject({
      name: 'PERSON_NOT_FOUND',
      user: nobody.user,
    })
  expect(await error(ann, 'contact.request', { user: nobody.user, id: randomUUID() })).toMatchObject({
    name: 'PERSON_NOT_FOUND',
  })
  for (const command of [
    'contact.cancel',
    'contact.decline',
    'contact.remove',
    'block.remove',
    'restriction.remove',
  ] as const)
    expect(await ok(ann, command, { user: nobody.user })).toEqual({ seq: 1 })
  expect(await sql('select 1 from stream where id = $1', [nobody.user])).toEqual([])
  for (const [command, name] of [
    ['contact.request', 'CONTACT_WITH_YOURSELF'],
    ['block.add', 'BLOCKING_YOURSELF'],
    ['restriction.add', 'BLOCKING_YOURSELF'],
  ] as const)
    expect(await error(ann, command, { user: ann.user, id: randomUUID() } as never)).toMatchObject({ name })
  expect(await heads(ann)).toBe(1)
})
