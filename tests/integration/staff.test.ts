/** What those who run the platform say of somebody holds on every gateway at once; and programs that act by service keys. */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { appointBy, logOutBy, restrictBy } from '@parley/auth'
import { uuid7 } from '@parley/client'
import { closeCodes } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import { connectRaw } from '../setup/raw-client.ts'
import { upgrade } from '../setup/upgrade.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

let world: World
let admin: Person
const reason = 'because of the test'
const readsPerSecond = 50

beforeAll(async () => {
  world = await startWorld(inject('backing'), {
    gateways: 2,
    chats: 2,
    env: { RATE_READ: String(readsPerSecond), GUESTS: 'on' },
    log: keepLog().log,
  })
  admin = await world.person('Ada')
  await using auth = await openToMend(world.environment.adminUrl, 'auth')
  await appointBy(auth.db, admin.user, 'owner', reason)
})
afterAll(() => world[Symbol.asyncDispose]())

const restrict = ({ user }: Pick<Person, 'user'>, kind: 'suspended' | 'locked' | 'banned') =>
  world.post('person.restrict', { user, kind, reason }, admin.token)
const release = ({ user }: Person, kind: 'suspended' | 'locked' | 'banned') =>
  world.post('person.release', { user, kind, reason }, admin.token)
const roomOf = async (person: Person) =>
  (await world.post('room.create', { kind: 'group', name: 'Here', members: [] }, person.token)).room
const statusOf = async (token: string) =>
  (await upgrade(world.url, { protocols: `parley.v1.json, bearer.${token}` })).status

describe('somebody who is restricted', () => {
  test.each([
    ['locked', 'ACCOUNT_LOCKED'],
    ['banned', 'ACCOUNT_BANNED'],
  ] as const)(
    '%s: their sockets are closed with its code on every gateway, and nothing is answered any more',
    async (kind, name) => {
      const ann = await world.person('Ann')
      await using here = await world.connect(ann)
      await using there = await world.connect(ann, { gateway: 1 })
      await restrict(ann, kind)
      expect(await Promise.all([here.closed(), there.closed()])).toEqual(Array(2).fill(closeCodes[name].code))
      await expect(world.post('room.list', {}, ann.token)).rejects.toMatchObject({ name })
      expect(await statusOf(ann.token)).toBe(403)
      await release(ann, kind)
      const back = kind === 'locked' ? world.post('session.refresh', { refresh: ann.refresh }) : undefined
      if (back) expect(await statusOf((await back).access)).toBe(101)
      else await world.post('session.create', { username: ann.username, password })
    },
  )

  test('suspended: they stay, read, take back and leave, and do nothing else, at any gateway', async () => {
    const bob = await world.person('Bob')
    const room = await roomOf(bob)
    const sent = uuid7()
    await world.post('message.send', { room, id: sent, text: 'Before' }, bob.token)
    await using here = await world.connect(bob)
    await using there = await world.connect(bob, { gateway: 1 })
    await restrict(bob, 'suspended')
    const refusal = { name: 'ACCOUNT_SUSPENDED', code: 1161 }
    for (const client of [here, there]) {
      await expect(client.call('message.send', { room, id: uuid7(), text: 'After' })).rejects.toMatchObject(refusal)
      await expect(
        client.call('room.create', { kind: 'group', key: randomUUID(), name: 'New', members: [] }),
      ).rejects.toMatchObject(refusal)
      await expect(client.call('account.change', { name: 'Rob' })).rejects.toMatchObject(refusal)
      expect((await client.call('room.list', {})).rooms).toHaveLength(1)
    }
    expect(await here.call('account.get', {})).toMatchObject({ restrictions: [{ kind: 'suspended', reason }] })
    const { access } = await world.post('session.refresh', { refresh: bob.refresh })
    await expect(world.post('message.send', { room, id: uuid7(), text: 'After' }, access)).rejects.toMatchObject(
      refusal,
    )
    await here.call('message.delete', {
      room,
      seq: (await here.call('room.history', { room })).events.at(-1)?.seq ?? 0,
    })
    await release(bob, 'suspended')
    await there.call('message.send', { room, id: uuid7(), text: 'Again' })
    await restrict(bob, 'suspended')
    await here.call('room.leave', { room })
  })

  test('on the command line: it holds within moments, though nobody was told of it', async () => {
    const eve = await world.person('Eve')
    await using client = await world.connect(eve)
    await using auth = await openToMend(world.environment.adminUrl, 'auth')
    await logOutBy(auth.db, eve.user, reason)
    expect(await client.closed()).toBe(closeCodes.SESSION_ENDED.code)
    const fay = await world.person('Fay')
    await using other = await world.connect(fay)
    await restrictBy(auth.db, { user: fay.user, kind: 'locked', reason })
    expect(await other.closed()).toBe(closeCodes.ACCOUNT_LOCKED.code)
  })
})

describe('spaces', () => {
  test('are found by staff who live in none of them, who read nothing there, and get another owner, which every log has', async () => {
    const [ann, bob] = [await world.person('Ann'), await world.person('Bob')]
    const [eve, aude] = [await world.person('Eve'), await world.person('Aude')]
    await world.post('staff.appoint', { user: aude.user, role: 'auditor', reason }, admin.token)
    const { space, rooms } = await world.post('space.create', { name: 'Lost island' }, ann.token)
    const { code } = await world.post('invite.create', { space }, ann.token)
    await world.post('invite.accept', { code }, bob.token)
    const found = async ({ token }: Person) => (await world.post('estate.find', { name: 'LOST' }, token)).spaces
    expect(await found(aude)).toMatchObject([
      { space, name: 'Lost island', owner: ann.user, owner_name: 'Ann', resident_count: 2, room_count: 1 },
    ])
    await expect(world.post('space.get', { space }, aude.token)).rejects.toMatchObject({ name: 'SPACE_NOT_FOUND' })
    const room = rooms[0]?.room as string
    await expect(world.post('room.history', { room }, aude.token)).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
    const appoint = ({ token }: Person, { user }: Person) =>
      world.post('estate.hand_over', { space, user, reason }, token)
    await expect(found(ann)).rejects.toMatchObject({ name: 'ROLE_MISSING', needs: 'spaces.see' })
    await expect(appoint(aude, bob)).rejects.toMatchObject({ name: 'ROLE_MISSING', needs: 'spaces.manage' })
    await expect(appoint(ann, bob)).rejects.toMatchObject({ name: 'ROLE_MISSING' })
    await expect(appoint(admin, eve)).rejects.toMatchObject({ name: 'RESIDENT_NOT_FOUND' })
    const { seq } = await appoint(admin, bob)
    expect(await appoint(admin, bob)).toEqual({ seq })
    expect(await found(aude)).toMatchObject([{ owner: bob.user }])
    const back = await Promise.all([appoint(admin, ann), appoint(admin, ann)])
    expect(back[0]).toEqual(back[1])
    await appoint(admin, bob)
    const { deeds } = await world.post('deed.list', { of: bob.user }, aude.token)
    const deed = { what: 'estate.hand_over', by: admin.user, whom: bob.user, reason, is: { space } }
    expect(deeds).toMatchObject([deed, deed])
    const { entries } = await world.post('audit.list', { space, did: 'space.hand_over' }, bob.token)
    expect(entries).toMatchObject([bob, ann, bob].map(({ user }) => ({ user, reason })))
    expect(entries[0]).not.toHaveProperty('by')
  })
})

describe('a guest', () => {
  const refusal = { name: 'GUEST_MAY_NOT', code: 1178 }
  const space = () => ({ name: 'Ours', key: randomUUID() })

  test('chats, does not do what is for who stays, and does it at every gateway as soon as they have an account', async () => {
    const ann = await world.person('Ann')
    const opened = await world.post('guest.create', { name: 'Gus' })
    const gus: Person = { ...opened, name: 'Gus', username: '', token: opened.access }
    const room = (await world.post('room.create', { kind: 'group', name: 'Here', members: [gus.user] }, ann.token)).room
    await using here = await world.connect(gus)
    await using there = await world.connect(gus, { gateway: 1 })
    await here.call('message.send', { room, id: uuid7(), text: 'By a guest' })
    for (const client of [here, there])
      await expect(client.call('space.create', space())).rejects.toMatchObject(refusal)
    const { users } = await world.post('user.get', { users: [gus.user, ann.user] }, ann.token)
    expect(users.map(({ user, guest }) => [user === gus.user, guest])).toEqual(
      expect.arrayContaining([
        [true, true],
        [false, undefined],
      ]),
    )
    await restrict(gus, 'suspended')
    await release(gus, 'suspended')
    await expect(there.call('space.create', space())).rejects.toMatchObject(refusal)

    await here.call('guest.become', { username: 'gus.who.stays', password })
    for (const client of [here, there]) await vi.waitFor(() => client.call('space.create', space()), { timeout: 5_000 })
    expect((await there.call('room.list', {})).rooms.map((one) => one.room)).toContain(room)
    const back = await world.post('session.create', { username: 'gus.who.stays', password })
    expect(back.user).toBe(gus.user)
    expect((await world.post('user.get', { users: [gus.user] }, ann.token)).users[0]).not.toHaveProperty('guest')
  })
})

describe('limits', () => {
  test('hold for all gateways together: who has used them up at one has little left at another', async () => {
    const ann = await world.person('Ann')
    const ask = (place: number) =>
      fetch(`${world.urls[place]}/v1/user.search`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${ann.token}` },
        body: '{"name":"Ann"}',
      })
    const leftOf = async (place: number) => Number((await ask(place)).headers.get('ratelimit-remaining'))
    expect(Object.fromEntries([...(await ask(0)).headers].filter(([name]) => name.startsWith('ratelimit-')))).toEqual({
      'ratelimit-limit': String(2 * readsPerSecond),
      'ratelimit-remaining': String(2 * readsPerSecond - 1),
      'ratelimit-reset': '1',
      'ratelimit-bucket': 'read',
    })
    // A quarter of what may come at once is what each gateway lets through before it asks; of that alone, more than half would be left.
    const quarter = readsPerSecond / 2 + 1
    const askMany = (place: number, times: number) => Promise.all(Array.from({ length: times }, () => ask(place)))
    await vi.waitUntil(
      async () => {
        await askMany(0, 2 * readsPerSecond)
        await sleep(300)
        await askMany(1, quarter)
        await sleep(300)
        return (await leftOf(1)) < readsPerSecond
      },
      { timeout: 20_000, interval: 1_000 },
    )
  })
})

describe('the back end of a game', () => {
  const scopes = ['room:write', 'room:read', 'member:write', 'message:write', 'user:read', 'party:read']
  const makeKey = (more: object = {}) =>
    world.post('key.create', { key: randomUUID(), name: 'Chess', scopes, ...more }, admin.token)

  test('makes a room by its service key, brings people in and speaks there, over HTTP and on a socket', async () => {
    const { user, secret } = await makeKey()
    const ann = await world.person('Ann')
    const { room } = await world.post('room.create', { kind: 'group', name: 'Match 1', members: [] }, secret)
    await world.post('member.add', { room, users: [ann.user] }, secret)
    await using client = await connectRaw(world.url, secret)
    expect(client.hello.user).toBe(user)
    await using reader = await world.connect(ann, { gateway: 1 })
    const { seq } = await client.call('message.send', { room, id: uuid7(), text: 'White begins' })
    expect(await reader.waitFor(`chat/room/${room}`, seq)).toMatchObject({ by: user, is: { text: 'White begins' } })
    expect((await reader.call('user.get', { users: [user] })).users).toEqual([{ user, name: 'Chess', program: true }])
  })

  test('is refused what its key is not for, and another game than its own', async () => {
    const { secret } = await makeKey({ game: 'chess' })
    await expect(world.post('contact.list', {}, secret)).rejects.toMatchObject({ name: 'SCOPE_MISSING', code: 1115 })
    await expect(world.post('account.change', { name: 'Go' }, secret)).rejects.toMatchObject({ name: 'SCOPE_MISSING' })
    await expect(world.post('person.find', {}, secret)).rejects.toMatchObject({ name: 'SCOPE_MISSING' })
    expect(await world.post('party.search', { game: 'chess' }, secret)).toMatchObject({ parties: [] })
    await expect(world.post('party.search', { game: 'go' }, secret)).rejects.toMatchObject({ name: 'GAME_OF_ANOTHER' })
  })

  test('is cut off within a second when its key is revoked, at every gateway; what is no key is no token', async () => {
    const { key, secret } = await makeKey()
    const sockets = await Promise.all(world.urls.map((url) => connectRaw(url, secret)))
    await world.post('key.revoke', { key, reason }, admin.token)
    for (const socket of sockets) {
      expect(await socket.closed()).toBe(closeCodes.SESSION_ENDED.code)
      await socket[Symbol.asyncDispose]()
    }
    await expect(world.post('room.list', {}, secret)).rejects.toMatchObject({ name: 'SESSION_ENDED' })
    await expect(world.post('room.list', {}, `${secret.slice(0, -1)}_`)).rejects.toMatchObject({
      name: 'TOKEN_INVALID',
    })
  })
})

describe('somebody whom a directory manages', () => {
  test('is out at every gateway within a second when it deactivates them, and in again when it wants', async () => {
    const { secret } = await world.post(
      'key.create',
      { key: randomUUID(), name: 'Directory', scopes: ['scim:write'] },
      admin.token,
    )
    const ask = async (method: string, path: string, body: object) => {
      const headers = { authorization: `Bearer ${secret}`, 'content-type': 'application/scim+json' }
      return (await fetch(`${world.url}/scim/v2${path}`, { method, headers, body: JSON.stringify(body) })).json()
    }
    const { id } = (await ask('POST', '/Users', { userName: 'dora.d', displayName: 'Dora' })) as { id: string }
    const { password: given } = await world.post('person.reset', { user: id, reason }, admin.token)
    const logIn = () => world.post('session.create', { username: 'dora.d', password: given })
    const { access } = await logIn()
    const sockets = await Promise.all(world.urls.map((url) => connectRaw(url, access)))
    const active = (value: boolean) =>
      ask('PATCH', `/Users/${id}`, { Operations: [{ op: 'replace', path: 'active', value }] })
    await active(false)
    const since = performance.now()
    for (const socket of sockets) {
      expect(await socket.closed()).toBe(closeCodes.ACCOUNT_LOCKED.code)
      await socket[Symbol.asyncDispose]()
    }
    expect(performance.now() - since).toBeLessThan(1_000)
    await expect(logIn()).rejects.toMatchObject({ name: 'ACCOUNT_LOCKED' })
    await active(true)
    await logIn()
  })
})

describe('a request that comes with a key of its own', () => {
  const ask = async (person: Person, key: string, name: string, input: object) => {
    const response = await fetch(`${world.urls[0]}/v1/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${person.token}`,
        'idempotency-key': key,
      },
      body: JSON.stringify(input),
    })
    return (await response.json()) as { code?: string; error?: { name: string } }
  }

  test('is done once and answered alike, however often and however close it comes, and again for another key or person', async () => {
    const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    const room = await roomOf(ann)
    const key = randomUUID()
    const invite = (uses?: number) => ask(ann, key, 'invite.create', { room, ...(uses ? { uses } : {}) })
    const all = await Promise.all(Array.from({ length: 5 }, () => invite()))
    const codes = new Set([...all, await invite()].map(({ code }) => code))
    expect([...codes]).toEqual([expect.any(String)])
    expect((await world.post('invite.list', { room }, ann.token)).invites).toHaveLength(1)
    expect(await invite(3)).toMatchObject({ error: { name: 'ONCE_TAKEN' } })
    expect((await ask(ann, randomUUID(), 'invite.create', { room })).code).not.toBe(all[0]?.code)
    const theirs = await roomOf(bob)
    expect((await ask(bob, key, 'invite.create', { room: theirs })).code).not.toBe(all[0]?.code)
  })

  test('that was refused may come again with it; a key that is none is refused', async () => {
    const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    const room = await roomOf(ann)
    const key = randomUUID()
    const leave = () => ask(bob, key, 'room.leave', { room })
    expect(await leave()).toMatchObject({ error: { name: 'ROOM_NOT_FOUND' } })
    await world.post('member.add', { room, users: [bob.user] }, ann.token)
    expect(await leave()).not.toHaveProperty('error')
    expect(await leave()).not.toHaveProperty('error')
    expect(await ask(ann, 'again', 'room.leave', { room })).toMatchObject({ error: { name: 'BAD_INPUT' } })
  })
})
