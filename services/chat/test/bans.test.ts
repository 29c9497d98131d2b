/** Time-outs, kicks and bans in a space. */
import { randomUUID } from 'node:crypto'
import { longestPurgeMs } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { guildsOf } from './guild.ts'
import { until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat()
const { ok, error, people, crowd, events, sql, send } = chat
const { found, settle, role, say, residents } = guildsOf(chat)

const hour = 3_600_000

describe('who is timed out', () => {
  test('reads and says nothing until it is over or taken back, knows until when and why, and so do others', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await found(ann, bob)
    const out = await ok(ann, 'resident.time_out', { space, user: bob.user, in_ms: hour, reason: 'Spoilers' })
    expect((await error(bob, 'message.send', { room, id: uuid7(), text: 'said' })).name).toBe('NOT_ALLOWED')
    const own = await ok(bob, 'space.get', { space })
    expect(own).toMatchObject({ muted_until: out.muted_until, may: ['view'] })
    expect(own.muted_ms).toBeLessThanOrEqual(hour)
    expect((await ok(ann, 'resident.get', { space, users: [bob.user] })).residents[0]?.muted_until).toBe(
      out.muted_until,
    )
    expect((await events(space)).at(-1)).toMatchObject({
      ev: 'resident.timed_out',
      is: { user: bob.user, muted_until: out.muted_until },
    })
    expect((await events(bob.user)).at(-1)).toMatchObject({ ev: 'space.timed_out', is: { space, reason: 'Spoilers' } })
    expect(await ok(ann, 'resident.time_out', { space, user: bob.user, in_ms: 0 })).toEqual({ seq: out.seq + 1 })
    await say(bob, room)
    await ok(ann, 'resident.time_out', { space, user: bob.user, in_ms: hour })
    await sql(`update resident set muted_until = now() where space = $1 and person = $2`, [space, bob.user])
    await say(bob, room)
    expect((await ok(bob, 'space.get', { space })).muted_until).toBeUndefined()
  })

  test('stands below whoever does it, administers nothing, and lives there', async () => {
    const [ann, mod, peer, admin, bob] = await people('Ann', 'Mod', 'Peer', 'Admin', 'Bob')
    const guild = await found(ann, mod, peer, admin, bob)
    const { space } = guild
    await role(ann, guild, ['administrator'], admin)
    await role(ann, guild, ['time_out', 'kick', 'ban'], mod, peer)
    await role(ann, guild, ['administrator', 'time_out'])
    const refusal = async (by: typeof ann, user: string) =>
      (await error(by, 'resident.time_out', { space, user, in_ms: hour })).name
    expect(await refusal(bob, admin.user)).toBe('NOT_ALLOWED')
    expect(await refusal(mod, mod.user)).toBe('NOT_BELOW_YOU')
    expect(await refusal(mod, peer.user)).toBe('NOT_BELOW_YOU')
    expect(await refusal(mod, ann.user)).toBe('NOT_BELOW_YOU')
    expect(await refusal(mod, admin.user)).toBe('TIME_OUT_EXEMPT')
    expect(await refusal(ann, admin.user)).toBe('TIME_OUT_EXEMPT')
    expect(await refusal(mod, randomUUID())).toBe('RESIDENT_NOT_FOUND')
    await ok(ann, 'resident.time_out', { space, user: mod.user, in_ms: hour })
    expect(await refusal(mod, bob.user)).toBe('NOT_ALLOWED')
  })
})

describe('who is banned', () => {
  test('is out at once and not told by whom to stay away, and may be let in again', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const guild = await found(ann, bob)
    const { space, room } = guild
    await say(bob, room)
    await ok(ann, 'ban.add', { space, users: [bob.user, eve.user, bob.user], reason: 'Insults' })
    expect(await residents(guild)).toEqual([ann.user])
    expect((await error(bob, 'message.send', { room, id: uuid7(), text: 'said' })).name).toBe('ROOM_NOT_FOUND')
    expect((await error(bob, 'space.get', { space })).name).toBe('SPACE_NOT_FOUND')
    expect((await events(bob.user)).at(-1)).toMatchObject({ ev: 'space.left', is: { space, reason: 'Insults' } })
    expect((await events(eve.user)).filter(({ is }) => is.space === space)).toEqual([])
    expect((await events(space)).at(-1)).toMatchObject({ ev: 'resident.left', is: { user: bob.user } })
    const { bans } = await ok(ann, 'ban.list', { space })
    expect(bans.map(({ user, by, reason }) => [user, by, reason]).toSorted()).toEqual(
      [bob, eve].map(({ user }) => [user, ann.user, 'Insults']).toSorted(),
    )
    for (let twice = 0; twice < 2; twice++) expect(await ok(ann, 'ban.remove', { space, user: bob.user })).toEqual({})
    expect((await ok(ann, 'ban.list', { space })).bans.map(({ user }) => user)).toEqual([eve.user])
  })

  test('comes in by no way: neither by an invitation, nor by one that names them, nor by asking', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const guild = await found(ann, bob)
    const { space } = guild
    const { code } = await ok(ann, 'invite.create', { space })
    const { code: toAsk } = await ok(ann, 'invite.create', { space, approval: true })
    const made = await ok(bob, 'invite.create', { space })
    await ok(eve, 'invite.accept', { code: toAsk })
    await ok(ann, 'ban.add', { space, users: [bob.user, eve.user] })
    const { code: named } = await ok(ann, 'invite.create', { space, users: [bob.user, eve.user] })
    for (const person of [bob, eve])
      for (const one of [code, toAsk, named, made.code])
        expect((await error(person, 'invite.accept', { code: one })).name).toBe('INVITE_NOT_FOUND')
    expect((await error(ann, 'request.accept', { space, user: eve.user })).name).toBe('REQUEST_NOT_FOUND')
    expect((await ok(ann, 'request.list', { space })).requests).toEqual([])
    expect(await residents(guild)).toEqual([ann.user])
    await ok(ann, 'ban.remove', { space, user: bob.user })
    expect((await ok(bob, 'invite.accept', { code })).space).toBe(space)
  })

  test('is one whom the caller stands above, or else nobody is', async () => {
    const [ann, mod, peer, bob] = await people('Ann', 'Mod', 'Peer', 'Bob')
    const guild = await found(ann, mod, peer, bob)
    const { space } = guild
    await role(ann, guild, ['ban'], mod, peer)
    const refusal = async (by: typeof ann, ...users: string[]) => (await error(by, 'ban.add', { space, users })).name
    expect(await refusal(mod, bob.user, peer.user)).toBe('NOT_BELOW_YOU')
    expect(await refusal(mod, ann.user)).toBe('NOT_BELOW_YOU')
    expect(await refusal(mod, mod.user)).toBe('NOT_BELOW_YOU')
    expect(await refusal(mod, bob.user, randomUUID())).toBe('USER_NOT_FOUND')
    expect(await refusal(bob, peer.user)).toBe('NOT_ALLOWED')
    expect((await error(bob, 'ban.list', { space })).name).toBe('NOT_ALLOWED')
    expect((await ok(mod, 'ban.list', { space })).bans).toEqual([])
    expect((await residents(guild)).length).toBe(4)
  })

  test('is one of two hundred at once, listed by page, each once', async () => {
    const [ann] = await people('Ann')
    const all = await crowd(200)
    const { space } = await found(ann)
    await ok(ann, 'ban.add', { space, users: all.map(({ user }) => user) })
    const listed: string[] = []
    for (let after: string | undefined, first = true; first || after; first = false) {
      const page = await ok(ann, 'ban.list', { space, limit: 70, ...(after ? { after } : {}) })
      listed.push(...page.bans.map(({ user }) => user))
      after = page.next
    }
    expect(listed.toSorted()).toEqual(all.map(({ user }) => user).toSorted())
    expect((await error(ann, 'ban.list', { space, after: 'x' })).name).toBe('BAD_INPUT')
  })

  test('says nothing past it, though it is sending all the while', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await found(ann, bob)
    const message = () => ({
      do: 'message.send' as const,
      with: { room, id: uuid7(), text: 'said' },
      user: bob.user,
      session: 's',
    })
    const sending = Array.from({ length: 20 }, () => send(Array.from({ length: 5 }, message)))
    await ok(ann, 'ban.add', { space, users: [bob.user] })
    const said = (await events(room)).length
    await Promise.all(sending)
    expect(await send([message()])).toMatchObject([{ error: { name: 'ROOM_NOT_FOUND' } }])
    expect((await events(room)).length).toBe(said)
  })
})

describe('with a purge', () => {
  const taken = async (room: string) => (await events(room)).filter(({ ev }) => ev === 'message.deleted')
  const isPurged = async (space: string) => (await sql('select 1 from purge where space = $1', [space])).length === 0

  test('what they have said since then is taken back in all rooms and threads, and nothing else', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await found(ann, bob)
    const other = await ok(ann, 'room.create', { kind: 'text', space, name: 'Other' })
    const long = await say(bob, room, 'long ago')
    await sql(`update event set at = at - interval '2 days' where stream = $1`, [room])
    const kept = await say(ann, room)
    const root = await say(ann, room)
    const { room: thread } = await ok(ann, 'thread.create', { room, seq: root })
    for (const place of [room, other.room, thread]) for (let times = 0; times < 3; times++) await say(bob, place)
    await ok(ann, 'ban.add', { space, users: [bob.user], purge_ms: 24 * hour })
    await until(() => isPurged(space))
    for (const place of [room, other.room, thread]) {
      expect((await taken(place)).map(({ by }) => by)).toEqual([ann.user, ann.user, ann.user])
      const left = (await events(place)).filter(({ ev, by }) => ev === 'message.sent' && by === bob.user)
      expect(left.map(({ seq }) => seq)).toEqual(place === room ? [long] : [])
    }
    const { events: page } = await ok(ann, 'room.history', { room })
    expect(page.filter(({ ev }) => ev === 'message.sent').map(({ seq }) => seq)).toEqual([long, kept, root])
  })

  test('more than one batch of it goes, also where stretches tell who has said something', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await found(ann, bob)
    const message = (place: number) => ({
      do: 'message.send' as const,
      with: { room, id: uuid7(), text: `number ${place}` },
      user: (place % 2 ? ann : bob).user,
      session: 's',
    })
    await send(Array.from({ length: 400 }, (_, place) => message(place)))
    await sql(
      `insert into stretch (room, first, last, since, until, words, maker)
       values ($1, 1, 256, now() - interval '1 hour', now(), array_to_tsvector(array[$2::text]), '1 simple')`,
      [room, `@${bob.user}`],
    )
    await ok(ann, 'ban.add', { space, users: [bob.user], purge_ms: longestPurgeMs })
    await until(() => isPurged(space))
    expect((await taken(room)).length).toBe(200)
  })

  test('what they say when they are back stays', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await found(ann, bob)
    await say(bob, room)
    await ok(ann, 'ban.add', { space, users: [bob.user], purge_ms: hour })
    await until(() => isPurged(space))
    await ok(ann, 'ban.remove', { space, user: bob.user })
    await settle(space, bob.user)
    const seq = await say(bob, room)
    await sql(
      `insert into purge (space, person, by, since, until)
       select $1, $2, $3, at - interval '1 hour', at - interval '1 millisecond' from event where stream = $4 and seq = $5`,
      [space, bob.user, ann.user, room, seq],
    )
    await until(() => isPurged(space))
    expect((await taken(room)).length).toBe(1)
  })
})

test('who is taken out is told why, and may come back', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const guild = await found(ann, bob)
  await ok(ann, 'resident.remove', { space: guild.space, user: bob.user, reason: 'Off topic' })
  expect((await events(bob.user)).at(-1)).toMatchObject({ ev: 'space.left', is: { reason: 'Off topic' } })
  expect((await ok(ann, 'ban.list', { space: guild.space })).bans).toEqual([])
})
