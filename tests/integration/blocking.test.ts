/** The table of `docs/blocking.md`, each cell from its side: Ann blocks Bob, and Cid is a friend of both. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { uuid7 } from '@parley/client'
import {
  type CommandName,
  commands,
  type EventFrame,
  events,
  type Input,
  type SignalFrame,
  signals,
} from '@parley/protocol'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

interface Cell {
  readonly row: string
  readonly side: 'who blocks' | 'who is blocked'
  readonly says: string
}

const page = await readFile(join(import.meta.dirname, '../../docs/blocking.md'), 'utf8')
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('| ') && !line.startsWith('| What ') && !line.startsWith('| ---'))
  .map((line) => line.split('|').map((cell) => cell.trim()))
const cells = rows.flatMap(([, row = '', blocker = '', blocked = '']): Cell[] => [
  { row, side: 'who blocks', says: blocker },
  { row, side: 'who is blocked', says: blocked },
])
const isThere = ({ says }: Cell): boolean => !says.startsWith('_not yet_')

let world: World
let ann: Person
let bob: Person
let cid: Person
/** Of each a connection that was open before the block, and a second one of Ann's. */
const on: Record<'ann' | 'bob' | 'cid' | 'phone', RawClient> = {} as never
let group: string
let direct: string
let spaceRoom: string
/** Positions in the group and in the direct room of what was said before. */
const before = { ofAnn: 0, ofBob: 0, directOfAnn: 0, directOfBob: 0, spaceHead: 0 }
const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())

const streamOf = (room: string) => `chat/room/${room}`
const topicOf = ({ user }: Person) => `presence/person/${user}`
const as = <C extends CommandName>({ token }: Person, command: C, input: Input<C>) => world.post(command, input, token)
const nameOf = (failure: Promise<unknown>) => failure.then(() => 'ok').catch(({ name }) => name)
const say = async (who: Person, room: string, text: string, more: object = {}) =>
  (await as(who, 'message.send', { room, id: uuid7(), text, ...more })).seq
const twin = (room: string, seq: number) => ({ on: streamOf(room), seq, ev: 'redacted' })
const frameAt = async (client: RawClient, room: string, seq: number) => {
  await client.waitFor(streamOf(room), seq)
  return client.frames.find((frame) => 'seq' in frame && frame.on === streamOf(room) && frame.seq === seq)
}
const signalsOf = (client: RawClient, ev: string, by: Person): SignalFrame[] =>
  client.frames.filter((frame): frame is SignalFrame => 'by' in frame && frame.ev === ev && frame.by === by.user)
const stateOf = (client: RawClient, who: Person) => signalsOf(client, 'presence.changed', who).at(-1)?.is.state
const history = async (who: Person, room: string) => (await as(who, 'room.history', { room, limit: 200 })).events
const unique = () => `w${crypto.randomUUID().replaceAll('-', '').slice(0, 12)}`

const enter = async () => {
  const { space } = await as(cid, 'space.create', { name: 'Works' })
  const { code } = await as(cid, 'invite.create', { space })
  for (const who of [ann, bob]) await as(who, 'invite.accept', { code })
  spaceRoom = (await as(cid, 'room.create', { space, kind: 'text', name: 'Hall' })).room
  before.spaceHead = (await as(cid, 'room.get', { room: spaceRoom })).head
}

beforeAll(async () => {
  world = scope.use(
    await startWorld(inject('backing'), { gateways: 2, env: { OFFLINE_GRACE_MS: '0', SETTLE_MS: '0' } }),
  )
  ;[ann, bob, cid] = (await Promise.all(['Ann', 'Bob', 'Cid'].map((name) => world.person(name)))) as [
    Person,
    Person,
    Person,
  ]
  const members = [bob.user, cid.user]
  group = (await as(ann, 'room.create', { kind: 'group', name: 'Room', members })).room
  direct = (await as(ann, 'room.create', { kind: 'direct', user: bob.user })).room
  before.ofAnn = await say(ann, group, 'Ann was here')
  before.ofBob = await say(bob, group, 'Bob was here')
  before.directOfAnn = await say(ann, direct, 'hello Bob')
  before.directOfBob = await say(bob, direct, 'hello Ann')
  await enter()
  on.ann = scope.use(await world.connect(ann))
  on.phone = scope.use(await world.connect(ann, { gateway: 1, encoding: 'msgpack' }))
  on.bob = scope.use(await world.connect(bob, { gateway: 1 }))
  on.cid = scope.use(await world.connect(cid, { gateway: 1 }))
  for (const client of [on.ann, on.phone, on.bob])
    await client.call('stream.follow', { streams: [streamOf(spaceRoom)] })
  await on.ann.call('topic.watch', { topics: [topicOf(bob)] })
  for (const client of [on.bob, on.cid]) await client.call('topic.watch', { topics: [topicOf(ann)] })
  await on.ann.until(() => stateOf(on.ann, bob) === 'online')
  await on.bob.until(() => stateOf(on.bob, ann) === 'online')
  for (const who of [ann, bob, cid]) await as(who, 'receipt.allow', { allowed: true })
  await as(ann, 'block.add', { user: bob.user })
})

/** What is seen by Ann's two connections, by who comes back, and in the history, of what Bob says there. */
const expectRedacted = async (room: string, seq: number, counts: object = {}) => {
  const seen = { ...twin(room, seq), ...counts }
  for (const client of [on.ann, on.phone]) expect(await frameAt(client, room, seq)).toEqual(seen)
  expect(await frameAt(on.cid, room, seq)).toMatchObject({ by: bob.user })
  expect(await history(ann, room)).toContainEqual(seen)
}

/** A card of the one is for others in the group, and for the other one there is none. */
const expectNoCard = async (one: Person, other: Person, watching: RawClient) => {
  const card = crypto.randomUUID()
  await as(one, 'card.create', { card, room: group })
  for (const command of ['card.get', 'card.accept'] as const)
    expect(await nameOf(as(other, command, { card }))).toBe('INVITATION_NOT_FOUND')
  const topic = `contacts/card/${card}`
  expect(await watching.call('topic.watch', { topics: [topic] })).toEqual({ topics: [], unknown: [topic] })
  await as(cid, 'card.accept', { card })
  expect(await as(one, 'card.get', { card })).toMatchObject({ state: 'full' })
}

/** Neither of the two does anything there but take back what is their own. */
const expectClosed = async (who: Person, other: Person, theirs: number) => {
  const tries = [
    as(who, 'message.send', { room: direct, id: uuid7(), text: 'no' }),
    as(who, 'direct.send', { user: other.user, id: uuid7(), text: 'no' }),
    as(who, 'message.forward', { from: { room: group, seq: before.ofAnn }, to: [{ room: direct, id: uuid7() }] }).then(
      ({ refused }) => Promise.reject(refused[0]?.error),
    ),
    as(who, 'poll.create', { room: direct, id: uuid7(), question: 'No?', answers: ['no', 'never'] }),
  ]
  expect(await Promise.all(tries.map(nameOf))).toEqual(tries.map(() => 'NOT_ALLOWED'))
  expect(await nameOf(as(who, 'message.edit', { room: direct, seq: theirs, id: uuid7(), text: 'other' }))).toBe(
    'NOT_ALLOWED',
  )
  expect(await nameOf(as(who, 'reaction.add', { room: direct, seq: theirs, emoji: '👍' }))).toBe('NOT_ALLOWED')
  expect(await nameOf(as(who, 'thread.create', { room: direct, seq: theirs }))).toBe('NOT_ALLOWED')
}

/** Nothing of theirs comes before what Cid does in the same way behind it. */
const expectUntold = async (client: RawClient, ev: string, by: Person, deed: (who: Person) => Promise<unknown>) => {
  const seen = { theirs: signalsOf(client, ev, by).length, others: signalsOf(client, ev, cid).length }
  await deed(by)
  await deed(cid)
  await client.until(() => signalsOf(client, ev, cid).length > seen.others)
  expect(signalsOf(client, ev, by)).toHaveLength(seen.theirs)
}

const typing = (room: string) => (who: Person) =>
  (who === cid ? on.cid : who === ann ? on.ann : on.bob).call('typing.start', { room })
const reading = (room: string, seq: number) => (who: Person) => as(who, 'cursor.move', { room, seq })
const asked = async (who: Person, other: Person) => {
  const { people } = await as(who, 'presence.list', { users: [other.user] })
  return people[0]
}
const neverThere = ({ user }: Person) => ({ user, version: 0, state: 'offline' })
const hits = async (who: Person, text: string) =>
  (await as(who, 'message.search', { text })).hits.map(({ event }) => event.is.text)
const contactsOf = async (who: Person, other: Person) =>
  (await as(who, 'contact.list', {})).people.filter(({ user }) => user === other.user)
const roomsOf = async (who: Person) => (await as(who, 'room.list', {})).rooms.map(({ room }) => room)
const codesOf = (client: RawClient, who: Person) =>
  client.events(`chat/user/${who.user}`).filter(({ ev }: EventFrame) => ev === 'room.invited')

type Try = () => Promise<unknown>
const tries: Readonly<Record<string, Readonly<Record<Cell['side'], Try>>>> = {
  'direct room': {
    'who blocks': async () => {
      await expectClosed(ann, bob, before.directOfAnn)
      expect(await history(ann, direct)).toContainEqual(twin(direct, before.directOfBob))
      const { seq } = await as(ann, 'message.delete', { room: direct, seq: before.directOfAnn })
      await on.bob.waitFor(streamOf(direct), seq)
    },
    'who is blocked': async () => {
      await expectClosed(bob, ann, before.directOfBob)
      expect(await history(bob, direct)).toContainEqual(
        expect.objectContaining({ seq: before.directOfBob, by: bob.user }),
      )
      expect(await roomsOf(bob)).toContain(direct)
    },
  },
  'new direct room': {
    'who blocks': async () => {
      const dan = await world.person('Dan')
      await as(ann, 'block.add', { user: dan.user })
      const making = { kind: 'direct', user: dan.user } as const
      expect(await nameOf(as(ann, 'room.create', making))).toBe('NOT_ALLOWED')
      expect(await nameOf(as(ann, 'direct.send', { user: dan.user, id: uuid7(), text: 'no' }))).toBe('NOT_ALLOWED')
      await as(ann, 'block.remove', { user: dan.user })
      expect(await nameOf(as(ann, 'room.create', making))).toBe('ok')
    },
    'who is blocked': async () => {
      const [dan, eve] = (await Promise.all(['Dan', 'Eve'].map((name) => world.person(name)))) as [Person, Person]
      await as(ann, 'block.add', { user: dan.user })
      await as(eve, 'privacy.set', { contact: 'nobody' })
      const refusals = [ann, eve].map(({ user }) =>
        as(dan, 'direct.send', { user, id: uuid7(), text: 'no' }).catch(({ code, name, text }) => ({
          code,
          name,
          text,
        })),
      )
      const [blocking, closed] = await Promise.all(refusals)
      expect(blocking).toEqual(closed)
      expect(blocking).toMatchObject({ name: 'NOT_ALLOWED' })
      expect(await roomsOf(dan)).toEqual([])
    },
  },
  group: {
    'who blocks': async () => {
      await expectRedacted(group, await say(bob, group, 'hidden words'))
      const { epoch } = await as(ann, 'room.get', { room: group })
      await using back = await world.connect(ann, { have: { [streamOf(group)]: [epoch, before.ofAnn] } })
      const seen = await say(cid, group, 'seen words')
      await back.waitFor(streamOf(group), seen)
      expect(JSON.stringify(back.frames)).not.toContain('hidden words')
      expect(await frameAt(back, group, before.ofBob)).toEqual(twin(group, before.ofBob))
    },
    'who is blocked': async () => {
      const seq = await say(ann, group, 'all of you')
      expect((await on.bob.waitFor(streamOf(group), seq)).is.text).toBe('all of you')
      expect((await on.bob.waitFor(streamOf(group), await say(bob, group, 'mine'))).is.text).toBe('mine')
    },
  },
  'space room': {
    'who blocks': async () => {
      const seq = await say(bob, spaceRoom, 'hidden words')
      for (const client of [on.ann, on.phone])
        expect(await frameAt(client, spaceRoom, seq)).toEqual(twin(spaceRoom, seq))
      expect(await history(ann, spaceRoom)).toContainEqual(twin(spaceRoom, seq))
    },
    'who is blocked': async () => {
      const seq = await say(ann, spaceRoom, 'all of you')
      expect((await on.bob.waitFor(streamOf(spaceRoom), seq)).is.text).toBe('all of you')
    },
  },
  edit: {
    'who blocks': async () => {
      const edit = { room: group, seq: before.ofBob, id: uuid7(), text: `Bob was here, ${unique()}` }
      await expectRedacted(group, (await as(bob, 'message.edit', edit)).seq, { counts: false })
    },
    'who is blocked': async () => {
      const edit = { room: group, seq: before.ofAnn, id: uuid7(), text: `Ann was here, ${unique()}` }
      const { seq } = await as(ann, 'message.edit', edit)
      expect((await on.bob.waitFor(streamOf(group), seq)).is.text).toBe(edit.text)
    },
  },
  reaction: {
    'who blocks': async () => {
      const of = { room: group, seq: await say(cid, group, 'well?') }
      await expectRedacted(group, (await as(bob, 'reaction.add', { ...of, emoji: '👍' })).seq, { counts: false })
      expect((await as(ann, 'reaction.list', { ...of, emoji: '👍' })).users).toEqual([])
      expect((await as(cid, 'reaction.list', { ...of, emoji: '👍' })).users).toHaveLength(1)
      const theirs = { room: group, seq: before.ofBob, emoji: '👍' }
      expect(await nameOf(as(ann, 'reaction.add', theirs))).toBe('MESSAGE_NOT_FOUND')
    },
    'who is blocked': async () => {
      const own = { room: group, seq: await say(ann, group, 'well?'), emoji: '👍' }
      expect(await nameOf(as(bob, 'reaction.add', own))).toBe('ok')
      const { seq } = await as(ann, 'reaction.add', own)
      expect(await on.bob.waitFor(streamOf(group), seq)).toMatchObject({ ev: 'reaction.added', by: ann.user })
    },
  },
  'reply and quote': {
    'who blocks': async () => {
      const seq = await say(bob, group, 'hidden answer', { reply: before.ofAnn })
      await expectRedacted(group, seq)
      const passing = { from: { room: group, seq }, to: [{ room: group, id: uuid7() }] }
      const passedOn = (await as(cid, 'message.forward', passing)).sent[0]?.seq ?? 0
      expect(await frameAt(on.ann, group, passedOn)).toEqual(twin(group, passedOn))
    },
    'who is blocked': async () => {
      expect(await nameOf(say(bob, group, 'an answer', { reply: before.ofAnn }))).toBe('ok')
      const seq = await say(ann, group, 'quoting', { reply: before.ofBob })
      expect((await on.bob.waitFor(streamOf(group), seq)).is).toMatchObject({ text: 'quoting', reply: before.ofBob })
    },
  },
  typing: {
    'who blocks': () => expectUntold(on.ann, 'typing.started', bob, typing(group)),
    'who is blocked': async () => {
      const { room } = await as(ann, 'room.create', { kind: 'group', name: 'Typing', members: [cid.user] })
      // Brought in by Cid, as Ann cannot.
      await as(cid, 'member.add', { room, users: [bob.user] })
      await say(cid, room, 'we are here')
      for (const client of [on.bob, on.cid]) await client.until(() => client.events(streamOf(room)).length > 0)
      await expectUntold(on.bob, 'typing.started', ann, typing(room))
    },
  },
  receipt: {
    'who blocks': async () => {
      const seq = await say(ann, group, 'read this')
      await expectUntold(on.ann, 'receipt.moved', bob, reading(group, seq))
      const found = (await as(ann, 'receipt.list', { room: group })).receipts.map(({ user }) => user)
      expect(found.toSorted()).toEqual([ann.user, cid.user].toSorted())
    },
    'who is blocked': async () => {
      const seq = await say(bob, group, 'and this')
      await expectUntold(on.bob, 'receipt.moved', ann, reading(group, seq))
      const found = (await as(bob, 'receipt.list', { room: group })).receipts.map(({ user }) => user)
      expect(found.toSorted()).toEqual([bob.user, cid.user].toSorted())
    },
  },
  presence: {
    'who blocks': async () => {
      await on.ann.until(() => stateOf(on.ann, bob) === 'offline')
      expect(signalsOf(on.ann, 'presence.changed', bob).at(-1)?.is).not.toHaveProperty('seen_at')
      expect(await asked(ann, bob)).toEqual(neverThere(bob))
    },
    'who is blocked': async () => {
      await on.bob.until(() => stateOf(on.bob, ann) === 'offline')
      const told = signalsOf(on.bob, 'presence.changed', ann).length
      const status = unique()
      await as(ann, 'presence.set', { status })
      await on.cid.until(() => signalsOf(on.cid, 'presence.changed', ann).at(-1)?.is.status === status)
      await on.bob.call('ping', {})
      expect(signalsOf(on.bob, 'presence.changed', ann)).toHaveLength(told)
      expect(await asked(bob, ann)).toEqual(neverThere(ann))
      await using late = await world.connect(bob)
      expect(await late.call('topic.watch', { topics: [topicOf(ann)] })).toEqual({
        topics: [topicOf(ann)],
        unknown: [],
      })
      expect(signalsOf(late, 'presence.changed', ann).map(({ is }) => is)).toEqual([{ version: 0, state: 'offline' }])
    },
  },
  mention: {
    'who blocks': async () => {
      const before = (await as(ann, 'room.get', { room: group })).mentions ?? 0
      await expectRedacted(group, await say(bob, group, `<@${ann.user}> look`))
      expect((await as(ann, 'room.get', { room: group })).mentions ?? 0).toBe(before)
      await say(cid, group, `<@${ann.user}> look`)
      expect((await as(ann, 'room.get', { room: group })).mentions).toBe(before + 1)
    },
    'who is blocked': async () => {
      const seq = await say(ann, group, `<@${bob.user}> look`)
      expect((await on.bob.waitFor(streamOf(group), seq)).is.mentions).toEqual({ users: [bob.user] })
    },
  },
  'group invitation': {
    'who blocks': async () => {
      const members = [bob.user]
      expect(await nameOf(as(ann, 'room.create', { kind: 'group', name: 'No', members }))).toBe('BLOCKED_BY_YOU')
      const { room } = await as(ann, 'room.create', { kind: 'group', name: 'Mine', members: [] })
      expect(await nameOf(as(ann, 'member.add', { room, users: members }))).toBe('BLOCKED_BY_YOU')
      const made = await as(bob, 'room.create', { kind: 'group', name: 'Ours', members: [ann.user, cid.user] })
      await on.cid.until(() => on.cid.events(`chat/user/${cid.user}`).some(({ is }) => is.room === made.room))
      await on.ann.call('ping', {})
      expect(codesOf(on.ann, ann)).toEqual([])
      expect(await roomsOf(ann)).not.toContain(made.room)
    },
    'who is blocked': async () => {
      const eve = await world.person('Eve')
      await as(eve, 'privacy.set', { groups: 'contacts' })
      const { room } = await as(bob, 'room.create', { kind: 'group', name: 'Ours', members: [] })
      const added = []
      for (const { user } of [ann, eve]) added.push(await as(bob, 'member.add', { room, users: [user] }))
      expect(added.map(({ invited }) => invited)).toEqual([[ann.user], [eve.user]])
      expect(added[0]?.seq).toBe(added[1]?.seq)
      const { invites } = await as(bob, 'invite.list', { room })
      const [first, second] = invites.map(({ invite: _, at, users, ...terms }) => ({ ...terms, users: users?.length }))
      expect(first).toEqual(second)
      await using client = await world.connect(eve, { have: { [`chat/user/${eve.user}`]: [made(eve), 0] } })
      const code = await client.until(() => codesOf(client, eve)[0]?.is.code)
      expect(await as(eve, 'invite.accept', { code: String(code) })).toEqual({ room })
    },
  },
  contact: {
    'who blocks': async () => {
      expect(await nameOf(as(ann, 'contact.request', { user: bob.user, id: uuid7() }))).toBe('BLOCKED_BY_YOU')
      await as(bob, 'contact.request', { user: ann.user, id: uuid7() })
      expect(await contactsOf(ann, bob)).toEqual([{ user: bob.user, blocked: true }])
    },
    'who is blocked': async () => {
      expect(await as(bob, 'contact.request', { user: ann.user, id: uuid7() })).toMatchObject({ stands: 'sent' })
      expect(await contactsOf(bob, ann)).toMatchObject([{ user: ann.user, stands: 'sent' }])
    },
  },
  party: {
    'who blocks': () => expectNoParty(bob, ann),
    'who is blocked': () => expectNoParty(ann, bob),
  },
  'game invitation': {
    'who blocks': async () => {
      expect(await nameOf(invite(ann, bob))).toBe('BLOCKED_BY_YOU')
      await invite(bob, ann)
      const { invitation } = await invite(cid, ann)
      await on.ann.until(() => invitationsTold(on.ann, ann).includes(invitation))
      expect(invitationsTold(on.ann, ann)).toEqual([invitation])
      expect((await as(ann, 'invitation.list', {})).invitations.map((one) => one.invitation)).toEqual([invitation])
    },
    'who is blocked': async () => {
      const { told, invitation } = await invite(bob, ann)
      const { told: others } = await invite(bob, cid)
      expect({ ...told, ...moments }).toEqual({ ...others, ...moments })
      expect((await as(bob, 'invitation.list', {})).invitations).toContainEqual(
        expect.objectContaining({ invitation, to: ann.user }),
      )
    },
  },
  'card in a room': {
    'who blocks': () => expectNoCard(bob, ann, on.ann),
    'who is blocked': () => expectNoCard(ann, bob, on.bob),
  },
  notification: {
    'who blocks': async () => {
      await say(bob, group, `<@${ann.user}> look`)
      await say(bob, group, 'and this', { reply: before.ofAnn })
      const seq = await say(cid, group, `<@${ann.user}> look`)
      await on.ann.until(() => notificationsOf(on.ann, ann).some(({ is }) => is.room === group && is.message === seq))
      expect(notificationsOf(on.ann, ann).filter(({ is }) => is.by === bob.user && is.kind !== 'direct')).toEqual([])
    },
    'who is blocked': async () => {
      const seq = await say(ann, group, `<@${bob.user}> look`)
      await on.bob.until(() => notificationsOf(on.bob, bob).some(({ is }) => is.room === group && is.message === seq))
    },
  },
  'search of people': {
    'who blocks': () => expectUnfound(ann, bob),
    'who is blocked': () => expectUnfound(bob, ann),
  },
  profile: {
    'who blocks': () => expectNameAlone(ann, bob),
    'who is blocked': () => expectNameAlone(bob, ann),
  },
  search: {
    'who blocks': async () => {
      const word = unique()
      await say(bob, group, `Bob says ${word}`)
      await say(cid, group, `Cid says ${word}`)
      expect(await hits(ann, word)).toEqual([`Cid says ${word}`])
    },
    'who is blocked': async () => {
      const word = unique()
      await say(ann, group, `Ann says ${word}`)
      expect(await hits(bob, word)).toEqual([`Ann says ${word}`])
    },
  },
}

/** Of what is told, when it is over is another moment each time, and where it stands. */
const moments = { seq: 0, expires_at: 0, expires_in_ms: 0, invitations: {} }

const invite = async (by: Person, { user }: Person) => {
  const invitation = uuid7()
  return { invitation, told: await as(by, 'invitation.send', { invitation, user, game: unique() }) }
}
const invitationsTold = (client: RawClient, { user }: Person) =>
  client.events(`contacts/user/${user}`).flatMap(({ ev, is }) => (ev === 'invitation.sent' ? [is.invitation] : []))

/** A third finds them by the same name. */
const expectUnfound = async (who: Person, other: Person) => {
  const name = `Named ${unique()}`
  await as(other, 'account.change', { name })
  const found = async (me: Person) => (await as(me, 'user.search', { name })).users.map(({ user }) => user)
  expect([await found(who), await found(cid)]).toEqual([[], [other.user]])
}

const expectNameAlone = async (who: Person, other: Person) => {
  await as(other, 'profile.change', { bio: unique(), pronouns: 'they' })
  const told = await as(cid, 'profile.get', { user: other.user })
  expect(told.bio).toBeTruthy()
  expect(await as(who, 'profile.get', { user: other.user })).toEqual({ user: other.user, name: told.name })
}

/** Nor does the search tell of one; a third finds it. */
const expectNoParty = async (leader: Person, other: Person) => {
  const [party, game] = [uuid7(), unique()]
  await as(leader, 'party.create', { party, game, access: 'open' })
  const found = async (who: Person) => (await as(who, 'party.search', { game })).parties.map((one) => one.party)
  expect(await nameOf(as(other, 'party.join', { party }))).toBe('PARTY_NOT_FOUND')
  expect(await found(other)).toEqual([])
  expect(await found(cid)).toEqual([party])
}

const notificationsOf = (client: RawClient, { user }: Person) =>
  client.events(`notify/user/${user}`).filter(({ ev }) => ev === 'notification.raised')

/** The epoch of somebody's own stream, as of all of chat. */
const made = (_: Person): number => on.cid.hello.streams.find(({ on }) => on.startsWith('chat/'))?.epoch ?? 0

test('each row of the table has a test, and each test a row', () => {
  expect(rows.length).toBeGreaterThan(10)
  const there = new Set(cells.filter(isThere).map(({ row }) => row))
  expect(Object.keys(tries).toSorted()).toEqual([...there].toSorted())
  for (const row of there) expect(cells.filter((cell) => cell.row === row).every(isThere), row).toBe(true)
})

test('what the table says is not there yet is not there', () => {
  const missing = new Set(cells.filter((cell) => !isThere(cell)).map(({ row }) => row))
  expect([...missing]).toEqual(['voice'])
  const names = [commands, events, signals].flatMap((table) => Object.keys(table))
  expect(names.filter((name) => /voice|call/.test(name))).toEqual([])
})

test.each(cells.filter(isThere).map((cell) => [cell.row, cell.side, cell] as const))(
  'a block, %s: %s',
  async (row, side) => {
    await tries[row]?.[side]()
  },
)
