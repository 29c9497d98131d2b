/** Cards in rooms, of which the test says who sees them, as chat does; and of whom it says who is there, as presence does. */
import { randomUUID } from 'node:crypto'
import { commands, type ErrorName, type Input } from '@parley/protocol'
import { answerQuestion, askOwner } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { type Person, useParties } from './running-parties.ts'

const { bus, ok, ask, error, crowd, sql, create, join, events, published } = await useParties({
  OPEN_INVITATIONS_PER_ACCOUNT: '3',
  PARTY_AWAY_SECONDS: '100',
})

/** Who sees which room. */
const inside = new Map<string, Set<string>>()
const gone = new Set<string>()
answerQuestion(bus, 'chat', 'standings', async (asked) =>
  asked.map(({ room, user }) => (inside.get(room)?.has(user) ? { read: 0, head: 0, floor: 0 } : null)),
)
answerQuestion(bus, 'presence', 'present', async (users) => users.map((user) => (gone.has(user) ? false : null)))
await bus.flush()

/** People in a room. */
const gather = async (count: number) => {
  const room = randomUUID()
  const people = await crowd(count)
  inside.set(room, new Set(people.map(({ user }) => user)))
  return { room, people: people as [Person, Person, Person, Person] }
}
const post = async (sender: Person, room: string, more: Partial<Input<'card.create'>> = {}) => {
  const card = randomUUID()
  await ok(sender, 'card.create', { card, room, ...more })
  return card
}
const outcome = (answer: object): string =>
  'ok' in answer ? 'ok' : (answer as { error: { name: ErrorName } }).error.name
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100))
}
const stateOf = async (who: Person, card: string) => (await ok(who, 'card.get', { card })).state
const topic = async (card: string, reader: Person | undefined, known?: number) =>
  (
    await askOwner(bus, 'contacts', 'topics', [
      {
        on: `contacts/card/${card}`,
        ...(reader ? { reader: reader.user } : {}),
        ...(known === undefined ? {} : { known }),
      },
    ])
  )[0]

test('a card says what its game wants to all in the room, and what lets them join to who has taken a place', async () => {
  const { room, people } = await gather(3)
  const [ann, bob, cid] = people
  const said = { game: 'chess', payload: '{"map":"شمال 🎲"}', platforms: ['pc'], launch: 'steam://run/1' }
  const wanted = { card: randomUUID(), room, places: 2, ...said, secret: 'open sesame' }
  const made = await ok(ann, 'card.create', wanted)
  expect(made).toMatchObject({ cards: { count: 1, most: 3 } })
  expect(await ok(ann, 'card.create', wanted)).toMatchObject({ expires_at: made.expires_at, cards: { count: 1 } })
  const { card } = wanted
  expect(await ok(bob, 'card.accept', { card })).toEqual({ secret: 'open sesame' })
  expect(await ok(bob, 'card.accept', { card })).toEqual({ secret: 'open sesame' })
  const own = await ok(bob, 'card.get', { card })
  expect(own).toMatchObject({ ...said, room, from: ann.user, state: 'open', places: 2, taken: 1, accepted: true })
  expect(own.secret).toBe('open sesame')
  for (const other of [ann, cid]) expect(await ok(other, 'card.get', { card })).not.toHaveProperty('secret')
  await ok(cid, 'card.accept', { card })
  expect(await ok(ann, 'card.get', { card })).toMatchObject({ state: 'full', taken: 2 })
  expect(await ok(ann, 'card.cancel', { card })).toMatchObject({ state: 'full', taken: 2 })
})

test('of many who come at once as many get a place as there are, and the others are told that it is full', async () => {
  const race = async () => {
    const { room, people } = await gather(8)
    const [ann, ...others] = people as [Person, ...Person[]]
    const party = await create(ann, { access: 'request', most: 4 })
    const card = await post(ann, room, { places: 3, party, secret: 's' })
    const answers = await Promise.all(others.map((person) => ask(person, 'card.accept', { card })))
    expect(answers.filter((answer) => 'ok' in answer)).toHaveLength(3)
    for (const answer of answers)
      if ('error' in answer) expect(answer.error).toMatchObject({ name: 'INVITATION_OVER', why: 'full' })
    expect((await ok(ann, 'party.get', { party })).members).toHaveLength(4)
  }
  for (let round = 0; round < 3; round++) await Promise.all(Array.from({ length: 4 }, race))
})

test('who has no way into the party takes no place of it', async () => {
  const { room, people } = await gather(4)
  const [ann, bob, cid] = people
  const party = await create(ann, { most: 1 })
  const card = await post(ann, room, { party, places: 2 })
  expect(await error(bob, 'card.accept', { card })).toMatchObject({ name: 'PARTY_FULL' })
  await ok(ann, 'party.change', { party, most: 4 })
  await create(cid)
  expect(await error(cid, 'card.accept', { card })).toMatchObject({ name: 'IN_A_PARTY' })
  expect(await ok(ann, 'card.get', { card })).toMatchObject({ taken: 0 })
  expect(await ok(bob, 'card.accept', { card })).toEqual({ party })
})

/** By who asks, of a card of somebody else in a room. */
const isNot = 'INVITATION_NOT_FOUND'
const over = 'INVITATION_OVER'
const rows = {
  'card.create': {
    sender: 'ok',
    member: 'INVITATION_ID_TAKEN',
    stranger: 'ROOM_NOT_FOUND',
    blocked: 'INVITATION_ID_TAKEN',
  },
  'card.get': { sender: 'ok', member: 'ok', stranger: isNot, blocked: isNot, late: 'ok' },
  'card.accept': { sender: 'INVITING_YOURSELF', member: 'ok', stranger: isNot, blocked: isNot, late: over },
  'card.cancel': { sender: 'ok', member: isNot, stranger: isNot, blocked: isNot },
} as const
type Command = keyof typeof rows
const standings = ['sender', 'member', 'stranger', 'blocked', 'blocking', 'late'] as const

test('every command about a card has its row', () => {
  const own = Object.keys(commands).filter((name) => name.startsWith('card.'))
  expect(Object.keys(rows).toSorted()).toEqual(own.toSorted())
})

test.each(Object.keys(rows) as Command[])('%s answers as its row says, whoever asks', async (command) => {
  const found = await Promise.all(
    standings.map(async (standing) => {
      const { room, people } = await gather(2)
      const [ann, bob] = people
      const card = await post(ann, room)
      if (standing === 'blocked') await ok(ann, 'block.add', { user: bob.user })
      if (standing === 'blocking') await ok(bob, 'block.add', { user: ann.user })
      if (standing === 'late') await sql('update card set expires = clock_timestamp() where id = $1', [card])
      const [stranger] = (await crowd(1)) as [Person]
      const me = standing === 'sender' ? ann : standing === 'stranger' ? stranger : bob
      const input = command === 'card.create' ? { card, room } : { card }
      return [standing, outcome(await ask(me, command, input as never))]
    }),
  )
  const { member, blocked } = rows[command]
  expect(Object.fromEntries(found)).toEqual({ late: member, blocking: blocked, ...rows[command] })
})

test('whoever watches a card is told how it stands, at once and when that changes; who may not, nothing', async () => {
  const { room, people } = await gather(4)
  const [ann, bob, cid, dan] = people
  const card = await post(ann, room, { places: 2 })
  const [stranger] = (await crowd(1)) as [Person]
  await ok(cid, 'block.add', { user: ann.user })
  expect(await topic(card, stranger)).toBeNull()
  expect(await topic(card, cid)).toBeNull()
  expect(await topic(randomUUID(), bob)).toBeNull()
  const begun = JSON.parse((await topic(card, bob))?.frame ?? '')
  expect(begun).toMatchObject({ ev: 'card.changed', by: ann.user, is: { state: 'open', places: 2, taken: 0 } })
  expect(await topic(card, undefined, begun.is.version)).toEqual({})
  await ok(dan, 'card.accept', { card })
  const next = JSON.parse((await topic(card, undefined, begun.is.version))?.frame ?? '')
  expect(next.is).toMatchObject({ state: 'open', taken: 1 })
  expect(next.is.version).toBeGreaterThan(begun.is.version)
  const heard = () => published.filter(({ on }) => on === `contacts/card/${card}`).map(({ is }) => is)
  await until(async () => heard().length > 0)
  expect(heard()).toEqual([next.is])
})

test.each(['leaves the party', 'is gone', 'waits too long'] as const)(
  'the card of who %s is over, and nobody takes a place of it any more',
  async (why) => {
    const { room, people } = await gather(3)
    const [ann, bob, cid] = people
    const party = await create(ann)
    await join(party, cid)
    const card = await post(ann, room, why === 'leaves the party' ? { party } : {})
    const invitation = randomUUID()
    await ok(ann, 'invitation.send', { invitation, user: bob.user })
    if (why === 'leaves the party') await ok(ann, 'party.leave', { party })
    if (why === 'waits too long') await sql('update card set expires = clock_timestamp() where id = $1', [card])
    if (why === 'is gone') {
      gone.add(ann.user)
      const isNoted = async () =>
        (await sql('select 1 from card where id = $1 and absent is not null', [card])).length > 0
      await until(isNoted)
      for (const table of ['card', 'invitation'])
        await sql(`update ${table} set absent = absent - interval '101 seconds' where sender = $1`, [ann.user])
    }
    const ended = why === 'waits too long' ? 'expired' : 'cancelled'
    await until(async () => (await stateOf(bob, card)) === ended)
    expect(await error(bob, 'card.accept', { card })).toMatchObject({ name: 'INVITATION_OVER', why: ended })
    // Invitations to one person end with who sent them, too.
    if (why === 'is gone')
      await until(async () => (await ok(bob, 'invitation.get', { invitation })).state === 'cancelled')
    else expect((await ok(bob, 'invitation.get', { invitation })).state).toBe('pending')
  },
)

test('an invitation that goes along leads to the next party of who sent it, and waits in between', async () => {
  const [ann, bob, cid] = (await crowd(3)) as [Person, Person, Person]
  const [first, second] = [await create(ann), await create(cid)]
  const invitation = randomUUID()
  await ok(ann, 'invitation.send', { invitation, user: bob.user, party: first, carries: true })
  await ok(ann, 'party.leave', { party: first })
  expect(await ok(bob, 'invitation.get', { invitation })).toMatchObject({ state: 'pending', party: first })
  expect(await error(bob, 'invitation.accept', { invitation })).toMatchObject({ name: 'PARTY_NOT_FOUND' })
  await ok(ann, 'party.join', { party: second })
  expect(await ok(bob, 'invitation.get', { invitation })).toMatchObject({ state: 'pending', party: second })
  const carried = (await events(bob)).find(({ ev }) => ev === 'invitation.carried')
  expect(carried?.is).toEqual({ invitation, from: ann.user, to: bob.user, party: second })
  expect(await ok(bob, 'invitation.accept', { invitation })).toMatchObject({ party: second })
  expect((await ok(bob, 'party.get', { party: second })).members).toHaveLength(3)
})

test('there are as many open cards of one account as it may have', async () => {
  const { room, people } = await gather(1)
  const [ann] = people
  const cards = [await post(ann, room), await post(ann, room), await post(ann, room)]
  expect(await error(ann, 'card.create', { card: randomUUID(), room })).toMatchObject({
    name: 'TOO_MANY_INVITATIONS',
    most: 3,
  })
  await ok(ann, 'card.cancel', { card: cards[0] as string })
  await post(ann, room)
})
