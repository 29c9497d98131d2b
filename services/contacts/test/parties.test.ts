import { randomUUID } from 'node:crypto'
import { commands, matches, mostAttributeBytes } from '@parley/protocol'
import { expect, test } from 'vitest'
import { newPartyId, type Person, useParties } from './running-parties.ts'

const { ok, ask, error, crowd, events, sql, create, join, told, partyHead, partyEvents } = await useParties({
  PARTIES_PER_ACCOUNT: '2',
})

const people = async <const Count extends number>(count: Count) =>
  (await crowd(count)) as Person[] & { length: Count } & { readonly 0: Person; readonly 1: Person; readonly 2: Person }

const seen = (person: Person, party: string) => ok(person, 'party.get', { party })
const membersOf = async (person: Person, party: string) => (await seen(person, party)).members.map(({ user }) => user)

/** Waits for what the service does by the clock. */
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100))
}

test('a party is made once, and its maker leads it and follows its stream', async () => {
  const [ann] = await people(1)
  const wanted = { party: newPartyId(), label: 'Raid 🐉', most: 4, attributes: { map: 'غابة', mode: 'ranked' } }
  const made = await ok(ann, 'party.create', wanted)
  expect(made).toEqual({
    ...wanted,
    on: `contacts/party/${wanted.party}`,
    epoch: expect.any(Number),
    head: 2,
    access: 'request',
    leader: ann.user,
    migrates: true,
    locked: false,
    members: [{ user: ann.user, joined: 2 }],
    requests: [],
  })
  expect(await ok(ann, 'party.create', wanted)).toEqual(made)
  expect(await told(wanted.party)).toEqual(['party.created', 'party.joined'])
  const [entered] = await events(ann)
  expect(entered).toMatchObject({ ev: 'party.entered', is: { party: wanted.party, on: made.on, head: 2, floor: 0 } })
  const [bob] = await people(1)
  for (const party of [wanted.party, ann.user])
    expect(await error(bob, 'party.create', { party })).toMatchObject({ name: 'PARTY_ID_TAKEN' })
})

test('no party takes the id of somebody whose stream is not there yet', () => {
  const takes = (party: string) => matches(commands['party.create'].input, { party })
  expect([takes(newPartyId()), takes(randomUUID())]).toEqual([true, false])
})

test('somebody is in one party of each game, and in so many at most', async () => {
  const [ann, bob] = await people(2)
  const first = await create(ann)
  const chess = await create(ann, { game: 'chess' })
  expect(await error(ann, 'party.create', { party: newPartyId(), game: 'chess' })).toMatchObject({ name: 'IN_A_PARTY' })
  expect(await error(ann, 'party.create', { party: newPartyId(), game: 'go' })).toMatchObject({
    name: 'TOO_MANY_PARTIES',
    most: 2,
    limit: 'PARTIES_PER_ACCOUNT',
  })
  expect((await ok(ann, 'party.get', {})).party).toBe(first)
  expect(await ok(ann, 'party.get', { game: 'chess' })).toMatchObject({ party: chess, game: 'chess' })
  const other = await create(bob)
  expect(await error(ann, 'party.join', { party: other })).toMatchObject({ name: 'IN_A_PARTY' })
  await ok(ann, 'party.leave', { party: first })
  await join(other, ann)
  expect(await membersOf(bob, other)).toEqual([bob.user, ann.user])
})

test('a code lets in whoever has it until there is another one, and nobody into a party that is locked', async () => {
  const [ann, bob, cid] = await people(3)
  const party = await create(ann, { access: 'closed' })
  const { code = '' } = await ok(ann, 'party.code', { party, code: 'new' })
  expect(await ok(bob, 'party.join', { code })).toMatchObject({ party, code })
  await ok(ann, 'party.lock', { party, locked: true })
  expect(await error(cid, 'party.join', { code })).toMatchObject({ name: 'PARTY_LOCKED' })
  await ok(ann, 'party.lock', { party, locked: false })
  expect((await ok(ann, 'party.code', { party, code: 'new' })).code).not.toBe(code)
  expect(await error(cid, 'party.join', { code })).toMatchObject({ name: 'PARTY_NOT_FOUND' })
  expect(await ok(ann, 'party.code', { party, code: 'none' })).not.toHaveProperty('code')
  expect(await seen(ann, party)).not.toHaveProperty('code')
})

test('who asks to come in is let in or refused by the leader, and told of either', async () => {
  const [ann, bob, cid] = await people(3)
  const party = await create(ann, { access: 'request' })
  for (const who of [bob, cid]) expect(await ok(who, 'party.request', { party })).toEqual({ entered: false })
  expect(await ok(bob, 'party.request', { party })).toEqual({ entered: false })
  expect((await seen(ann, party)).requests).toEqual([bob.user, cid.user])
  await ok(ann, 'party.refuse', { party, user: cid.user })
  const { seq } = await ok(ann, 'party.admit', { party, user: bob.user })
  expect(await ok(ann, 'party.admit', { party, user: bob.user })).toEqual({ seq })
  expect(await membersOf(bob, party)).toEqual([ann.user, bob.user])
  expect((await events(bob)).map(({ ev }) => ev)).toEqual(['party.entered'])
  expect((await events(cid)).map(({ ev, by }) => [ev, by])).toEqual([['party.refused', ann.user]])
  await ok(cid, 'party.request', { party })
  await create(cid)
  expect(await error(ann, 'party.admit', { party, user: cid.user })).toMatchObject({ name: 'IN_A_PARTY_THERE' })
  await ok(ann, 'party.disband', { party })
  expect((await events(cid)).map(({ ev }) => ev)).toEqual(['party.refused', 'party.entered', 'party.refused'])
})

test('who asks at an open party comes in, and one that is full takes nobody', async () => {
  const [ann, bob, cid] = await people(3)
  const party = await create(ann, { most: 2 })
  expect(await ok(bob, 'party.request', { party })).toEqual({ entered: true })
  expect(await error(cid, 'party.join', { party })).toMatchObject({ name: 'PARTY_FULL', most: 2 })
  expect(await error(cid, 'party.request', { party })).toMatchObject({ name: 'PARTY_FULL', most: 2 })
  expect(await error(ann, 'party.change', { party, most: 1 })).toMatchObject({ name: 'PARTY_OVERFULL', most: 2 })
})

test('who leads goes, and the member who came first leads on, or the party ends where it is so set', async () => {
  const [ann, bob, cid] = await people(3)
  const party = await create(ann)
  await join(party, bob, cid)
  await ok(ann, 'party.leave', { party })
  expect((await seen(cid, party)).leader).toBe(bob.user)
  await ok(bob, 'party.lead', { party, user: cid.user })
  await ok(cid, 'party.change', { party, migrates: false })
  const before = await partyHead(party)
  await ok(cid, 'party.leave', { party })
  expect(await told(party, before)).toEqual(['party.left', 'party.disbanded'])
  expect(await error(bob, 'party.get', { party })).toMatchObject({ name: 'PARTY_NOT_FOUND' })
  await create(bob)
})

test('a party ends with its last member, and nobody comes in any more', async () => {
  const [ann, bob] = await people(2)
  const party = await create(ann)
  await ok(ann, 'party.remove', { party, user: ann.user })
  expect((await partyEvents(party)).slice(-2)).toMatchObject([
    { ev: 'party.left', is: { user: ann.user, why: 'left' } },
    { ev: 'party.disbanded' },
  ])
  expect(await error(bob, 'party.join', { party })).toMatchObject({ name: 'PARTY_NOT_FOUND' })
  expect(await ok(ann, 'party.leave', { party })).toEqual({})
  expect(await error(ann, 'party.create', { party })).toMatchObject({ name: 'PARTY_ID_TAKEN' })
})

test('a ready check ends when all are ready, or one is not, or its time is over, and who came later is not asked', async () => {
  const [ann, bob, cid] = await people(3)
  const party = await create(ann)
  await join(party, bob)
  const said = async () =>
    (await partyEvents(party)).filter(({ ev }) => ev === 'party.check_ended').map(({ is }) => is.ready)
  expect(await ok(ann, 'party.check', { party })).toMatchObject({ ends_in_ms: 20_000 })
  expect(await error(ann, 'party.check', { party })).toMatchObject({ name: 'PARTY_CHECK_RUNNING' })
  await join(party, cid)
  expect(await error(cid, 'party.ready', { party, ready: true })).toMatchObject({ name: 'PARTY_CHECK_NOT_FOUND' })
  expect((await seen(cid, party)).members.map(({ ready }) => ready)).toEqual([true, undefined, undefined])
  await ok(bob, 'party.ready', { party, ready: true })
  expect(await said()).toEqual([true])
  expect(await seen(cid, party)).not.toHaveProperty('check')
  await ok(ann, 'party.check', { party })
  await ok(bob, 'party.ready', { party, ready: false })
  expect(await said()).toEqual([true, false])
  await ok(ann, 'party.check', { party })
  await ok(bob, 'party.ready', { party, ready: true })
  await ok(cid, 'party.leave', { party })
  expect(await said()).toEqual([true, false, true])
  await ok(ann, 'party.check', { party, within_ms: 1_000 })
  await until(async () => (await said()).length === 4)
  expect((await said()).at(-1)).toBe(false)
  expect(await error(bob, 'party.ready', { party, ready: true })).toMatchObject({ name: 'PARTY_CHECK_NOT_FOUND' })
})

test('attributes are set by name, taken out by an empty text, and bounded', async () => {
  const [ann] = await people(1)
  const party = await create(ann, { attributes: { map: 'a', mode: 'b' } })
  const before = await partyHead(party)
  await ok(ann, 'party.change', { party, attributes: { map: '', level: '7', mode: 'b' } })
  expect((await seen(ann, party)).attributes).toEqual({ mode: 'b', level: '7' })
  expect((await partyEvents(party, before)).map(({ is }) => is)).toEqual([{ attributes: { map: '', level: '7' } }])
  await ok(ann, 'party.change', { party, attributes: { level: '7' }, label: '' })
  expect(await partyHead(party)).toBe(before + 1)
  const many = Object.fromEntries(Array.from({ length: 63 }, (_, place) => [`k${place}`, 'x']))
  expect(await error(ann, 'party.change', { party, attributes: many })).toMatchObject({
    name: 'PARTY_ATTRIBUTES_TOO_LARGE',
    most: mostAttributeBytes,
  })
  const long = Object.fromEntries(Array.from({ length: 22 }, (_, place) => [`k${place}`, '語'.repeat(256)]))
  expect(await error(ann, 'party.change', { party, attributes: long })).toMatchObject({
    name: 'PARTY_ATTRIBUTES_TOO_LARGE',
  })
  expect((await seen(ann, party)).attributes).toEqual({ mode: 'b', level: '7' })
})

test('a search finds by attributes the parties of a game that one could come into, a page at a time', async () => {
  const [ann, bob, cid, dan, eve, fay, gus] = (await crowd(7)) as [
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
    Person,
  ]
  const game = `g${randomUUID().slice(0, 8)}`
  const found = await Promise.all(
    [ann, bob].map((who) => create(who, { game, attributes: { mode: 'duel', map: 'x' } })),
  )
  await create(cid, { game, attributes: { mode: 'race' } })
  await create(dan, { game, attributes: { mode: 'duel' }, access: 'closed' })
  await create(eve, { game, attributes: { mode: 'duel' }, most: 1 })
  const locked = await create(fay, { game, attributes: { mode: 'duel' } })
  await ok(fay, 'party.lock', { party: locked, locked: true })
  const search = async (who: Person) => {
    const all: string[] = []
    for (let after: string | undefined = undefined, more = true; more; ) {
      const page: { parties: { party: string }[]; next?: string } = await ok(who, 'party.search', {
        game,
        attributes: { mode: 'duel' },
        limit: 1,
        ...(after ? { after } : {}),
      })
      all.push(...page.parties.map(({ party }) => party))
      after = page.next
      more = page.next !== undefined
    }
    return all
  }
  expect(await search(gus)).toEqual(found.toSorted())
  await ok(ann, 'block.add', { user: gus.user })
  await ok(gus, 'block.add', { user: bob.user })
  expect(await search(gus)).toEqual([])
  expect((await ok(gus, 'party.search', { attributes: { mode: 'duel' } })).parties).toEqual([])
})

test('a leader lets in nobody whom they block by now, and who waited is told as if they were refused', async () => {
  const [ann, bob] = await people(2)
  const party = await create(ann, { access: 'request' })
  await ok(bob, 'party.request', { party })
  await ok(ann, 'block.add', { user: bob.user })
  expect((await seen(ann, party)).requests).toEqual([])
  expect((await events(bob)).map(({ ev }) => ev)).toEqual(['party.refused'])
  expect(await error(ann, 'party.admit', { party, user: bob.user })).toMatchObject({ name: 'PARTY_REQUEST_NOT_FOUND' })
  expect(await error(bob, 'party.request', { party })).toMatchObject({ name: 'PARTY_NOT_FOUND' })
})

test('a party in which nothing happens ends, and nothing is left of it an hour later', async () => {
  const [ann] = await people(1)
  const party = await create(ann)
  await sql(`update party set active = now() - interval '25 hours' where id = $1`, [party])
  await until(async () => 'error' in (await ask(ann, 'party.get', { party })))
  expect((await told(party)).at(-1)).toBe('party.disbanded')
  await sql(`update party set ended = now() - interval '61 minutes' where id = $1`, [party])
  const left = `select 1 from party where id = $1 union all select 1 from stream where id = $1 union all select 1 from event where stream = $1`
  await until(async () => (await sql(left, [party])).length === 0)
})
