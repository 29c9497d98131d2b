/** Parties and invitations to a game as apps of the SDK see them, on all devices and at both ends, with presence. */
import {
  cardsOf,
  type Invitations,
  invitationsOf,
  type Parties,
  type PartyState,
  partiesOf,
} from '@parley/client/contacts'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect, enter, roomOf, type SdkUser, said, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), {
    gateways: 2,
    env: { OFFLINE_GRACE_MS: '200', SETTLE_MS: '500', PARTY_AWAY_SECONDS: '1', PARTY_DROP_SECONDS: '1' },
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const enterAll = (...names: string[]): Promise<SdkUser[]> =>
  Promise.all(names.map((name, place) => enter(world.urls[place % 2] as string, name)))

const known = async ({ parley }: Pick<SdkUser, 'parley'>): Promise<[Parties, Invitations]> => {
  const [parties, invitations] = [partiesOf(parley), invitationsOf(parley)]
  await Promise.all([parties.ready, invitations.ready])
  return [parties, invitations]
}
const users = (party: PartyState | undefined) => party?.members.map(({ user }) => user)

test('people invite each other to a party, play, change and end it, and every device of each knows', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob, cid] = (await enterAll('Ann', 'Bob', 'Cid')) as [SdkUser, SdkUser, SdkUser]
  for (const one of [ann, bob, cid]) scope.use(one)
  const phone = scope.use(await connect(world.urls[1] as string, ann.session))
  const [[mine], [theirs, waiting], [onPhone], [third]] = await Promise.all([
    known(ann),
    known(bob),
    known({ parley: phone }),
    known(cid),
  ])

  const { party } = await mine.create({ label: 'Raid', game: 'chess', attributes: { map: 'north' } })
  await until(phone, () => onPhone.of('chess')?.party === party)
  await invitationsOf(ann.parley).send(bob.user, { party, secret: 'sesame' })
  const { invitation } = await until(bob.parley, () => waiting.received[0])
  expect(await bob.parley.call('invitation.accept', { invitation })).toMatchObject({ party, secret: 'sesame' })
  await until(bob.parley, () => waiting.received.length === 0 && theirs.get(party) !== undefined)
  await until(phone, () => users(onPhone.get(party))?.length === 2)

  await cid.parley.call('party.request', { party })
  await until(ann.parley, () => mine.get(party)?.requests[0] === cid.user)
  await ann.parley.call('party.admit', { party, user: cid.user })
  await until(cid.parley, () => third.get(party)?.members.length === 3)
  await ann.parley.call('party.check', { party })
  await until(cid.parley, () => third.get(party)?.check !== undefined)
  for (const one of [bob, cid]) await one.parley.call('party.ready', { party, ready: true })
  await until(phone, () => onPhone.get(party)?.check === undefined)
  await ann.parley.call('party.lead', { party, user: bob.user })
  await bob.parley.call('party.change', { party, label: '', attributes: { map: '', mode: 'blitz' } })
  await until(phone, () => onPhone.get(party)?.attributes.mode === 'blitz')

  // Who comes later is told the same, and whoever is out of it knows it no more.
  const tablet = scope.use(await connect(world.urls[0] as string, ann.session))
  const [onTablet] = await known({ parley: tablet })
  expect(onTablet.all).toEqual(onPhone.all)
  expect(onTablet.get(party)).toMatchObject({ leader: bob.user, attributes: { mode: 'blitz' }, game: 'chess' })
  expect(users(onTablet.get(party))).toEqual([ann.user, bob.user, cid.user])
  await ann.parley.call('party.leave', { party })
  for (const parties of [mine, onPhone, onTablet]) await until(tablet, () => parties.all.length === 0)
  await bob.parley.call('party.disband', { party })
  await until(cid.parley, () => third.all.length === 0)
})

test('a party has a chat room where it wants one: its members come into it and leave it with the party', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob, cid] = (await enterAll('Ann', 'Bob', 'Cid')) as [SdkUser, SdkUser, SdkUser]
  for (const one of [ann, bob, cid]) scope.use(one)
  const [mine] = await known(ann)
  const { party, room = '' } = await mine.create({ label: 'Raid', access: 'open', chat: true })
  const own = await roomOf(ann.parley, room)
  expect(own.name).toBe('Raid')
  await bob.parley.call('party.join', { party })
  const theirs = await roomOf(bob.parley, room)
  await own.send('Hello')
  await until(bob.parley, () => said(theirs).includes('Hello'))
  // Nobody but the party says who is in it.
  const added = ann.parley.call('member.add', { room, users: [cid.user] })
  await expect(added).rejects.toMatchObject({ name: 'NOT_ALLOWED' })
  await expect(ann.parley.call('room.delete', { room })).rejects.toMatchObject({ name: 'NOT_ALLOWED' })
  await bob.parley.call('party.leave', { party })
  await until(bob.parley, () => !bob.parley.rooms.has(room))
  await cid.parley.call('party.join', { party })
  await roomOf(cid.parley, room)
  await ann.parley.call('party.disband', { party })
  for (const { parley } of [ann, cid]) await until(parley, () => !parley.rooms.has(room))
  expect((await mine.create({ access: 'open' })).room).toBeUndefined()
})

test('all in a room are invited by a card, see how it stands in either encoding, and take its places', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob] = (await enterAll('Ann', 'Bob')) as [SdkUser, SdkUser]
  const cid = await enter(world.urls[1] as string, 'Cid', { encoding: 'msgpack' })
  for (const one of [ann, bob, cid]) scope.use(one)
  const [mine] = await known(ann)
  const members = [bob.user, cid.user]
  const { room } = await ann.parley.call('room.create', { kind: 'group', key: crypto.randomUUID(), name: 'R', members })
  const { party } = await mine.create({ game: 'go', most: 2 })
  const card = await cardsOf(ann.parley).create(room, 'Who plays?', { party, secret: 'sesame' })
  const theirs = await roomOf(bob.parley, room)
  await until(bob.parley, () => theirs.messages.at(-1)?.card === card)
  const [shownToBob, shownToCid] = [cardsOf(bob.parley), cardsOf(cid.parley)]
  using _looking = { [Symbol.dispose]: shownToCid.watch(card) }
  const leave = shownToBob.watch(card)
  await until(bob.parley, () => shownToBob.get(card)?.state === 'open')
  expect(shownToBob.get(card)).toMatchObject({ from: ann.user, room, party, game: 'go', places: 1, taken: 0 })
  expect(await shownToBob.accept(card)).toEqual({ party, secret: 'sesame' })
  await until(cid.parley, () => shownToCid.get(card)?.state === 'full')
  expect(shownToCid.get(card)).not.toHaveProperty('secret')
  await until(bob.parley, () => shownToBob.get(card)?.taken === 1)
  expect(shownToBob.get(card)).toMatchObject({ accepted: true, secret: 'sesame' })
  leave()
  expect(shownToBob.get(card)).toBeUndefined()
  await expect(shownToCid.accept(card)).rejects.toMatchObject({ name: 'INVITATION_OVER' })
  await ann.parley.call('party.disband', { party })
})

test('whoever has no device left is away, and then out of the party; who shows themselves to nobody is in it', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob, cid] = (await enterAll('Ann', 'Bob', 'Cid')) as [SdkUser, SdkUser, SdkUser]
  for (const one of [ann, bob, cid]) scope.use(one)
  const [mine] = await known(ann)
  await bob.parley.call('presence.set', { state: 'invisible' })
  const { party } = await mine.create({ access: 'open' })
  for (const one of [bob, cid]) await one.parley.call('party.join', { party })
  await until(ann.parley, () => users(mine.get(party))?.length === 3)
  let wasAway = false
  const stop = mine.subscribe(() => {
    wasAway ||= mine.get(party)?.members.some(({ user, away }) => away === true && user === cid.user) === true
  })
  await cid.parley.close()
  await until(ann.parley, () => users(mine.get(party))?.length === 2)
  stop()
  expect(wasAway).toBe(true)
  expect(mine.get(party)?.members).toMatchObject([{ user: ann.user }, { user: bob.user }])
  expect(mine.get(party)?.members.some(({ away }) => away)).toBe(false)
})
