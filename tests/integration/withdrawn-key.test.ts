import { closeCodes } from '@parley/protocol'
import { limitLines } from '@parley/service-kit'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { keepLog } from '../setup/log-lines.ts'
import { query } from '../setup/stored.ts'
import { upgrade } from '../setup/upgrade.ts'
import { password, startWorld, type World } from '../setup/world.ts'

const { log, lines } = keepLog()
let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, log })
})
afterAll(() => world[Symbol.asyncDispose]())

const eventsIn = (of: readonly string[], name: string) =>
  of.map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ event }) => event === name)

const eventsOf = (name: string) => eventsIn(lines, name)

const withdraw = () => query(world.environment.adminUrl, 'delete from auth.signing_key')

const overHttp = async (url: string, token: string): Promise<string | undefined> => {
  const response = await fetch(`${url}/v1/room.list`, { method: 'POST', headers: { authorization: `Bearer ${token}` } })
  return ((await response.json()) as { error?: { name: string } }).error?.name
}

test('a token is refused everywhere soon after its key was withdrawn, also where it was good before, and sockets go', async () => {
  const ann = await world.person('Ann')
  const clients = await Promise.all([0, 1].map((gateway) => world.connect(ann, { gateway })))
  for (const url of world.urls) expect(await overHttp(url, ann.token)).toBeUndefined()
  await withdraw()
  for (const client of clients) expect(await client.closed()).toBe(closeCodes.TOKEN_INVALID.code)
  for (const url of world.urls) {
    expect(await overHttp(url, ann.token)).toBe('TOKEN_INVALID')
    const handshake = await upgrade(url, { protocols: `parley.v1.json, bearer.${ann.token}` })
    expect(handshake.status).toBe(401)
  }
  const { access } = await world.post('session.refresh', { refresh: ann.refresh })
  for (const url of world.urls) expect(await overHttp(url, access)).toBeUndefined()
  await using again = await world.connect({ ...ann, token: access }, { gateway: 1 })
  expect(again.hello.user).toBe(ann.user)
  expect(eventsOf('key-withdrawn')).toHaveLength(1)
  expect(eventsOf('token-refused')[0]).toMatchObject({ why: 'TOKEN_INVALID', address: '127.0.0.1' })
})

test('a token that was renewed with another key in time outlives the first key', async () => {
  const bob = await world.person('Bob')
  await using client = await world.connect(bob)
  await withdraw()
  await client.closed()
  const { access, refresh } = await world.post('session.refresh', { refresh: bob.refresh })
  await using next = await world.connect({ ...bob, token: access })
  expect(await next.call('ping', {})).toEqual({})
  expect((await world.post('session.refresh', { refresh })).user).toBe(bob.user)
})

test('what happens about access is in the log under its name, with whom and where it was', async () => {
  const carol = await world.person('Carol')
  const dave = await world.person('Dave')
  await expect(world.post('session.create', { username: carol.username, password: 'not hers' })).rejects.toMatchObject({
    name: 'LOGIN_FAILED',
  })
  const session = await world.post('session.create', { username: carol.username, password })
  const next = await world.post('session.refresh', { refresh: session.refresh })
  await world.post('session.refresh', { refresh: next.refresh })
  await world.post('session.refresh', { refresh: session.refresh }).catch(() => {})
  await world.post('session.refresh', { refresh: 'no-such-token' }).catch(() => {})
  const { room } = await world.post('room.create', { kind: 'group', name: 'Group', members: [dave.user] }, carol.token)
  await world.post('member.remove', { room, user: dave.user }, carol.token)
  await world.post('member.add', { room, users: [dave.user] }, carol.token)
  await world.post('room.leave', { room }, carol.token)
  await world.post('session.end', { refresh: carol.refresh })
  await eventually('the gateway knows', async () => (await overHttp(world.url, carol.token)) === 'SESSION_ENDED')

  const user = carol.user
  const address = '127.0.0.1'
  const by = { by: user, room, address }
  expect(eventsOf('sign-up')).toContainEqual(expect.objectContaining({ user, address, service: expect.any(String) }))
  expect(eventsOf('log-in-failed').at(-1)).toMatchObject({ address, name_tag: expect.stringMatching(/^[0-9a-f]{12}$/) })
  expect(eventsOf('log-in').at(-1)).toMatchObject({ user, session: session.session, address, device: 'unknown' })
  expect(eventsOf('refresh-reused').at(-1)).toMatchObject({ user, session: session.session, address })
  expect(eventsOf('refresh-refused').at(-1)).toMatchObject({ address })
  expect(eventsOf('session-ended').at(-1)).toMatchObject({ user, address })
  expect(eventsOf('token-refused').at(-1)).toMatchObject({ user, address, why: 'SESSION_ENDED' })
  expect(eventsOf('rights-changed').map(({ user: whom, why, ...rest }) => ({ whom, why, rest }))).toEqual(
    [
      { whom: dave.user, why: 'taken out of the room' },
      { whom: dave.user, why: 'taken into the room' },
      { whom: user, why: 'left the room' },
      { whom: dave.user, why: 'made owner of the room' },
    ].map((one) => ({ ...one, rest: expect.objectContaining(by) })),
  )
  const written = lines.join('')
  for (const secret of [carol.username, 'not hers', 'no such token', session.refresh, session.device_token as string])
    expect(written).not.toContain(secret)
})

test('who provokes lines of the log by the thousand gets a few of them a second, and the rest are counted', async () => {
  const clock = { now: 0 }
  const limited = keepLog(limitLines(() => clock.now))
  await using other = await startWorld(inject('backing'), { log: limited.log })
  const refused = () => eventsIn(limited.lines, 'token-refused')
  await Promise.all(Array.from({ length: 200 }, () => overHttp(other.url, 'a.b.c')))
  expect(refused()).toHaveLength(20)
  clock.now = 1_000
  await overHttp(other.url, 'a.b.c')
  expect(refused().at(-1)).toMatchObject({ left_out: 180 })
})
