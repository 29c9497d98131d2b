import { closeCodes, errors } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import WebSocket from 'ws'
import { keepLog } from '../setup/log-lines.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { claimsOf, type Signer, secondsFromNow, signerOf } from '../setup/signer.ts'
import { upgrade } from '../setup/upgrade.ts'
import { openWire, type Wire } from '../setup/wire.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

const heartbeatMs = 300
let world: World
let signer: Signer
/** Opened before all else, and never says hello. */
let mute: Wire
let muteSince: number

beforeAll(async () => {
  const env = { REFRESH_GRACE_SECONDS: '0' }
  const gatewayEnv = (place: number) => (place === 2 ? { HEARTBEAT_MS: String(heartbeatMs) } : {})
  world = await startWorld(inject('backing'), { gateways: 3, env, gatewayEnv, log: keepLog().log })
  signer = await signerOf(world)
  muteSince = Date.now()
  mute = await openWire(world.url, (await world.person('Mute')).token)
})
afterAll(() => world[Symbol.asyncDispose]())

/** The same person, whose token ends in so many seconds. */
const endingIn = (person: Person, seconds: number): Person => ({
  ...person,
  token: signer.sign(person.token, { exp: secondsFromNow(seconds) }),
})

const expiryOf = ({ token }: Person) => (claimsOf(token).exp ?? 0) * 1_000

const logInAgain = async (person: Person): Promise<Person> => {
  const { access, refresh } = await world.post('session.create', { username: person.username, password })
  return { ...person, token: access, refresh }
}

const isAlive = async (client: RawClient) => {
  expect(await client.call('ping', {})).toEqual({})
  expect(client.socket.readyState).toBe(WebSocket.OPEN)
}

describe('the access token of an open socket', () => {
  test('is told when it ends, and the socket is closed within about a second of that', async () => {
    const ann = endingIn(await world.person('Ann'), 2)
    await using client = await world.connect(ann)
    expect(client.hello.token_expires_at).toBe(expiryOf(ann))
    expect(await client.closed()).toBe(closeCodes.TOKEN_EXPIRED.code)
    const late = Date.now() - expiryOf(ann)
    expect(late).toBeGreaterThanOrEqual(0)
    expect(late).toBeLessThan(2_000)
    expect((await upgrade(world.url, { protocols: `parley.v1.json, bearer.${ann.token}` })).status).toBe(401)
  })

  test('can be renewed, and the socket outlives the old one', async () => {
    const ann = await world.person('Ann')
    const short = endingIn(ann, 2)
    await using renewed = await world.connect(short)
    await using forgotten = await world.connect(short, { gateway: 1 })
    const { access, access_expires_at } = await world.post('session.refresh', { refresh: ann.refresh })
    expect(await renewed.call('token.renew', { token: access })).toEqual({
      token_expires_at: access_expires_at,
      token_expires_in_ms: expect.closeTo(access_expires_at - Date.now(), -4),
    })
    expect(await forgotten.closed()).toBe(closeCodes.TOKEN_EXPIRED.code)
    await isAlive(renewed)
  })

  test('cannot be replaced by one of another session, nor by one that is not good', async () => {
    const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    const short = endingIn(ann, 2)
    await using client = await world.connect(short)
    const again = await logInAgain(ann)
    const renew = (token: string) => client.call('token.renew', { token })
    for (const other of [again.token, bob.token])
      await expect(renew(other)).rejects.toMatchObject({ code: 1103, name: 'TOKEN_OF_ANOTHER' })
    await expect(renew(endingIn(ann, -1).token)).rejects.toMatchObject({ name: 'TOKEN_EXPIRED' })
    await expect(renew('a.b.c')).rejects.toMatchObject({ name: 'TOKEN_INVALID' })
    expect(await client.closed()).toBe(closeCodes.TOKEN_EXPIRED.code)
  })
})

describe('a session that is ended', () => {
  const refusals = async (token: string) => {
    const headers = { authorization: `Bearer ${token}` }
    const overHttp = await Promise.all(
      world.urls.map(async (url) => {
        const response = await fetch(`${url}/v1/room.list`, { method: 'POST', headers })
        return { status: response.status, body: await response.text() }
      }),
    )
    const sockets = await Promise.all(
      world.urls.map((url) => upgrade(url, { protocols: `parley.v1.json, bearer.${token}` })),
    )
    return [...overHttp, ...sockets]
  }

  test('closes its sockets on every gateway within a second, and no other', async () => {
    const ann = await world.person('Ann')
    const elsewhere = await logInAgain(ann)
    const clients = await Promise.all([0, 1].map((gateway) => world.connect(ann, { gateway })))
    await using other = await world.connect(elsewhere)
    const ended = Date.now()
    await world.post('session.end', { refresh: ann.refresh })
    for (const client of clients) expect(await client.closed()).toBe(closeCodes.SESSION_ENDED.code)
    expect(Date.now() - ended).toBeLessThan(1_000)
    await isAlive(other)
  })

  test('has no use for its tokens any more, though they have not expired', async () => {
    const ann = await world.person('Ann')
    await using client = await world.connect(ann)
    await world.post('session.end', { refresh: ann.refresh })
    await client.closed()
    for (const { status, body } of await refusals(ann.token)) {
      expect(status).toBe(errors.SESSION_ENDED.status)
      expect(JSON.parse(body)).toMatchObject({ error: { code: 1111, name: 'SESSION_ENDED' } })
    }
    const another = endingIn(ann, 60)
    for (const { status } of await refusals(another.token)) expect(status).toBe(401)
    await using again = await world.connect(await logInAgain(ann))
    await isAlive(again)
  })

  test('is ended too by a refresh token that comes back after its use', async () => {
    const ann = await world.person('Ann')
    await using client = await world.connect(ann, { gateway: 1 })
    await world.post('session.refresh', { refresh: ann.refresh })
    await expect(world.post('session.refresh', { refresh: ann.refresh })).rejects.toMatchObject({
      name: 'REFRESH_REUSED',
    })
    expect(await client.closed()).toBe(closeCodes.SESSION_ENDED.code)
  })
})

describe('a client that falls silent', () => {
  const open = async (person: Person, autoPong: boolean) => {
    const url = `${(world.urls[2] as string).replace('http', 'ws')}/v1/socket`
    const socket = new WebSocket(url, ['parley.v1.json', `bearer.${person.token}`], { autoPong })
    const events = { pings: 0, closed: new Promise<number>((resolve) => socket.once('close', resolve)) }
    socket.on('ping', () => events.pings++)
    await new Promise((resolve) => socket.once('open', resolve))
    return { socket, events }
  }

  const hello = (socket: WebSocket) => {
    socket.send('{"id":1,"do":"hello"}')
    return new Promise((resolve) => socket.once('message', resolve))
  }

  test('is asked for a sign of life, and cut when it gives none; one that gives any is not', async () => {
    const ann = await world.person('Ann')
    const silent = await open(ann, false)
    const answering = await open(ann, true)
    const talking = await open(ann, false)
    const pinging = await open(ann, false)
    const begun = Date.now()
    for (const { socket } of [silent, answering, talking, pinging]) await hello(socket)
    const chatter = setInterval(() => {
      talking.socket.send('{"id":2,"do":"ping"}')
      pinging.socket.ping()
    }, heartbeatMs / 3)
    expect(await silent.events.closed).toBe(closeCodes.HEARTBEAT_MISSED.code)
    expect(Date.now() - begun).toBeGreaterThan(2 * heartbeatMs)
    expect(silent.events.pings).toBe(1)
    // A heartbeat later than the silent one, so that whoever gave no sign of life either would be gone by now.
    await expect.poll(() => answering.events.pings).toBeGreaterThan(2)
    clearInterval(chatter)
    for (const { socket } of [answering, talking, pinging]) expect(socket.readyState).toBe(WebSocket.OPEN)
    for (const { socket } of [answering, talking, pinging]) socket.terminate()
  })

  test('is cut also where it never said a word', async () => {
    const silent = await open(await world.person('Ann'), false)
    expect(await silent.events.closed).toBe(closeCodes.HEARTBEAT_MISSED.code)
  })
})

test('a client that never says hello is closed after ten seconds', async () => {
  expect(await mute.closed()).toBe(closeCodes.HELLO_LATE.code)
  const waited = Date.now() - muteSince
  expect(waited).toBeGreaterThanOrEqual(10_000)
  expect(waited).toBeLessThan(15_000)
})
