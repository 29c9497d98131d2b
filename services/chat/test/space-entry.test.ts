/** Coming into a space: by whose invitation, how often, who is asked first, and what that costs. */
import { randomUUID } from 'node:crypto'
import { type Input, mostSpaceAsking, mostSpaceInvites } from '@parley/protocol'
import type { Result } from '@parley/wire'
import { describe, expect, test } from 'vitest'
import { makeCode } from '../src/invite-code.ts'
import { type Person, until, useChat } from './running-chat.ts'

const { ok, error, ask, people, crowd, events, sql, published, lines } = await useChat({ SPACES_PER_ACCOUNT: '3' })

type Terms = Omit<Extract<Input<'invite.create'>, { space: string }>, 'space'>

const refused = { name: 'INVITE_NOT_FOUND' }

/** Ann's space, in which Bob manages and Cid lives; Eve is outside. */
const town = async () => {
  const [ann, bob, cid, eve] = await people('Ann', 'Bob', 'Cid', 'Eve')
  const { space } = await ok(ann, 'space.create', { name: 'Town', description: 'By the river' })
  const invite = (terms: Terms = {}, by = ann) => ok(by, 'invite.create', { space, ...terms })
  const { code } = await invite()
  for (const person of [bob, cid]) await ok(person, 'invite.accept', { code })
  const { role } = await ok(ann, 'role.create', {
    space,
    name: 'Steward',
    may: ['manage_space', 'kick', 'manage_roles'],
  })
  await ok(ann, 'role.grant', { space, role, users: [bob.user] })
  const inside = async () => {
    const rows = await sql<{ person: string }>('select person from resident where space = $1', [space])
    return rows.map(({ person }) => person)
  }
  const cannotEnter = async (person: Person, own: string) => {
    expect(await error(person, 'invite.look', { code: own })).toMatchObject(refused)
    expect(await error(person, 'invite.accept', { code: own })).toMatchObject(refused)
    expect(await inside()).not.toContain(person.user)
  }
  return { ann, bob, cid, eve, space, steward: role, invite, code, inside, cannotEnter }
}

/** On a busy machine the last have no turn in time, and ask again as the SDK does. */
const untilTold = async (person: Person, code: string): Promise<Result> => {
  const answer = await ask(person, 'invite.accept', { code })
  return 'error' in answer && answer.error.name === 'UNAVAILABLE' ? untilTold(person, code) : answer
}

describe('an invitation to a space', () => {
  test('tells its name, what it is about and roughly how many live there, and nothing of its rooms; without an account nothing of people', async () => {
    const { ann, eve, space, code } = await town()
    const everybody = await crowd(121)
    await sql('insert into resident (space, person) select $1, unnest($2::uuid[])', [
      space,
      everybody.map(({ user }) => user),
    ])
    const told = { name: 'Town', description: 'By the river', member_count: 120, approval: false, asked: false }
    expect(await ok(eve, 'invite.look', { code })).toEqual({ ...told, by: { user: ann.user, name: 'Ann' } })
    const nobody = { user: undefined, name: '' } as unknown as Person
    expect(await ok(nobody, 'invite.look', { code })).toEqual(told)
    expect(await error(nobody, 'invite.look', { code: makeCode(space) })).toMatchObject(refused)
  })

  test('brings in who accepts it, by one row and one event, and what is said twice is done once', async () => {
    const { eve, space, code } = await town()
    const before = await events(space)
    const answer = await ok(eve, 'invite.accept', { code })
    expect(answer).toEqual({ space, screening: { version: 0, rules: [], welcome: { text: '', rooms: [] } } })
    expect(await ok(eve, 'invite.accept', { code })).toEqual(answer)
    const after = await events(space)
    expect(after.slice(before.length)).toMatchObject([
      { ev: 'resident.joined', by: eve.user, is: { user: eve.user, name: 'Eve' } },
    ])
    expect((await events(eve.user)).map(({ ev }) => ev)).toEqual(['space.joined'])
    expect(await ok(eve, 'invite.look', { code })).toMatchObject({ space })
    expect((await ok(eve, 'space.get', { space })).resident_count).toBe(4)
    expect(lines.join('')).toContain('came into the space')
  })

  test('with one use left brings in exactly one of hundreds who come at once, and each other is told', async () => {
    const { space, invite, inside } = await town()
    const { code } = await invite({ uses: 1 })
    const all = await crowd(300)
    const results = await Promise.all(all.map((person) => untilTold(person, code)))
    expect(results.filter((result) => 'ok' in result)).toHaveLength(1)
    for (const result of results) if ('error' in result) expect(result.error).toMatchObject(refused)
    expect(await inside()).toHaveLength(4)
    expect((await events(space)).filter(({ ev }) => ev === 'resident.joined')).toHaveLength(4)
  }, 60_000)

  test('that is over, revoked, used up, of a deleted space, unknown, or for others looks the same from outside', async () => {
    const { ann, cid, eve, space, invite, cannotEnter } = await town()
    const [over, revoked, forCid] = [await invite(), await invite(), await invite({ users: [cid.user] })]
    await sql('update invitation set expires = clock_timestamp() where id = $1', [over.invite])
    await ok(ann, 'invite.revoke', { space, invite: revoked.invite })
    const codes = [over.code, revoked.code, forCid.code, makeCode(space), makeCode(randomUUID())]
    for (const one of codes) await cannotEnter(eve, one)
    const told = await Promise.all(codes.map((one) => error(eve, 'invite.accept', { code: one })))
    expect(new Set(told.map((one) => JSON.stringify(one))).size).toBe(1)
  })

  test('is for who may invite to make, see and revoke, each their own, and for who manages the space all', async () => {
    const { ann, bob, cid, eve, space, invite } = await town()
    const own = await invite({}, cid)
    const other = await invite({}, bob)
    const { invites } = await ok(cid, 'invite.list', { space })
    expect(invites.map(({ invite: id }) => id)).toEqual([own.invite])
    expect((await ok(bob, 'invite.list', { space })).invites).toHaveLength(3)
    expect(await error(cid, 'invite.revoke', { space, invite: other.invite })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await ok(cid, 'invite.revoke', { space, invite: randomUUID() })).toEqual({})
    await ok(cid, 'invite.revoke', { space, invite: own.invite })
    for (const [command, input] of [
      ['invite.create', { space }],
      ['invite.list', { space }],
      ['invite.revoke', { space, invite: other.invite }],
      ['request.list', { space }],
      ['request.accept', { space, user: eve.user }],
      ['request.decline', { space, user: eve.user }],
    ] as const) {
      expect(await error(eve, command, input as never)).toMatchObject({ name: 'SPACE_NOT_FOUND' })
      if (command.startsWith('request'))
        expect(await error(cid, command, input as never)).toMatchObject({ name: 'NOT_ALLOWED' })
    }
    await ok(ann, 'role.change', { space, role: 0, may: ['view', 'send'] })
    expect(await error(cid, 'invite.create', { space })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(cid, 'invite.list', { space })).toMatchObject({ name: 'NOT_ALLOWED' })
    await ok(bob, 'invite.revoke', { space, invite: other.invite })
  })

  test('gives roles that whoever makes it may grant, and at the moment of coming only those that they may grant still', async () => {
    const { ann, bob, cid, eve, space, steward, invite } = await town()
    const low = await ok(ann, 'role.create', { space, name: 'Guest', may: ['send'] })
    await ok(ann, 'role.change', { space, role: steward, place: 9 })
    const roles = [low.role]
    for (const [person, asked, name] of [
      [cid, roles, 'NOT_BELOW_YOU'],
      [bob, [steward], 'NOT_BELOW_YOU'],
      [bob, [0], 'ROLE_FIXED'],
      [ann, [999], 'ROLE_NOT_FOUND'],
    ] as const)
      expect(await error(person, 'invite.create', { space, roles: [...asked] })).toMatchObject({ name })
    const { code, ...told } = await invite({ roles }, bob)
    expect(told.roles).toEqual(roles)
    await ok(eve, 'invite.accept', { code })
    expect((await events(space)).at(-1)).toMatchObject({ ev: 'resident.joined', is: { user: eve.user, roles } })
    expect((await ok(ann, 'resident.get', { space, users: [eve.user] })).residents).toMatchObject([{ roles }])
    expect((await ok(ann, 'resident.list', { space, role: low.role })).residents).toMatchObject([{ user: eve.user }])
    await ok(ann, 'role.revoke', { space, role: steward, users: [bob.user] })
    const [fay] = await people('Fay')
    await ok(fay, 'invite.accept', { code })
    expect((await ok(ann, 'resident.get', { space, users: [fay.user] })).residents).toMatchObject([{ roles: [] }])
  })

  test('is over when whoever made it is taken out, and not when they leave', async () => {
    const { ann, bob, cid, eve, space, invite, cannotEnter } = await town()
    const [byBob, byCid] = [await invite({}, bob), await invite({}, cid)]
    await ok(ann, 'resident.remove', { space, user: cid.user })
    await cannotEnter(eve, byCid.code)
    await ok(bob, 'space.leave', { space })
    expect(await ok(eve, 'invite.accept', { code: byBob.code })).toMatchObject({ space })
    expect(await ok(cid, 'invite.accept', { code: byBob.code })).toMatchObject({ space })
  })

  test('brings in nobody who lives in as many spaces as an account may, and takes no use then', async () => {
    const { ann, eve, space, invite } = await town()
    for (let count = 0; count < 3; count++) await ok(eve, 'space.create', { name: 'Own' })
    const { invite: id, code } = await invite({ uses: 1 })
    expect(await error(eve, 'invite.accept', { code })).toMatchObject({
      name: 'TOO_MANY_SPACES',
      user: eve.user,
      most: 3,
    })
    const { invites } = await ok(ann, 'invite.list', { space })
    expect(invites.find(({ invite }) => invite === id)).toMatchObject({ used: 0 })
  })

  test('is one of a bounded number, which are listed by page without a gap', async () => {
    const { ann, space, invite } = await town()
    await sql(
      `insert into invitation (room, id, code, creator, uses, approval)
       select $1, gen_random_uuid(), uuid_send(gen_random_uuid()), $2, 0, false from generate_series(1, $3)`,
      [space, ann.user, mostSpaceInvites - 1],
    )
    expect(await error(ann, 'invite.create', { space })).toMatchObject({
      name: 'TOO_MANY_INVITES',
      most: mostSpaceInvites,
    })
    const found = new Set<string>()
    for (let after: string | undefined, count = 0; count === 0 || after; count++) {
      const page = await ok(ann, 'invite.list', { space, limit: 300, ...(after ? { after } : {}) })
      for (const { invite: id } of page.invites) found.add(id)
      after = page.next
    }
    expect(found.size).toBe(mostSpaceInvites)
    for (const after of ['x', "1.' or true", `9.${ann.user}x`, '1.'])
      expect(await error(ann, 'invite.list', { space, after })).toMatchObject({ name: 'BAD_INPUT' })
    await sql('update invitation set expires = clock_timestamp() where room = $1', [space])
    await invite()
    expect(await sql('select count(*)::int as held from invitation where room = $1', [space])).toEqual([{ held: 1 }])
  })
})

describe('a space', () => {
  test('that lets in by request has who comes by a link ask, with a note, and who manages it answers once', async () => {
    const { ann, bob, cid, eve, space, code, inside } = await town()
    await ok(bob, 'space.change', { space, entry: 'request' })
    expect((await events(space)).at(-1)).toMatchObject({ ev: 'space.changed', is: { entry: 'request' } })
    expect(await ok(eve, 'invite.look', { code })).toMatchObject({ approval: true, asked: false })
    expect(await ok(eve, 'invite.accept', { code, note: ' من فضلك 🙂 ' })).toEqual({})
    expect(await ok(eve, 'invite.accept', { code })).toEqual({})
    expect(await ok(eve, 'invite.look', { code })).toMatchObject({ asked: true })
    expect(await inside()).not.toContain(eve.user)
    const waiting = () => published.filter(({ ev, is }) => ev === 'request.waiting' && is.space === space)
    await until(() => waiting().length >= 2)
    expect(new Set(waiting().map(({ on }) => on))).toEqual(new Set([ann, bob].map(({ user }) => `chat/user/${user}`)))
    const { requests } = await ok(bob, 'request.list', { space })
    expect(requests).toEqual([{ user: eve.user, name: 'Eve', at: expect.any(Number), note: 'من فضلك 🙂' }])
    const { seq } = await ok(bob, 'request.accept', { space, user: eve.user })
    expect(await ok(ann, 'request.accept', { space, user: eve.user })).toEqual({ seq })
    expect((await events(space)).at(-1)).toMatchObject({ ev: 'resident.joined', by: bob.user, is: { user: eve.user } })
    expect(await error(ann, 'request.accept', { space, user: randomUUID() })).toMatchObject({
      name: 'REQUEST_NOT_FOUND',
    })
    expect(await inside()).toEqual(expect.arrayContaining([cid.user, eve.user]))
  })

  test('lets in who asked with the roles of the invitation, as far as its maker may still give them', async () => {
    const { ann, bob, eve, space, steward, invite } = await town()
    const [fay] = await people('Fay')
    const { role } = await ok(ann, 'role.create', { space, name: 'Guest' })
    await ok(ann, 'role.change', { space, role: steward, place: 9 })
    const { code } = await invite({ roles: [role], approval: true }, bob)
    for (const person of [eve, fay]) await ok(person, 'invite.accept', { code })
    await ok(ann, 'request.accept', { space, user: eve.user })
    await ok(ann, 'role.revoke', { space, role: steward, users: [bob.user] })
    await ok(ann, 'request.accept', { space, user: fay.user })
    const { residents } = await ok(ann, 'resident.list', { space, role })
    expect(residents.map(({ user }) => user)).toEqual([eve.user])
  })

  test('that is closed lets in by an invitation alone that names them, and keeps those waiting who asked', async () => {
    const { ann, bob, cid, eve, space, code, invite, cannotEnter } = await town()
    const [fay] = await people('Fay')
    await ok(ann, 'space.change', { space, entry: 'request' })
    await ok(fay, 'invite.accept', { code })
    await ok(ann, 'space.change', { space, entry: 'closed' })
    await cannotEnter(eve, code)
    for (const [person, terms] of [
      [ann, {}],
      [cid, {}],
      [cid, { users: [eve.user] }],
    ] as const)
      expect(await error(person, 'invite.create', { space, ...terms } as never)).toMatchObject({ name: 'SPACE_CLOSED' })
    const byBob = await invite({ users: [eve.user, eve.user] }, bob)
    expect(byBob.users).toEqual([eve.user])
    expect(await ok(eve, 'invite.look', { code: byBob.code })).toMatchObject({ approval: false })
    expect(await ok(eve, 'invite.accept', { code: byBob.code })).toMatchObject({ space })
    expect((await ok(bob, 'request.list', { space })).requests).toMatchObject([{ user: fay.user }])
    await ok(bob, 'request.accept', { space, user: fay.user })
  })

  test('that has turned somebody away lets them in by no link, until who lets people in names them in one', async () => {
    const { ann, bob, cid, eve, space, code, invite, cannotEnter } = await town()
    await ok(ann, 'space.change', { space, entry: 'request' })
    await ok(eve, 'invite.accept', { code })
    for (let time = 0; time < 2; time++) await ok(bob, 'request.decline', { space, user: eve.user })
    await ok(ann, 'space.change', { space, entry: 'open' })
    for (const one of [code, (await invite()).code, (await invite({ users: [eve.user] }, cid)).code])
      await cannotEnter(eve, one)
    expect(await events(eve.user)).toEqual([])
    const { code: named } = await invite({ users: [eve.user] })
    expect(await ok(eve, 'invite.accept', { code: named })).toMatchObject({ space })
  })

  test('lets so many wait and no more, listed by page without a gap, and forgets them with the space', async () => {
    const { ann, eve, space, invite } = await town()
    const { code } = await invite({ approval: true })
    const all = await crowd(mostSpaceAsking - 1)
    await sql('insert into request (room, person) select $1, unnest($2::uuid[])', [space, all.map(({ user }) => user)])
    const [fay] = await people('Fay')
    const results = await Promise.all([eve, fay].map((person) => untilTold(person, code)))
    expect(results.filter((result) => 'ok' in result)).toHaveLength(1)
    expect(results.find((result) => 'error' in result)).toMatchObject({
      error: { name: 'TOO_MANY_ASKING', most: mostSpaceAsking },
    })
    const found: string[] = []
    for (let after: string | undefined, count = 0; count === 0 || after; count++) {
      const page = await ok(ann, 'request.list', { space, limit: 400, ...(after ? { after } : {}) })
      found.push(...page.requests.map(({ user }) => user))
      after = page.next
    }
    expect(found).toHaveLength(mostSpaceAsking)
    expect(new Set(found).size).toBe(mostSpaceAsking)
  })

  test('is left, and come into again, with nothing of before', async () => {
    const { ann, cid, space, code, steward } = await town()
    await ok(ann, 'role.grant', { space, role: steward, users: [cid.user] })
    await ok(cid, 'space.leave', { space })
    await ok(cid, 'invite.accept', { code })
    expect((await ok(ann, 'resident.get', { space, users: [cid.user] })).residents).toMatchObject([{ roles: [] }])
  })
})
