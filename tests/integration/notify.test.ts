/** What people are told of: chat, contacts, presence and notify together, through a gateway. */
import { randomUUID } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { makeBrowser, startPushService } from '@parley/notify/testing'
import type { Input, Output } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

let world: World
let service: Awaited<ReturnType<typeof startPushService>>
beforeAll(async () => {
  service = await startPushService()
  const push = { PUSH_TO_PRIVATE: 'true', PUSH_CA_FILE: service.certificate }
  world = await startWorld(inject('backing'), { chats: 2, env: { OFFLINE_GRACE_MS: '0', SETTLE_MS: '0', ...push } })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await service[Symbol.asyncDispose]()
})

type Told = Output<'inbox.list'>['notifications'][number]

const people = async <const Names extends readonly string[]>(...names: Names) =>
  (await Promise.all(names.map((name) => world.person(name)))) as { [Place in keyof Names]: Person }
const inboxOf = ({ token }: Person, asked: Input<'inbox.list'> = {}) => world.post('inbox.list', asked, token)
const groupOf = async (owner: Person, ...others: Person[]) =>
  (
    await world.post(
      'room.create',
      { kind: 'group', name: 'Orchestra', members: others.map(({ user }) => user) },
      owner.token,
    )
  ).room
const say = async (room: string, { token }: Person, text: string, more: Partial<Input<'message.send'>> = {}) =>
  (await world.post('message.send', { room, id: uuid7(), text, ...more }, token)).seq
const call = ({ user }: Person) => `<@${user}>`

/** Once somebody's inbox is as wanted. */
const until = (person: Person, wanted: (told: readonly Told[], unread: number) => boolean) =>
  eventually('an inbox as wanted', async () => {
    const { notifications, unread } = await inboxOf(person)
    return wanted(notifications, unread) && notifications
  })
/** What somebody was told, the oldest first, once a message that comes after all others has come to them. */
const settled = async (person: Person, by: Person): Promise<Told[]> => {
  const { seq, room } = await world.post(
    'direct.send',
    { user: person.user, id: uuid7(), text: 'That is all.' },
    by.token,
  )
  const all = await until(person, (told) => told.some((one) => one.room === room && one.message === seq))
  return all.filter((one) => one.room !== room).toReversed()
}
const briefly = (told: readonly Told[]) => told.map(({ kind, message, state }) => [kind, message, state])

describe('of messages', () => {
  test('whom they mention, answer or are for is told, once each, and nobody else', async () => {
    const [ann, bob, cid, dan] = await people('Ann', 'Bob', 'Cid', 'Dan')
    const room = await groupOf(ann, bob, cid, dan)
    const plain = await say(room, bob, 'Good morning')
    const named = await say(room, ann, `${call(bob)}, ${call(ann)} and ${call(bob)}: hello`)
    const all = await say(room, ann, '@everyone: hello')
    const both = await say(room, ann, `${call(bob)}: @everyone`, { reply: plain })
    const answer = await say(room, cid, 'Hello yourself', { reply: plain })
    await say(room, ann, `${call(bob)} in silence`, { silent: true })
    const direct = await world.post('direct.send', { user: bob.user, id: uuid7(), text: 'And you?' }, dan.token)
    const told = await until(bob, (all) => all.some(({ kind }) => kind === 'direct'))
    expect(briefly(told.toReversed())).toEqual([
      ['mention', named, 'unread'],
      ['mention', all, 'unread'],
      ['mention', both, 'unread'],
      ['reply', answer, 'unread'],
      ['direct', direct.seq, 'unread'],
    ])
    expect(told.at(-1)).toMatchObject({ room, by: ann.user })
    expect(JSON.stringify(told)).not.toContain('hello')
    // Cid has read what was there when he wrote.
    expect((await settled(cid, dan)).filter(({ state }) => state === 'unread')).toEqual([])
    expect((await settled(dan, bob)).map(({ message }) => message)).toEqual([all, both])
    expect(await settled(ann, dan)).toEqual([])
  })

  test('what is read on one device is resolved on all, up to there', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const room = await groupOf(ann, bob)
    const first = await say(room, ann, call(bob))
    const second = await say(room, ann, call(bob))
    await until(bob, (told) => told.length === 2)
    await using phone = await world.connect(bob)
    await world.post('cursor.move', { room, seq: first }, bob.token)
    const on = `notify/user/${bob.user}`
    const resolved = await phone.until(() => phone.events(on).find(({ ev }) => ev === 'notification.resolved'))
    expect(resolved.is).toEqual({ room, message: first, unread: 1 })
    expect(briefly((await inboxOf(bob)).notifications)).toEqual([
      ['mention', second, 'unread'],
      ['mention', first, 'resolved'],
    ])
  })

  test('what is taken back is gone, and an edit tells those alone whom it names anew', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const room = await groupOf(ann, bob, cid)
    const kept = await say(room, ann, call(bob))
    const gone = await say(room, ann, '@everyone')
    await world.post('message.edit', { room, seq: kept, id: uuid7(), text: `${call(bob)} and ${call(cid)}` }, ann.token)
    await until(cid, (told) => told.some(({ message }) => message === kept))
    await world.post('message.delete', { room, seq: gone }, ann.token)
    await until(bob, (told) => !told.some(({ message }) => message === gone))
    expect(briefly(await settled(bob, cid))).toEqual([['mention', kept, 'unread']])
    expect(briefly(await settled(cid, bob))).toEqual([['mention', kept, 'unread']])
  })

  test('each decides by the room: nothing of a muted one, and of a direct one at `mentions` what names them', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const [quiet, over, off] = await Promise.all([groupOf(ann, bob), groupOf(ann, bob), groupOf(ann, bob)])
    const { room: direct } = await world.post('direct.send', { user: bob.user, id: uuid7(), text: 'Hi' }, ann.token)
    await until(bob, (told) => told.length === 1)
    await world.post('preference.set', { room: quiet, muted: true }, bob.token)
    await world.post('preference.set', { room: over, muted_ms: 1 }, bob.token)
    await world.post('preference.set', { room: off, level: 'none' }, bob.token)
    await world.post('preference.set', { room: direct, level: 'mentions' }, bob.token)
    for (const room of [quiet, off, direct]) await say(room, ann, room === direct ? 'Hello' : call(bob))
    const named = await say(direct, ann, call(bob))
    const loud = await say(over, ann, call(bob))
    const told = await settled(bob, cid)
    expect(told.slice(1).map(({ message }) => message)).toEqual([named, loud])
  })

  test('who hides or blocks somebody is told nothing of them, also not what was told before', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const room = await groupOf(ann, bob, cid)
    const ofCid = await say(room, cid, call(bob))
    await say(room, ann, call(bob))
    await until(bob, (told) => told.length === 2)
    await world.post('author.hide', { user: ann.user }, bob.token)
    await until(bob, (told) => told.length === 1)
    await say(room, ann, call(bob))
    expect((await settled(bob, cid)).map(({ message }) => message)).toEqual([ofCid])
    await world.post('block.add', { user: cid.user }, bob.token)
    await until(bob, (told) => told.length === 0)
    await say(room, cid, call(bob))
    const [dan] = await people('Dan')
    expect(await settled(bob, dan)).toEqual([])
  })

  test('who does not see a room is not told of it, and who does not see it any more loses what was told', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { space } = await world.post('space.create', { name: 'Town' }, ann.token)
    const { code } = await world.post('invite.create', { space }, ann.token)
    for (const { token } of [bob, cid]) await world.post('invite.accept', { code }, token)
    const { role } = await world.post('role.create', { space, name: 'Band', mentionable: true }, ann.token)
    await world.post('role.grant', { space, role, users: [bob.user] }, ann.token)
    const { room } = await world.post('room.create', { kind: 'text', space, name: 'stage' }, ann.token)
    const { room: hidden } = await world.post('room.create', { kind: 'text', space, name: 'backstage' }, ann.token)
    await world.post(
      'override.set',
      { space, in: { room: hidden }, of: { user: bob.user }, allow: [], deny: ['view'] },
      ann.token,
    )
    const all = await say(room, ann, '@everyone')
    const band = await say(room, ann, `<@&${role}>`)
    const secret = await say(hidden, ann, `@everyone ${call(bob)}`)
    expect((await until(cid, (told) => told.length === 2)).map(({ message }) => message)).toEqual([secret, all])
    expect(briefly(await settled(bob, cid))).toEqual([
      ['mention', all, 'unread'],
      ['mention', band, 'unread'],
    ])
    await world.post(
      'override.set',
      { space, in: { room }, of: { user: bob.user }, allow: [], deny: ['view'] },
      ann.token,
    )
    await until(bob, (told) => !told.some((one) => one.room === room))
  })

  test('`@here` is for who is there, and who does not want to be disturbed is told silently', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const room = await groupOf(ann, bob, cid)
    await using there = await world.connect(bob)
    await there.call('presence.set', { state: 'dnd' })
    await eventually('Bob is busy', async () => {
      const [shown] = (await world.post('presence.list', { users: [bob.user] }, ann.token)).people
      return shown?.state === 'dnd'
    })
    const here = await say(room, ann, '@here')
    const told = await until(bob, (all) => all.length > 0)
    expect(told[0]).toMatchObject({ kind: 'mention', message: here, silent: true })
    expect(await settled(cid, bob)).toEqual([])
  })
})

describe('of what others ask', () => {
  const playing = (user: string) => ({ invitation: randomUUID(), user, game: 'chess' })

  test('an invitation to play is told to who has to answer, and is done with when it is answered or taken back', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const [first, second] = [playing(bob.user), playing(bob.user)]
    await world.post('invitation.send', first, ann.token)
    expect(await until(bob, (told) => told.length === 1)).toMatchObject([
      { kind: 'invitation', by: ann.user, of: first.invitation },
    ])
    await world.post('invitation.decline', { invitation: first.invitation }, bob.token)
    await until(bob, ([one]) => one?.state === 'resolved')
    await world.post('invitation.ask', second, ann.token)
    await until(bob, ([one]) => one?.kind === 'ask' && one.of === second.invitation)
    await world.post('invitation.cancel', { invitation: second.invitation }, ann.token)
    await until(bob, (told) => told.length === 1)
    expect((await inboxOf(ann)).notifications).toEqual([])
  })

  test('who asks to come into a party is told to who leads it, and to the next one when it is handed over', async () => {
    const [ann, bob, cid, dan] = await people('Ann', 'Bob', 'Cid', 'Dan')
    const party = uuid7()
    await world.post('party.create', { party, game: 'chess', access: 'request' }, ann.token)
    const invitation = randomUUID()
    await world.post('invitation.send', { invitation, user: bob.user, party }, ann.token)
    await until(bob, ([one]) => one?.kind === 'party' && one.of === invitation)
    await world.post('invitation.accept', { invitation }, bob.token)
    for (const { token } of [cid, dan]) await world.post('party.request', { party }, token)
    const asking = await until(ann, (told) => told.length === 2)
    expect(asking.map(({ kind, by, of }) => [kind, by, of])).toEqual([
      ['party_request', dan.user, party],
      ['party_request', cid.user, party],
    ])
    await world.post('party.admit', { party, user: cid.user }, ann.token)
    await until(ann, ([, one]) => one?.state === 'resolved')
    await world.post('party.lead', { party, user: bob.user }, ann.token)
    await until(bob, ([one]) => one?.kind === 'party_request' && one.by === dan.user)
    await until(ann, (told) => !told.some(({ by }) => by === dan.user))
    await world.post('party.disband', { party }, bob.token)
    await until(bob, (told) => !told.some(({ kind }) => kind === 'party_request'))
  })

  test('who is asked into a group is told so, until they come in', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await world.post('privacy.set', { groups: 'nobody' }, bob.token)
    await using phone = await world.connect(bob)
    const room = await groupOf(ann, bob)
    const told = await until(bob, (all) => all.length === 1)
    expect(told).toMatchObject([{ kind: 'room', by: ann.user, of: room }])
    const invited = await phone.until(() =>
      phone.events(`chat/user/${bob.user}`).find(({ ev, is }) => ev === 'room.invited' && is.room === room),
    )
    await world.post('invite.accept', { code: String(invited.is.code) }, bob.token)
    await until(bob, ([one]) => one?.of === room && one.state === 'resolved')
  })

  test('who was asked into a group that is gone, or by an invitation that is revoked, has nothing left to do about it', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await world.post('privacy.set', { groups: 'nobody' }, bob.token)
    const [room, other] = [await groupOf(ann, bob), await groupOf(ann, bob)]
    await until(bob, (all) => all.length === 2)
    await using phone = await world.connect(bob)
    const [made] = (await world.post('invite.list', { room }, ann.token)).invites
    for (const _ of 'ab') await world.post('invite.revoke', { room, invite: made?.invite ?? '' }, ann.token)
    await world.post('room.delete', { room: other }, ann.token)
    await until(bob, (all) => all.length === 2 && all.every(({ state }) => state === 'resolved'))
    await phone.until(() => phone.events(`chat/user/${bob.user}`).length === 2)
    const told = phone.events(`chat/user/${bob.user}`)
    expect(told.map(({ ev, by, is }) => [ev, by, is])).toEqual([
      ['room.declined', ann.user, { room }],
      ['room.declined', ann.user, { room: other }],
    ])
  })
})

describe('on devices', () => {
  const subscribe = async ({ user, token }: Person) => {
    const { key } = await world.post('push.key', {}, token)
    const browser = makeBrowser(`${service.origin}/${user}`)
    await world.post('push.subscribe', { ...browser.subscription, key, content: true, withdraws: true }, token)
    return async (count: number) => (await service.until(`/${user}`, count)).map(browser.read)
  }

  test('a push says what a message says by then, to who may see it, and an urgent one that it is', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const room = await groupOf(ann, bob)
    const onPhone = await subscribe(bob)
    const seq = await say(room, ann, `${call(bob)} come`, { urgent: true })
    expect((await onPhone(1))[0]).toMatchObject({
      ...{ kind: 'mention', room, message: seq, by: ann.user, urgent: true, count: 1 },
      ...{ name: 'Ann', place: 'Orchestra', text: `${call(bob)} come` },
    })
    expect((await inboxOf(bob)).notifications).toMatchObject([{ message: seq, urgent: true }])
    // Whoever reacts has seen it.
    await world.post('reaction.add', { room, seq, emoji: '👍' }, bob.token)
    expect((await onPhone(2))[1]).toMatchObject({ tag: room, clear: true, unread: 0 })
    await world.post('direct.send', { user: bob.user, id: uuid7(), text: 'Hello', expires_ms: 60_000 }, ann.token)
    const direct = (await onPhone(3))[2]
    expect(direct).toMatchObject({ kind: 'direct', name: 'Ann', text: 'Hello' })
    expect(direct).not.toHaveProperty('place')
    // Where he logs out he is told nothing more.
    const again = await world.post('session.create', { username: bob.username, password })
    await world.post('session.end', { refresh: bob.refresh })
    await say(room, ann, call(bob))
    await eventually('no device', async () => {
      const { devices } = await world.post('push.list', {}, again.access)
      return devices.length === 0
    })
    expect(service.at(`/${bob.user}`)).toHaveLength(3)
  })

  test('of a space that is silent nothing rings, but of its room that is loud', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space } = await world.post('space.create', { name: 'Town' }, ann.token)
    const { code } = await world.post('invite.create', { space }, ann.token)
    await world.post('invite.accept', { code }, bob.token)
    const rooms = await Promise.all(
      ['quiet', 'stage'].map((name) => world.post('room.create', { kind: 'text', space, name }, ann.token)),
    )
    const [quiet, stage] = rooms.map(({ room }) => room) as [string, string]
    await world.post('alert.place', { place: space, level: 'silent' }, bob.token)
    await world.post('alert.place', { place: stage, level: 'loud' }, bob.token)
    const onPhone = await subscribe(bob)
    const silent = await say(quiet, ann, call(bob))
    await until(bob, ([one]) => one?.message === silent && one.silent === true)
    const { room: thread } = await world.post(
      'thread.create',
      { room: stage, name: 'Lights', seq: await say(stage, ann, 'Lights?') },
      ann.token,
    )
    await say(thread, ann, call(bob))
    expect((await onPhone(1)).map(({ room }) => room)).toEqual([thread])
  })
})

describe('of people', () => {
  test('a request is told to whom it is for, and its answer to who asked', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    await world.post('contact.request', { user: bob.user, id: uuid7() }, ann.token)
    expect(await until(bob, (told) => told.length === 1)).toMatchObject([{ kind: 'request', by: ann.user }])
    await world.post('contact.accept', { user: ann.user }, bob.token)
    expect(await until(ann, (told) => told.length === 1)).toMatchObject([{ kind: 'contact', by: bob.user }])
    await until(bob, ([request], unread) => request?.state === 'resolved' && unread === 0)
    await world.post('contact.request', { user: bob.user, id: uuid7() }, cid.token)
    await until(bob, (_, unread) => unread === 1)
    await world.post('contact.cancel', { user: bob.user }, cid.token)
    await until(bob, (told) => told.length === 1)
  })

  test('a reminder is told when it rings, and is done with when it is put off', async () => {
    const [ann] = await people('Ann')
    const id = uuid7()
    await world.post('reminder.set', { id, when: { in_ms: 1 } }, ann.token)
    expect(await until(ann, (told) => told.length === 1)).toMatchObject([{ kind: 'reminder', of: id }])
    await world.post('reminder.remove', { id }, ann.token)
    await until(ann, ([reminder]) => reminder?.state === 'resolved')
  })
})
