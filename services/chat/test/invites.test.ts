/** Coming into a group by a link: who may, how often, until when, and what the link tells. */
import { randomUUID } from 'node:crypto'
import { type Input, mostAsking, mostInvites } from '@parley/protocol'
import type { Result } from '@parley/wire'
import { describe, expect, test } from 'vitest'
import { makeCode } from '../src/invite-code.ts'
import { type Person, until, useChat } from './running-chat.ts'

const { ok, error, ask, people, crowd, group, events, members, expectSound, sql, published } = await useChat({
  ROOM_MEMBERS: '150',
})

type Terms = Omit<Input<'invite.create'>, 'room'>

/** Ann's group with Bob as an admin and Cid, and somebody outside of it. */
const orchestra = async () => {
  const [ann, bob, cid, eve] = await people('Ann', 'Bob', 'Cid', 'Eve')
  const { room } = await group(ann, bob, cid)
  await ok(ann, 'role.set', { room, user: bob.user, role: 'admin' })
  const invite = async (terms: Terms = {}) => ok(ann, 'invite.create', { room, ...terms })
  return { ann, bob, cid, eve, room, invite }
}
const inside = async (room: string) => (await members(room)).map(({ user }) => user)
const refused = { name: 'INVITE_NOT_FOUND' }
const cannotEnter = async (person: Person, code: string) => {
  expect(await error(person, 'invite.look', { code })).toMatchObject(refused)
  expect(await error(person, 'invite.accept', { code })).toMatchObject(refused)
}

describe('an invitation', () => {
  test('tells the name, how many are in it and who invites, and nothing else, and brings in who accepts it', async () => {
    const { ann, eve, room, invite } = await orchestra()
    const { code } = await invite()
    expect(await ok(eve, 'invite.look', { code })).toEqual({
      name: 'Group',
      member_count: 3,
      by: { user: ann.user, name: 'Ann' },
      approval: false,
      asked: false,
    })
    expect(await ok(eve, 'invite.accept', { code })).toEqual({ room })
    expect((await events(room)).at(-1)).toMatchObject({
      ev: 'member.joined',
      by: eve.user,
      is: { user: eve.user, name: 'Eve', role: 'member' },
    })
    expect((await events(eve.user)).at(-1)).toMatchObject({ ev: 'room.joined', is: { room } })
    await expectSound(room)
  })

  test('accepted by somebody who is in already leaves them as they are and takes no use', async () => {
    const { ann, bob, eve, room, invite } = await orchestra()
    const { code } = await invite({ uses: 1 })
    for (const person of [ann, bob]) expect(await ok(person, 'invite.accept', { code })).toEqual({ room })
    expect((await ok(ann, 'invite.list', { room })).invites).toMatchObject([{ used: 0, uses: 1 }])
    for (let time = 0; time < 3; time++) expect(await ok(eve, 'invite.accept', { code })).toEqual({ room })
    expect(await ok(eve, 'invite.look', { code })).toMatchObject({ room })
    expect(await inside(room)).toHaveLength(4)
    await expectSound(room)
  })

  test('accepted many times at once by one person brings them in once and takes one use', async () => {
    const { ann, eve, room, invite } = await orchestra()
    const { code } = await invite({ uses: 5 })
    await Promise.all(Array.from({ length: 8 }, () => ok(eve, 'invite.accept', { code })))
    expect((await ok(ann, 'invite.list', { room })).invites).toMatchObject([{ used: 1 }])
    await expectSound(room)
  })

  test('with one use left brings in exactly one of a thousand who come at once, and the others are told', async () => {
    const { room, invite } = await orchestra()
    const { code } = await invite({ uses: 1 })
    const all = await crowd(1_000)
    // On a busy machine the last have no turn in time, and ask again as the SDK does.
    const untilTold = async (person: Person): Promise<Result> => {
      const answer = await ask(person, 'invite.accept', { code })
      return 'error' in answer && answer.error.name === 'UNAVAILABLE' ? untilTold(person) : answer
    }
    const results = await Promise.all(all.map(untilTold))
    const won = results.filter((result) => 'ok' in result)
    expect(won).toEqual([expect.objectContaining({ ok: { room } })])
    for (const result of results) if ('error' in result) expect(result.error).toMatchObject(refused)
    expect(await inside(room)).toHaveLength(4)
    await expectSound(room)
  }, 60_000)

  test('that is over, revoked, used up or unknown looks the same from outside', async () => {
    const { ann, bob, eve, room, invite } = await orchestra()
    const [dora] = await people('Dora')
    const [over, revoked, used] = [await invite(), await invite(), await invite({ uses: 1 })]
    await sql(`update invitation set expires = clock_timestamp() where id = $1`, [over.invite])
    await ok(bob, 'invite.revoke', { room, invite: revoked.invite })
    await ok(dora, 'invite.accept', { code: used.code })
    const codes = [over.code, revoked.code, used.code, makeCode(room), makeCode(randomUUID())]
    for (const code of codes) await cannotEnter(eve, code)
    const told = await Promise.all(codes.map((code) => error(eve, 'invite.look', { code })))
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1)
    expect((await ok(ann, 'invite.list', { room })).invites).toEqual([])
    expect(await ok(dora, 'invite.accept', { code: used.code })).toEqual({ room })
  })

  test('lasts a day where nothing is said, as long as is said, or until it is revoked', async () => {
    const { ann, room, invite } = await orchestra()
    const day = await invite()
    const week = await invite({ expires_in_ms: 7 * 86_400_000, uses: 100 })
    const endless = await invite({ expires_in_ms: 0 })
    expect(Math.round((day.expires_in_ms ?? 0) / 60_000)).toBe(24 * 60)
    expect(Math.round((week.expires_in_ms ?? 0) / 60_000)).toBe(7 * 24 * 60)
    expect(endless).not.toHaveProperty('expires_at')
    const { invites } = await ok(ann, 'invite.list', { room })
    expect(invites.map(({ invite, uses }) => [invite, uses])).toEqual([
      [endless.invite, 0],
      [week.invite, 100],
      [day.invite, 0],
    ])
    for (const told of invites) expect(told).not.toHaveProperty('code')
    for (const { invite } of [...invites, ...invites]) await ok(ann, 'invite.revoke', { room, invite })
    expect((await ok(ann, 'invite.list', { room })).invites).toEqual([])
  })

  test('is kept as a hash: nothing that is stored lets anybody in', async () => {
    const { invite } = await orchestra()
    const { code } = await invite()
    const secret = Buffer.from(code, 'base64url').subarray(16).toString('hex')
    const stored = await sql<{ row: string }>('select invitation::text as row from invitation')
    for (const { row } of stored) expect(row).not.toContain(secret)
  })

  test('is for owner and admins to make, see and revoke, and for groups alone', async () => {
    const { ann, bob, cid, eve, room, invite } = await orchestra()
    const made = await invite()
    await ok(bob, 'invite.create', { room })
    for (const [person, name] of [
      [cid, 'NOT_ALLOWED'],
      [eve, 'ROOM_NOT_FOUND'],
    ] as const) {
      expect(await error(person, 'invite.create', { room })).toMatchObject({ name })
      expect(await error(person, 'invite.list', { room })).toMatchObject({ name })
      expect(await error(person, 'invite.revoke', { room, invite: made.invite })).toMatchObject({ name })
      expect(await error(person, 'request.list', { room })).toMatchObject({ name })
      expect(await error(person, 'request.accept', { room, user: eve.user })).toMatchObject({ name })
      expect(await error(person, 'request.decline', { room, user: eve.user })).toMatchObject({ name })
    }
    const direct = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    expect(await error(ann, 'invite.create', { room: direct.room })).toMatchObject({ name: 'GROUPS_ONLY' })
    expect(await error(ann, 'invite.list', { room: direct.room })).toMatchObject({ name: 'GROUPS_ONLY' })
    await cannotEnter(eve, makeCode(direct.room))
  })

  test('of another group cannot be revoked from this one', async () => {
    const { ann, room } = await orchestra()
    const other = await orchestra()
    const { invite, code } = await other.invite()
    await ok(ann, 'invite.revoke', { room, invite })
    expect(await ok(other.eve, 'invite.look', { code })).toMatchObject({ name: 'Group' })
  })

  test('lets nobody in again who was taken out, until somebody adds them; who left by themselves may come back', async () => {
    const { ann, bob, cid, room, invite } = await orchestra()
    const { code } = await invite()
    await ok(cid, 'room.leave', { room })
    expect(await ok(cid, 'invite.accept', { code })).toEqual({ room })
    await ok(bob, 'member.remove', { room, user: cid.user })
    await cannotEnter(cid, code)
    await ok(ann, 'member.add', { room, users: [cid.user] })
    await ok(cid, 'room.leave', { room })
    expect(await ok(cid, 'invite.accept', { code })).toEqual({ room })
    await expectSound(room)
  })

  test('is over when whoever made it is taken out', async () => {
    const { ann, bob, eve, room } = await orchestra()
    const { code } = await ok(bob, 'invite.create', { room })
    await ok(ann, 'member.remove', { room, user: bob.user })
    await cannotEnter(eve, code)
  })

  test('brings nobody into a full group, and takes no use then', async () => {
    const { ann, eve, room, invite } = await orchestra()
    const { code } = await invite({ uses: 2 })
    const many = await crowd(147)
    await ok(ann, 'member.add', { room, users: many.slice(0, 100).map(({ user }) => user) })
    await ok(ann, 'member.add', { room, users: many.slice(100).map(({ user }) => user) })
    expect(await error(eve, 'invite.accept', { code })).toMatchObject({ name: 'ROOM_FULL', most: 150 })
    expect((await ok(ann, 'invite.list', { room })).invites).toMatchObject([{ used: 0 }])
  })

  test('is one of a bounded number, in which those that are over do not count', async () => {
    const { ann, room, invite } = await orchestra()
    await Promise.all(Array.from({ length: mostInvites }, () => invite()))
    expect(await error(ann, 'invite.create', { room })).toMatchObject({ name: 'TOO_MANY_INVITES', most: mostInvites })
    await sql('update invitation set expires = clock_timestamp() where room = $1', [room])
    await invite()
    expect(await sql('select count(*)::int as held from invitation where room = $1', [room])).toEqual([{ held: 1 }])
  })
})

describe('an invitation that takes an admin', () => {
  const waiting = (room: string) => published.filter(({ ev, is }) => ev === 'request.waiting' && is.room === room)

  test('lets in who asks when an admin says so, and owner and admins are told, and nobody else', async () => {
    const { ann, bob, eve, room, invite } = await orchestra()
    const { code } = await invite({ approval: true, uses: 1 })
    expect(await ok(eve, 'invite.look', { code })).toMatchObject({ approval: true, asked: false })
    expect(await ok(eve, 'invite.accept', { code })).toEqual({})
    expect(await ok(eve, 'invite.accept', { code })).toEqual({})
    expect(await ok(eve, 'invite.look', { code })).toMatchObject({ asked: true })
    expect(await inside(room)).not.toContain(eve.user)
    await until(() => waiting(room).length >= 2)
    expect(
      waiting(room)
        .map(({ on }) => on)
        .toSorted(),
    ).toEqual([ann, bob].map(({ user }) => `chat/user/${user}`).toSorted())
    expect((await ok(bob, 'request.list', { room })).requests).toEqual([
      { user: eve.user, name: 'Eve', at: expect.any(Number) },
    ])
    const { seq } = await ok(bob, 'request.accept', { room, user: eve.user })
    expect(await ok(ann, 'request.accept', { room, user: eve.user })).toEqual({ seq })
    expect((await events(room)).at(-1)).toMatchObject({ ev: 'member.joined', by: bob.user, is: { user: eve.user } })
    expect((await ok(ann, 'request.list', { room })).requests).toEqual([])
    await until(() => waiting(room).length >= 4)
    expect(waiting(room).at(-1)?.is).toEqual({ room, waiting: 0 })
    await expectSound(room)
  })

  test('is no good any more to whom an admin did not let in, and nobody tells them', async () => {
    const { ann, eve, room, invite } = await orchestra()
    const { code } = await invite({ approval: true })
    await ok(eve, 'invite.accept', { code })
    await ok(ann, 'request.decline', { room, user: eve.user })
    await ok(ann, 'request.decline', { room, user: eve.user })
    await cannotEnter(eve, code)
    await cannotEnter(eve, (await invite()).code)
    expect(await error(ann, 'request.accept', { room, user: eve.user })).toMatchObject({ name: 'REQUEST_NOT_FOUND' })
    expect(await events(eve.user)).toEqual([])
    await ok(ann, 'member.add', { room, users: [eve.user] })
    expect(await inside(room)).toContain(eve.user)
  })

  test('leaves no request behind where somebody adds them meanwhile', async () => {
    const { ann, cid, eve, room, invite } = await orchestra()
    const { code } = await invite({ approval: true })
    await ok(eve, 'invite.accept', { code })
    await ok(cid, 'member.add', { room, users: [eve.user] })
    expect((await ok(ann, 'request.list', { room })).requests).toEqual([])
    await expectSound(room)
  })

  test('lets so many wait and no more, also where they ask at once', async () => {
    const { ann, room, invite } = await orchestra()
    const { code } = await invite({ approval: true })
    const all = await crowd(mostAsking + 5)
    // On a busy machine the last have no turn in time, and ask again as the SDK does.
    const untilTold = async (person: Person): Promise<Result> => {
      const answer = await ask(person, 'invite.accept', { code })
      return 'error' in answer && answer.error.name === 'UNAVAILABLE' ? untilTold(person) : answer
    }
    const results = await Promise.all(all.map(untilTold))
    expect(results.filter((result) => 'ok' in result)).toHaveLength(mostAsking)
    for (const result of results) if ('error' in result) expect(result.error).toMatchObject({ name: 'TOO_MANY_ASKING' })
    expect((await ok(ann, 'request.list', { room })).requests).toHaveLength(mostAsking)
  })

  test('is answered once by two admins at once, who let in and decline', async () => {
    const { ann, bob, eve, room, invite } = await orchestra()
    const { code } = await invite({ approval: true })
    await ok(eve, 'invite.accept', { code })
    await Promise.all([
      ask(ann, 'request.accept', { room, user: eve.user }),
      ask(bob, 'request.decline', { room, user: eve.user }),
    ])
    const isIn = (await inside(room)).includes(eve.user)
    expect((await sql('select 1 from barred where room = $1 and person = $2', [room, eve.user])).length).toBe(
      isIn ? 0 : 1,
    )
    await expectSound(room)
  })
})
