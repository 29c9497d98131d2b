import { createECDH, randomUUID } from 'node:crypto'
import { appointBy } from '@parley/auth'
import { chat } from '@parley/chat'
import { uuid7 } from '@parley/client'
import {
  asEvent,
  type CommandName,
  type EventFrame,
  forwardsAtOnce,
  keyScopes,
  mostAlertPlaces,
  mostAnswers,
  mostAttributeBytes,
  mostBanned,
  mostFileAlt,
  mostFileName,
  mostFilesNamed,
  mostFilesOfMessage,
  mostLabels,
  mostLinks,
  mostListed,
  mostNamed,
  mostPartyMembers,
  mostPayload,
  mostPushDevices,
  mostQuestion,
  mostRules,
  mostTags,
  mostWords,
  type Output,
  peopleAtOnce,
  permissions,
} from '@parley/protocol'
import { openToMend, startService } from '@parley/service-kit'
import { leastPayload } from '@parley/wire'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import { names, samples } from '../setup/samples.ts'
import { secondFactors } from '../setup/second-factors.ts'
import { startSmallNats } from '../setup/small-nats.ts'
import { query } from '../setup/stored.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

/** Six bytes for each of its characters as JSON, and seven where that is text within JSON. */
const longest = `!${'\u0001'.repeat(3_999)}`
/** The longest that a name is, of characters that need three bytes. */
const longName = '語'.repeat(64)
/** An activity as large as may be, of characters that are one byte each. */
const busy = Object.fromEntries(
  Array.from({ length: 30 }, (_, place) => [`k${place}`.padEnd(64, '_'), 'a'.repeat(256)]),
)
const longLine = '語'.repeat(512)
/** As many attributes of a party as may be, in as many bytes. */
const attributes = Object.fromEntries(
  Array.from({ length: 64 }, (_, place) => [
    `k${place}`.padEnd(64, '_'),
    '"'.repeat((mostAttributeBytes - 64 * 72) / 128),
  ]),
)

const scope = new AsyncDisposableStack()
const { log, lines } = keepLog()
let world: World

beforeAll(async () => {
  const nats = await startSmallNats(scope, leastPayload * 2)
  world = scope.use(
    await startWorld(
      { ...inject('backing'), natsUrl: nats.url },
      { gateways: 2, files: true, env: { COMPARE_MS: '200' }, log },
    ),
  )
})
afterAll(() => scope.disposeAsync())

const sql = (text: string, values: unknown[] = []) => query<{ id: string }>(world.environment.adminUrl, text, values)

/** Rooms from before the limit: made past the service, each with these people in it. */
const makeRooms = async (count: number, people: readonly Person[]) => {
  const ids = Array.from({ length: count }, () => randomUUID())
  await sql(`insert into chat.stream (id, kind, head) select id, 'chat/room', 3 from unnest($1::uuid[]) id`, [ids])
  await sql(`insert into chat.room (id, kind, name, creator) select id, 'group', $2, $3 from unnest($1::uuid[]) id`, [
    ids,
    longName,
    people[0]?.user,
  ])
  await sql(
    `insert into chat.membership (room, person, role, joined, since, since_tally)
     select id, person, 'member', place, 3, 0 from unnest($1::uuid[]) id, unnest($2::uuid[]) with ordinality as who (person, place)`,
    [ids, people.map(({ user }) => user)],
  )
  return ids.toSorted()
}

const strangers = async (count: number): Promise<Person[]> => {
  const users = Array.from({ length: count }, () => randomUUID())
  await sql('insert into chat.person (id, name) select id, $2 from unnest($1::uuid[]) id', [users, longName])
  return users.map((user) => ({ user, name: longName, username: '', token: '', refresh: '' }))
}

const roomStreams = (hello: Output<'hello'>) =>
  hello.streams.map(({ on }) => on).filter((on) => on.startsWith('chat/room/'))

describe('on a NATS that takes small messages only', () => {
  test('people with thousands of rooms connect, and so does everybody else who does at the same moment', async () => {
    const all = await Promise.all(Array.from({ length: 16 }, () => world.person()))
    const [busy, others] = [all.slice(0, 4), all.slice(4)]
    const rooms = await makeRooms(2_000, busy)
    for (const { token } of others) await world.post('room.create', { kind: 'group', name: 'Own', members: [] }, token)
    const clients = await Promise.all(all.map((person) => world.connect(person)))
    const followed = clients.map(({ hello }) => roomStreams(hello))
    for (const streams of followed.slice(0, 4)) expect(streams).toEqual(rooms.map((id) => `chat/room/${id}`))
    expect(followed.slice(4).map((streams) => streams.length)).toEqual(others.map(() => 1))
    const [writer, reader] = clients
    const last = rooms.at(-1) as string
    const sent = await writer?.call('message.send', { room: last, id: uuid7(), text: 'heard' })
    await reader?.waitFor(`chat/room/${last}`, sent?.seq ?? 0)
    for (const client of clients) await client[Symbol.asyncDispose]()
  })

  test('lists of rooms and of members are whole, by smaller pages', async () => {
    const ann = await world.person('Ann')
    // By then chat knows her, as it has to before rows about her are made past it.
    const { room: first } = await world.post('room.create', { kind: 'group', name: 'First', members: [] }, ann.token)
    const crowd = [ann, ...(await strangers(1_500))]
    const [room = ''] = await makeRooms(1, crowd)
    const own = await makeRooms(400, [ann])
    const client = await world.connect(ann)
    const described = await client.call('room.get', { room })
    expect(described.member_count).toBe(crowd.length)
    const members = [...described.members]
    for (let more = true; more; ) {
      const page = await client.call('member.list', { room, after: members.at(-1)?.joined ?? 0, limit: 500 })
      expect(page.members.length).toBeGreaterThan(0)
      members.push(...page.members)
      more = page.more
    }
    expect(members.map(({ user }) => user)).toEqual(crowd.map(({ user }) => user))
    const listed: string[] = []
    for (let more = true; more; ) {
      const after = listed.at(-1)
      const page = await client.call('room.list', { limit: 1_000, ...(after ? { after } : {}) })
      expect(page.rooms.length).toBeGreaterThan(0)
      listed.push(...page.rooms.map((summary) => summary.room))
      more = page.more
    }
    expect(listed).toEqual([...own, room, first].toSorted())
    await client[Symbol.asyncDispose]()
  })

  test('the longest messages are sent many at once, arrive, are read again, and reach who was away', async () => {
    const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    const { room, on } = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
    const away = await world.connect(bob)
    const have = away.positions()
    await away[Symbol.asyncDispose]()
    await using writer = await world.connect(ann)
    await using reader = await world.connect(bob, { gateway: 1 })
    const sent = await Promise.all(
      Array.from({ length: 40 }, () => writer.call('message.send', { room, id: uuid7(), text: longest })),
    )
    const last = Math.max(...sent.map(({ seq }) => seq))
    await reader.waitFor(on, last)
    const history: EventFrame[] = []
    for (let more = true; more; ) {
      const page = await reader.call('room.history', { room, after: history.at(-1)?.seq ?? 0, limit: 200 })
      expect(page.events.length).toBeGreaterThan(0)
      history.push(...page.events.map(asEvent))
      more = page.more
    }
    expect(history.map(({ seq }) => seq)).toEqual(Array.from({ length: last }, (_, place) => place + 1))
    expect(history.filter(({ is }) => is.text === longest)).toHaveLength(40)
    await using back = await world.connect(bob, { have })
    await back.waitFor(on, last)
    expect(back.resets).toEqual([])
    expect(back.events(on).filter(({ is }) => is.text === longest)).toHaveLength(40)
  })

  test('every command of the table is answered, with as much as it may be asked for', async () => {
    const ann = await world.person(longName)
    const crowd = [await world.person(longName), await world.person(longName)]
    const others = [...crowd.map(({ user }) => user), ...(await strangers(2 * peopleAtOnce)).map(({ user }) => user)]
    await using client = await world.connect(ann)
    const named = { kind: 'group', name: longName } as const
    const { room } = await client.call('room.create', { ...named, members: others.slice(0, peopleAtOnce) })
    const { room: own } = await client.call('room.create', { ...named, members: others.slice(0, peopleAtOnce) })
    const [friend = ''] = others
    const invite = () => client.call('invite.create', { room, approval: true })
    const asking = async () => {
      const newcomer = await world.person(longName)
      await world.post('invite.accept', { code: (await invite()).code }, newcomer.token)
      return newcomer.user
    }
    const device = { username: ann.username, password }
    const ask = (name: CommandName, input: object) => client.call(name, input as never)
    const post = (name: CommandName, input: object) => world.post(name, input as never)
    const noMail = (fault: unknown) => expect(fault).toMatchObject({ name: 'MAIL_UNAVAILABLE' })
    const send = { id: uuid7(), text: longest }
    const sent = async () => (await client.call('message.send', { ...send, room, id: uuid7() })).seq
    const asked = async () =>
      client.call('poll.create', {
        room,
        id: uuid7(),
        question: longest.slice(0, mostQuestion),
        answers: Array.from({ length: mostAnswers }, (_, place) => `${place}${longest.slice(1, 55)}`),
      })
    const poll = async () => ({ room, seq: (await asked()).seq })
    const thread = async () => (await client.call('thread.create', { room, seq: await sent(), name: longName })).room
    const screened = async () => {
      const { space } = await client.call('space.create', { name: longName })
      const rules = Array.from({ length: mostRules }, () => longest.slice(0, 200))
      await client.call('screening.set', { space, rules, welcome: { text: longest.slice(0, 1_000), rooms: [] } })
      return space
    }
    const soon = { in_ms: 3_600_000 }
    const scheduled = async () => {
      const id = uuid7()
      await client.call('schedule.create', { room, id, text: longest, when: soon })
      return { room, id }
    }
    const space = async () => (await client.call('space.create', { name: longName })).space
    const sticker = async () => {
      const [at, id] = [await space(), randomUUID()]
      await sql(
        `insert into chat.sticker (space, id, kind, name, file) values ($1, $2, 'sticker', 'wave', gen_random_uuid())`,
        [at, id],
      )
      return { space: at, sticker: id }
    }
    const category = async () => {
      const at = await space()
      return { space: at, category: (await client.call('category.create', { space: at, name: longName })).category }
    }
    const role = async () => {
      const at = await space()
      return { space: at, role: (await client.call('role.create', { space: at, name: longName })).role }
    }
    const allPermissions = Object.keys(permissions)
    const announcing = async () => {
      const [press, works] = [
        await client.call('space.create', { name: longName }),
        await client.call('space.create', { name: longName }),
      ]
      const news = { kind: 'announcement', space: press.space, name: longName } as const
      return { room: (await client.call('room.create', news)).room, into: works.rooms[0]?.room ?? '' }
    }
    /** Somebody who asks to be a contact. */
    const requesting = async () => {
      const { user, token } = await world.person()
      const note = longLine.slice(0, 256)
      await world.post('contact.request', { user: ann.user, id: randomUUID(), note }, token)
      return user
    }
    /** A party of somebody else that takes requests; of one's own, as large as may be; and an invitation to a game from somebody. */
    const theirParty = async (access: 'open' | 'request' = 'open') => {
      const [{ token }, party] = [await world.person(longName), uuid7()]
      await world.post('party.create', { party, access }, token)
      return party
    }
    let games = 0
    const newGame = () => `g${++games}`.padEnd(64, 'x')
    const ownParty = async () => {
      const party = uuid7()
      if (lastParty) await client.call('party.leave', { party: lastParty })
      lastParty = party
      const label = longLine.slice(0, 256)
      await client.call('party.create', { party, label, attributes, game: newGame(), most: mostPartyMembers })
      return party
    }
    let lastParty: string | undefined
    const requestingIn = async () => {
      const [{ user, token }, party] = [await world.person(longName), await ownParty()]
      await world.post('party.request', { party }, token)
      return { party, user }
    }
    const invitedBy = async () => {
      const [{ token }, invitation] = [await world.person(longName), randomUUID()]
      await world.post('invitation.send', { invitation, user: ann.user, ...playing() }, token)
      return invitation
    }
    const playing = () => ({
      game: newGame(),
      payload: longest.slice(0, mostPayload),
      launch: longest.slice(0, 512),
      platforms: Array.from({ length: 16 }, (_, place) => `p${place}`.padEnd(32, 'x')),
    })
    /** Files of hers, under names as long as may be. */
    const ownFiles = (count: number) =>
      Promise.all(
        Array.from({ length: count }, async (_, place) => {
          const body = new FormData()
          body.append('file', new Blob([`file ${place}`]), '漢'.repeat(mostFileName))
          const headers = { authorization: `Bearer ${ann.token}` }
          const answer = await fetch(`${world.url}/files`, { method: 'POST', headers, body })
          return ((await answer.json()) as { file: string }).file
        }),
      )
    const withFiles = async () => {
      const files = await ownFiles(mostFilesOfMessage)
      for (let sent = 0; sent < 12; sent++) await ask('message.send', { room, id: uuid7(), text: 'files', files })
    }
    const cardOf = async (token: string) => {
      const card = randomUUID()
      const members = [ann.user]
      const { room } = await world.post('room.create', { kind: 'group', name: longName, members }, token)
      await world.post('card.create', { card, room, ...playing() }, token)
      return card
    }
    const ownSession = async () => {
      const { sessions } = await client.call('session.list', {})
      return { session: sessions.find(({ current }) => current)?.session ?? '' }
    }
    await using auth = await openToMend(world.environment.adminUrl, 'auth')
    await appointBy(auth.db, ann.user, 'owner', 'the test')
    const restricted = await world.person(longName)
    const restricting = { user: restricted.user, reason: longest.slice(0, 500) }
    const key = randomUUID()
    const written: Partial<Record<CommandName, () => Promise<unknown>>> = {
      'person.restrict': () => ask('person.restrict', { ...restricting, kind: 'banned' }),
      'file.describe': async () => {
        const files = await ownFiles(10)
        for (const file of files) await ask('file.describe', { file, alt: '語'.repeat(mostFileAlt) })
        const named = Array.from({ length: mostFilesNamed }, (_, place) => ({ file: files[place % 10] as string }))
        const { links } = (await ask('file.link', { files: named })) as Output<'file.link'>
        expect(links.every(({ whole }) => whole) && links[0]?.alt).toHaveLength(mostFileAlt)
      },
      'file.get': async () => ask('file.get', { files: await ownFiles(10) }),
      'file.link': async () =>
        ask('file.link', { files: Array.from({ length: mostFilesNamed }, () => ({ file: uuid7(), room, seq: 1 })) }),
      'file.remove': async () => ask('file.remove', { file: (await ownFiles(1))[0] as string }),
      hello: async () => (await world.connect(ann))[Symbol.asyncDispose](),
      'stream.have': () => expect(ask('stream.have', { have: {} })).rejects.toMatchObject({ name: 'HELLO_FIRST' }),
      'stream.follow': () => ask('stream.follow', { streams: [`chat/room/${room}`] }),
      'stream.leave': () => ask('stream.leave', { streams: [`chat/room/${room}`] }),
      'topic.watch': () =>
        ask('topic.watch', { topics: others.slice(0, 100).map((user) => `presence/person/${user}`) }),
      'topic.leave': () => ask('topic.leave', { topics: [`presence/person/${friend}`] }),
      'idle.set': () => ask('idle.set', { idle: true }),
      'alert.place': async () => {
        for (const place of others.slice(0, mostAlertPlaces)) await ask('alert.place', { place, level: 'silent' })
      },
      'push.subscribe': async () => {
        const { key } = (await ask('push.key', {})) as Output<'push.key'>
        const p256dh = createECDH('prime256v1').generateKeys('base64url')
        for (let device = 0; device < mostPushDevices; device++)
          await ask('push.subscribe', {
            ...{ p256dh, auth: 'A'.repeat(22), key, content: true, withdraws: true, label: longLine.slice(0, 64) },
            endpoint: `https://[2001:db8::1]/${device}`.padEnd(1_024, 'x'),
          })
      },
      'push.list': () => ask('push.list', {}),
      'alert.get': () => ask('alert.get', {}),
      'alert.set': () =>
        ask('alert.set', { levels: {}, quiet: { from: 0, to: 60, zone: 'America/Argentina/Buenos_Aires' } }),
      'inbox.list': () => ask('inbox.list', { limit: 200 }),
      'inbox.read': () => ask('inbox.read', { ids: Array.from({ length: mostNamed }, (_, place) => place + 1) }),
      'inbox.remove': () => ask('inbox.remove', { ids: Array.from({ length: mostNamed }, (_, place) => place + 1) }),
      'presence.set': () => ask('presence.set', { status: longLine.slice(0, 128), activity: busy }),
      'presence.get': () => ask('presence.get', {}),
      'presence.list': () => ask('presence.list', { users: others.slice(0, mostListed) }),
      ping: () => ask('ping', {}),
      'token.renew': () => ask('token.renew', { token: ann.token }),
      'typing.start': () => ask('typing.start', { room }),
      'account.create': () => post('account.create', { ...device, username: `u${uuid7().slice(-12)}`, name: longName }),
      'account.get': () => ask('account.get', {}),
      'account.change': () => ask('account.change', { name: longName }),
      'session.create': () => post('session.create', device),
      'session.refresh': () => post('session.refresh', { refresh: ann.refresh }),
      'session.list': () => ask('session.list', {}),
      'session.rename': async () => ask('session.rename', { ...(await ownSession()), device: longLine.slice(0, 128) }),
      'session.revoke': async () =>
        ask('session.revoke', { session: (await world.post('session.create', device)).session }),
      'session.revoke_all': async () => ask('session.revoke_all', { keep: (await ownSession()).session }),
      'profile.change': () =>
        ask('profile.change', {
          ...{ pronouns: longLine.slice(0, 40), bio: longLine.slice(0, 240).padEnd(500, '\u0001'), colour: '#aabbcc' },
          links: Array.from({ length: mostLinks }, (_, place) => ({
            url: `https://${place}.example/`.padEnd(512, 'x'),
            label: longLine.slice(0, 64),
          })),
          picture: '',
          banner: '',
        }),
      'profile.get': () => ask('profile.get', { user: ann.user }),
      'username.change': async () => {
        const { username, token } = await world.person('Renamed')
        await world.post('username.change', { username: `${username}x`.slice(-32), password }, token)
      },
      'email.get': () => ask('email.get', {}),
      'email.change': () => ask('email.change', { email: `ann@${'x'.repeat(60)}.example`, password }).catch(noMail),
      'email.remove': () => ask('email.remove', { password }),
      'email.verify': () => expect(post('email.verify', { token: 'x'.repeat(128) })).rejects.toBeTruthy(),
      'password.forget': () => post('password.forget', { account: longLine.slice(0, 256) }).catch(noMail),
      'password.reset': () =>
        expect(
          post('password.reset', { token: 'x'.repeat(128), new_password: longLine.slice(0, 256) }),
        ).rejects.toBeTruthy(),
      'username.resolve': () =>
        expect(ask('username.resolve', { username: 'x'.repeat(256) })).rejects.toMatchObject({ name: 'NOBODY_FOUND' }),
      'user.get': () => ask('user.get', { users: others.slice(0, 100) }),
      'user.search': () => ask('user.search', { name: longName }),
      'room.create': () => ask('room.create', { ...named, members: others.slice(0, peopleAtOnce) }),
      'room.list': () => ask('room.list', { limit: 1_000 }),
      'room.get': () => ask('room.get', { room }),
      'room.history': () => ask('room.history', { room, limit: 200 }),
      'member.list': () => ask('member.list', { room, limit: 500 }),
      'member.add': () => ask('member.add', { room, users: others.slice(-peopleAtOnce) }),
      'member.remove': () => ask('member.remove', { room, user: friend }),
      'message.send': () => ask('message.send', { room, ...send }),
      'direct.send': () => ask('direct.send', { user: crowd[1]?.user, id: uuid7(), text: longest }),
      'message.delete': async () => ask('message.delete', { room, seq: await sent() }),
      'message.edit': async () =>
        ask('message.edit', { room, seq: await sent(), id: uuid7(), text: `${longest.slice(1)}.` }),
      'edit.list': async () => {
        const seq = await sent()
        for (let edit = 0; edit < 4; edit++)
          await client.call('message.edit', { room, seq, id: uuid7(), text: `${longest.slice(1)}${edit}` })
        return ask('edit.list', { room, seq, limit: 200 })
      },
      'message.forward': async () =>
        ask('message.forward', {
          from: { room, seq: await sent() },
          to: Array.from({ length: forwardsAtOnce }, () => ({ room, id: uuid7() })),
        }),
      'announcement.follow': async () => ask('announcement.follow', await announcing()),
      'announcement.list': async () => ask('announcement.list', { room: (await announcing()).into }),
      'announcement.unfollow': async () => ask('announcement.unfollow', await announcing()),
      'message.origin': async () => {
        const from = { room, seq: await sent() }
        const {
          sent: [there],
        } = await client.call('message.forward', { from, to: [{ room, id: uuid7() }] })
        return ask('message.origin', { room, seq: there?.seq })
      },
      'message.pin': async () => ask('message.pin', { room, seq: await sent() }),
      'message.unpin': async () => ask('message.unpin', { room, seq: await sent() }),
      'preview.remove': async () => ask('preview.remove', { room, seq: await sent() }),
      'preview.show': () => ask('preview.show', { shown: false }),
      'room.snapshot': async () => ask('room.snapshot', { room, seq: await sent(), limit: 200 }),
      'file.list': async () => {
        await withFiles()
        return ask('file.list', { room })
      },
      'pin.list': () => ask('pin.list', { room }),
      'reaction.add': async () => ask('reaction.add', { room, seq: await sent(), emoji: '👍' }),
      'reaction.remove': async () => ask('reaction.remove', { room, seq: await sent(), emoji: '👍' }),
      'reaction.list': async () => ask('reaction.list', { room, seq: await sent(), emoji: '👍' }),
      'poll.create': asked,
      'poll.vote': async () => ask('poll.vote', { ...(await poll()), answers: [mostAnswers - 1] }),
      'poll.close': async () => ask('poll.close', await poll()),
      'vote.list': async () => ask('vote.list', { ...(await poll()), answer: 0 }),
      'bookmark.add': async () => ask('bookmark.add', { room, seq: await sent() }),
      'bookmark.list': () => ask('bookmark.list', {}),
      'schedule.create': scheduled,
      'schedule.change': async () => ask('schedule.change', { ...(await scheduled()), text: longest, when: soon }),
      'schedule.cancel': async () => ask('schedule.cancel', await scheduled()),
      'schedule.list': () => ask('schedule.list', {}),
      'reminder.set': async () => ask('reminder.set', { id: uuid7(), when: soon, about: { room, seq: await sent() } }),
      'reminder.list': () => ask('reminder.list', {}),
      'thread.create': thread,
      'thread.get': async () => ask('thread.get', { room: await thread() }),
      'thread.list': () => ask('thread.list', { room, limit: 100 }),
      'thread.following': () => ask('thread.following', { limit: 100 }),
      'thread.follow': async () => ask('thread.follow', { room: await thread() }),
      'thread.unfollow': async () => ask('thread.unfollow', { room: await thread() }),
      'thread.change': async () => ask('thread.change', { room: await thread(), name: longName.slice(1) }),
      'author.hide': () => ask('author.hide', { user: friend }),
      'author.list': () => ask('author.list', {}),
      'author.show': () => ask('author.show', { user: friend }),
      'cursor.move': () => ask('cursor.move', { room, seq: 1 }),
      'room.change': () => ask('room.change', { room: own, name: longName.slice(1), topic: longName, theme: 'ocean' }),
      'role.set': () => ask('role.set', { room, user: crowd[1]?.user, role: 'admin' }),
      'invite.list': () => ask('invite.list', { room, limit: 1_000 }),
      'request.list': () => ask('request.list', { room, limit: 1_000 }),
      'invite.revoke': async () => ask('invite.revoke', { room, invite: (await invite()).invite }),
      'invite.decline': async () => ask('invite.decline', { code: (await invite()).code }),
      'invite.received': async () => ask('invite.received', {}),
      'invite.look': async () => ask('invite.look', { code: (await invite()).code }),
      'invite.accept': async () => ask('invite.accept', { code: (await invite()).code }),
      'request.accept': async () => ask('request.accept', { room, user: await asking() }),
      'request.decline': async () => ask('request.decline', { room, user: await asking() }),
      'screening.set': screened,
      'screening.get': async () => ask('screening.get', { space: await screened() }),
      'screening.accept': async () => ask('screening.accept', { space: await screened(), version: 1 }),
      'message.search': () => ask('message.search', { text: 'word '.repeat(mostWords) }),
      'draft.set': () => ask('draft.set', { room, text: longest }),
      'space.create': () => ask('space.create', { name: longName, description: longName, template: 'community' }),
      'bank.get': () => ask('bank.get', {}),
      'estate.find': () => ask('estate.find', { limit: 100 }),
      'estate.hand_over': async () =>
        ask('estate.hand_over', { space: await space(), user: ann.user, reason: longest.slice(0, 500) }),
      'space.get': async () => ask('space.get', { space: await space() }),
      'space.list': () => ask('space.list', { limit: 100 }),
      'space.change': async () => ask('space.change', { space: await space(), description: longName }),
      'space.hand_over': async () => ask('space.hand_over', { space: await space(), user: ann.user }),
      'space.keep': async () => ask('space.keep', { space: await space() }),
      'space.delete': async () => ask('space.delete', { space: await space() }),
      'space.leave': async () => ask('space.leave', { space: await space() }),
      'space.arrange': async () => ask('space.arrange', { space: await space(), rooms: [], categories: [] }),
      'post.tag': async () => {
        const { room: forum } = await client.call('room.create', {
          kind: 'forum',
          space: await space(),
          name: longName,
        })
        const tags = Array.from({ length: mostTags }, (_, place) => ({ name: `${place}${longName.slice(2)}` }))
        await ask('room.change', { room: forum, tags })
        const { seq } = await client.call('message.send', { room: forum, id: uuid7(), text: longest })
        await ask('post.tag', { room: forum, seq, tags: [1, 2, 3, 4, 5] })
        return ask('post.list', { room: forum, tag: 5 })
      },
      'post.list': async () => {},
      'category.create': async () => ask('category.create', { space: await space(), name: longName }),
      'category.change': async () => ask('category.change', { ...(await category()), name: longName.slice(1) }),
      'category.delete': async () => ask('category.delete', await category()),
      'role.create': async () => ask('role.create', { space: await space(), name: longName }),
      'role.change': async () =>
        ask('role.change', { ...(await role()), name: longName.slice(1), may: allPermissions }),
      'role.delete': async () => ask('role.delete', await role()),
      'role.grant': async () => ask('role.grant', { ...(await role()), users: [ann.user] }),
      'role.revoke': async () => ask('role.revoke', { ...(await role()), users: [ann.user] }),
      'override.set': async () => {
        const { space: at, role: of } = await role()
        const { category: where } = await client.call('category.create', { space: at, name: longName })
        const said = { space: at, in: { category: where }, of: { role: of } }
        await ask('override.set', { ...said, allow: allPermissions, deny: allPermissions })
        await ask('override.list', { space: at, in: said.in })
        return ask('override.remove', said)
      },
      'override.remove': async () => {},
      'override.list': async () => {},
      'permission.explain': async () => ask('permission.explain', { space: await space() }),
      'resident.list': async () => ask('resident.list', { space: await space(), name: longName, limit: 500 }),
      'resident.get': async () => ask('resident.get', { space: await space(), users: others.slice(0, 100) }),
      'resident.change': async () => ask('resident.change', { space: await space(), user: ann.user, nick: longName }),
      'resident.remove': async () =>
        expect(ask('resident.remove', { space: await space(), user: ann.user })).rejects.toMatchObject({
          name: 'NOT_BELOW_YOU',
        }),
      'resident.time_out': async () =>
        expect(
          ask('resident.time_out', { space: await space(), user: ann.user, in_ms: 1_000, reason: longLine }),
        ).rejects.toMatchObject({ name: 'NOT_BELOW_YOU' }),
      'ban.add': async () => {
        const at = await space()
        await ask('ban.add', { space: at, users: others.slice(0, mostBanned), reason: longLine })
        await ask('ban.list', { space: at, limit: 200 })
        return ask('audit.list', { space: at, limit: 100 })
      },
      'ban.list': async () => {},
      'audit.list': async () => {},
      'ban.remove': async () => ask('ban.remove', { space: await space(), user: friend }),
      'filter.set': async () => {
        const at = await space()
        const words = Array.from({ length: 50 }, (_, place) => `${place}${longLine.slice(2, 64)}`)
        const filter = { space: at, name: longName, found: { words }, outcome: 'block', text: longLine.slice(0, 256) }
        for (let times = 0; times < 3; times++) await ask('filter.set', { ...filter, filter: randomUUID() })
        return ask('filter.list', { space: at })
      },
      'emoji.set': async () =>
        ask('emoji.set', { space: await space(), emoji: randomUUID(), name: longName.slice(0, 32) }),
      'emoji.remove': async () => ask('emoji.remove', { space: await space(), emoji: randomUUID() }),
      'sticker.set': async () => ask('sticker.set', { ...(await sticker()), name: longName.slice(0, 32) }),
      'sticker.remove': async () => ask('sticker.remove', await sticker()),
      'filter.list': async () => {},
      'filter.remove': async () => ask('filter.remove', { space: await space(), filter: randomUUID() }),
      'message.report': async () =>
        expect(
          ask('message.report', { room, seq: await sent(), kind: 'other', note: longest.slice(0, 1_000) }),
        ).rejects.toMatchObject({ name: 'REPORTING_YOURSELF' }),
      'contact.request': async () => {
        const { user } = await world.person()
        return ask('contact.request', { user, id: randomUUID(), note: longLine.slice(0, 256) })
      },
      'contact.accept': async () => ask('contact.accept', { user: await requesting() }),
      'contact.change': async () => {
        const user = await requesting()
        await ask('contact.accept', { user })
        const labels = Array.from({ length: mostLabels }, (_, place) => `${place}${longName.slice(1)}`)
        await ask('contact.change', { user, memo: longLine.slice(0, 256), labels })
        return ask('contact.list', { limit: 500 })
      },
      'block.add': async () => ask('block.add', { user: (await world.person()).user }),
      'restriction.add': async () => ask('restriction.add', { user: (await world.person()).user }),
      'party.create': async () => {
        const party = await ownParty()
        await sql(
          `insert into contacts.party_member (party, person, game, joined) select $1, id, 'g', row_number() over () + 2 from unnest($2::uuid[]) id`,
          [party, Array.from({ length: mostPartyMembers - 1 }, () => randomUUID())],
        )
        await sql(
          `insert into contacts.party_request (party, person) select $1, gen_random_uuid() from generate_series(1, 50)`,
          [party],
        )
        return ask('party.get', { party })
      },
      'party.get': async () => ask('party.get', { party: await ownParty() }),
      'party.join': async () => ask('party.join', { party: await theirParty() }),
      'party.request': async () => {
        await ask('party.leave', { party: (await client.call('party.get', {})).party })
        return ask('party.request', { party: await theirParty('request') })
      },
      'party.leave': async () => ask('party.leave', { party: await ownParty() }),
      'party.admit': async () => ask('party.admit', await requestingIn()),
      'party.refuse': async () => ask('party.refuse', await requestingIn()),
      'party.remove': async () => ask('party.remove', { party: await ownParty(), user: friend }),
      'party.lead': async () => ask('party.lead', { party: await ownParty(), user: ann.user }),
      'party.change': async () => ask('party.change', { party: await ownParty(), label: longLine.slice(1, 257) }),
      'party.lock': async () => ask('party.lock', { party: await ownParty(), locked: true }),
      'party.code': async () => ask('party.code', { party: await ownParty(), code: 'new' }),
      'party.check': async () => ask('party.check', { party: await ownParty() }),
      'party.ready': async () =>
        expect(ask('party.ready', { party: await ownParty(), ready: true })).rejects.toMatchObject({
          name: 'PARTY_CHECK_NOT_FOUND',
        }),
      'party.search': async () => {
        const game = newGame()
        for (let times = 0; times < 8; times++) {
          const { token } = await world.person(longName)
          await world.post('party.create', { party: uuid7(), game, attributes }, token)
        }
        return ask('party.search', { game, attributes, limit: 200 })
      },
      'party.disband': async () => ask('party.disband', { party: await ownParty() }),
      'invitation.send': async () =>
        ask('invitation.send', {
          invitation: randomUUID(),
          user: (await world.person()).user,
          ...playing(),
          secret: longest.slice(0, 256),
        }),
      'invitation.ask': async () =>
        ask('invitation.ask', { invitation: randomUUID(), user: (await world.person()).user, ...playing() }),
      'invitation.accept': async () => ask('invitation.accept', { invitation: await invitedBy() }),
      'invitation.decline': async () => ask('invitation.decline', { invitation: await invitedBy() }),
      'invitation.cancel': async () => {
        const invitation = randomUUID()
        await ask('invitation.send', { invitation, user: (await world.person()).user, ...playing() })
        return ask('invitation.cancel', { invitation })
      },
      'invitation.get': async () => ask('invitation.get', { invitation: await invitedBy() }),
      'card.create': () => ask('card.create', { card: randomUUID(), room, places: 255, ...playing() }),
      'card.accept': async () => ask('card.accept', { card: await cardOf(crowd[0]?.token ?? '') }),
      'card.cancel': async () => ask('card.cancel', { card: await cardOf(ann.token) }),
      'card.get': async () => ask('card.get', { card: await cardOf(ann.token) }),
      'invitation.list': async () => {
        for (let times = 0; times < 5; times++) await invitedBy()
        return ask('invitation.list', { limit: 100 })
      },
      'account.appeal': () =>
        post('account.appeal', { username: restricted.username, password, text: longest.slice(0, 1_000) }),
      'person.find': () => ask('person.find', { restricted: true }),
      'person.release': () => ask('person.release', { ...restricting, kind: 'locked' }),
      'person.log_out': () => ask('person.log_out', restricting),
      'person.reset': () => ask('person.reset', restricting),
      'staff.appoint': () => ask('staff.appoint', { ...restricting, role: 'auditor' }),
      'entry.create': () => ask('entry.create', { entry: key, uses: 10_000 }),
      'entry.list': () => ask('entry.list', {}),
      'entry.revoke': () => ask('entry.revoke', { entry: key }),
      'key.create': () =>
        ask('key.create', { key, name: longName, scopes: keyScopes.slice(0, 64), game: 'g'.repeat(64) }),
      'key.list': () => ask('key.list', {}),
      'deed.list': () => ask('deed.list', {}),
      'key.rotate': () => ask('key.rotate', { key }),
      'key.revoke': () => ask('key.revoke', { key, reason: restricting.reason }),
      'room.leave': () => ask('room.leave', { room }),
      'room.delete': () => ask('room.delete', { room: own }),
      'account.export': () => ask('account.export', { password }),
      'archive.link': () => expect(ask('archive.link', {})).rejects.toMatchObject({ name: 'ARCHIVE_NOT_FOUND' }),
      'account.close': () => world.post('account.close', { password, messages: 'anonymise' }, crowd[1]?.token),
      'account.keep': () => ask('account.keep', {}),
      'password.change': () => ask('password.change', { password, new_password: `${longLine.slice(0, 249)} staple` }),
      'factor.list': () => ask('factor.list', {}),
      ...(await secondFactors(world)),
      'session.end': () => post('session.end', { refresh: ann.refresh }),
    }
    /** In a room of one's own, where its example names one. */
    const sampleOf = (name: CommandName): object => {
      const sample = samples[name] as object
      return 'room' in sample ? { ...sample, room: own } : sample
    }
    const unwritten = names
      .filter((name) => !written[name])
      .map((name) => [name, () => ask(name, sampleOf(name))] as const)
    const refused: unknown[] = []
    for (const [name, run] of [...unwritten, ...Object.entries(written)])
      await run().catch((fault) => refused.push([name, fault]))
    expect(refused).toEqual([])
  })

  test('no command is answered with a fault of the server', () => {
    expect(lines.filter((line) => /"level":(50|60)/.test(line)).join('')).toBe('')
  })
})

test('a service does not start on a NATS on which an event might not travel, and says what to set', async () => {
  await using own = new AsyncDisposableStack()
  const nats = await startSmallNats(own, leastPayload - 1)
  await expect(startService(chat, { ...world.env('chat'), NATS_URL: nats.url })).rejects.toThrow(
    new RegExp(`NATS takes messages of ${leastPayload - 1} bytes at most.*max_payload`),
  )
})
