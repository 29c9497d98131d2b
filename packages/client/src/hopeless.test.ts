/** What cannot get better is told, with what to do, and not tried for ever; what can get better is tried. */
import { type ErrorName, errorBody } from '@parley/protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { settled } from '../test/simulated-clock.ts'
import { asked, clock, online, parley, reports, server, simulateForEachTest, start } from '../test/simulated-parley.ts'
import type { ParleyOptions } from './options.ts'
import { Parley } from './parley.ts'
import { ParleyError, parleyError } from './parley-error.ts'

simulateForEachTest()
afterEach(() => vi.unstubAllGlobals())

const ends = async (options: Record<string, unknown>, why: RegExp) => {
  start(options as Partial<ParleyOptions>)
  const states: string[] = []
  parley.on('state', (state) => states.push(state))
  const call = parley.call('room.list', {}).catch((error: ParleyError) => error)
  await clock.pass(60_000)
  expect(parley.state).toBe('ended')
  expect(states.at(-1)).toBe('ended')
  await expect(parley.ready).rejects.toBe(parley.error)
  expect(await call).toBeInstanceOf(ParleyError)
  expect(parley.error).toMatchObject({ retry: false, message: expect.stringMatching(why) })
}

describe('set up so that it cannot work, it ends at once and says what to change', () => {
  test.each([
    ['another scheme', { url: 'ftp://parley.test' }, /begins with ftp:/],
    ['no scheme', { url: 'parley.test:8080' }, /no address \(parley.test:8080\): give .* such as https:/],
    ['no address', { url: 'parley' }, /`url` is no address \(parley\): give the address/],
    ['nothing as address', { url: 7 }, /`url` is number: give the address/],
    ['the address of the socket', { url: 'https://parley.test/v1/socket' }, /to end before \/v1/],
    ['the address of the API', { url: 'https://parley.test/v1' }, /to end before \/v1/],
    ['a name in the address', { url: 'https://ann:secret@parley.test' }, /log in with `logIn`/],
    ['an encoding that does not exist', { encoding: 'protobuf' }, /one of json, msgpack \(protobuf\)/],
    ['a token instead of a function', { token: 'jwt' }, /`token` is to be a function/],
    ['no patience', { callTimeoutMs: Number.NaN }, /`callTimeoutMs`/],
    [
      'a position before the beginning',
      { positions: { 'chat/room/0197aaaa-0000-4000-8000-000000000000': { epoch: 1, seq: -1 } } },
      /holds what is no position/,
    ],
    ['positions that are none', { positions: { 'chat/room/1': { epoch: 1, seq: 1 } } }, /holds what is no position/],
  ])('with %s', async (_, options, why) => {
    await ends(options, why)
    expect(parley.error).toMatchObject({ name: 'SETUP_FAULT', code: 1090 })
    expect(server.sockets).toHaveLength(0)
    expect(asked).toEqual([])
  })

  test('without a WebSocket', async () => {
    vi.stubGlobal('WebSocket', undefined)
    start({ openSocket: undefined as never })
    await settled()
    expect(parley.error?.message).toMatch(/no WebSocket here: give `openSocket`/)
  })

  test('without a token, or with one that no header can carry', async () => {
    for (const token of [undefined, '', null, 7, 'two words', 'a\nb', 'é']) {
      await ends({ token: async () => token }, /token function gave .* instead of an access token/)
      expect(server.sockets).toHaveLength(0)
    }
  })

  test('with a token function, or a way to open sockets, that is not written right', async () => {
    const nothing = undefined as unknown as { token: string }
    await ends({ token: () => nothing.token }, /token function failed: Cannot read/)
    await ends(
      { token: async () => (nothing as unknown as () => string)() },
      /token function failed: .*is not a function/,
    )
    const refuse = () => {
      throw new DOMException('An insecure WebSocket may not be opened from a page over HTTPS.', 'SecurityError')
    }
    await ends({ openSocket: refuse }, /the socket could not be made: An insecure/)
    expect(reports.length).toBeGreaterThanOrEqual(3)
  })

  test('with a token function that throws whatever, after three tries', async () => {
    let calls = 0
    const token = () => {
      calls += 1
      throw new Error('boom')
    }
    await ends({ token }, /token function failed: boom/)
    expect(calls).toBe(3)
  })
})

test('addresses that are meant for sockets are taken as well', async () => {
  const urls: string[] = []
  const openSocket: ParleyOptions['openSocket'] = (url, protocols) => {
    urls.push(url)
    return server.openSocket(url, protocols)
  }
  for (const url of ['ws://parley.test', 'wss://parley.test/base', 'https://parley.test/base/']) {
    await online({ url, openSocket })
    await parley.close()
  }
  expect(urls).toEqual([
    'ws://parley.test/v1/socket',
    'wss://parley.test/base/v1/socket',
    'wss://parley.test/base/v1/socket',
  ])
})

const answer = (status: number, name?: ErrorName) => () =>
  name ? Response.json({ error: errorBody(name) }, { status }) : new Response('<html>', { status })

describe('a server that refuses handshakes', () => {
  test.each([
    ['with 403', answer(403), /answers with HTTP status 403, and not as Parley does: check `url`/],
    ['with 404', answer(404), /HTTP status 404/],
    ['with 404 of ours', answer(404, 'ROUTE_NOT_FOUND'), /HTTP status 404/],
    ['and is a page', answer(200), /HTTP status 200/],
    [
      'as proxies do that know no sockets',
      () => Response.json({ user: 'u' }),
      /no WebSocket gets through: let the prox/,
    ],
    ['as the token is not one of its own', answer(401, 'TOKEN_INVALID'), /none of this server/],
    ['as the session is over', answer(401, 'SESSION_ENDED'), /session has been ended/],
  ])('%s, is found out by asking, and that is the end', async (_, doorkeeper, why) => {
    server.isUp = false
    server.doorkeeper = doorkeeper
    await ends({}, why)
    expect(server.asks).toBeLessThanOrEqual(4)
    expect(server.sockets.length).toBeLessThanOrEqual(9)
    expect(reports).toContain(parley.error)
  })

  test.each([
    ['is down', undefined],
    ['has a proxy before it that waits for it', answer(502)],
    ['has too much to do', answer(429, 'RATE_LIMITED')],
    ['cannot reach its services', answer(503, 'UNAVAILABLE')],
  ])('as it %s, is tried on and on', async (_, doorkeeper) => {
    server.isUp = false
    server.doorkeeper = doorkeeper
    start()
    await clock.pass(3_600_000)
    expect(['waiting', 'connecting']).toContain(parley.state)
    server.isUp = true
    await clock.pass(60_000)
    expect(parley.state).toBe('online')
  })

  test('for a while, as it is being replaced, is tried on', async () => {
    server.isUp = false
    server.doorkeeper = answer(404)
    start()
    while (server.asks === 0) await clock.pass(50)
    server.doorkeeper = undefined
    await clock.pass(2_000)
    server.doorkeeper = answer(404)
    const { asks } = server
    while (server.asks === asks) await clock.pass(50)
    server.isUp = true
    await clock.pass(60_000)
    expect(parley.state).toBe('online')
  })

  test.each([true, false])(
    'over HTTP alone for a moment, as it is being replaced, is no fault that is told; had worked: %s',
    async (hadWorked) => {
      if (hadWorked) await online()
      server.isUp = false
      server.doorkeeper = () => Response.json({ user: 'u' })
      if (hadWorked) server.socket.sever()
      else start()
      while (server.asks < 2) await clock.pass(50)
      server.isUp = true
      await clock.pass(60_000)
      expect(parley.state).toBe('online')
      expect(reports).toEqual([])
    },
  )

  test.each([
    ['403', answer(403)],
    ['404', answer(404)],
    ['nothing but HTTP', () => Response.json({ user: 'u' })],
  ])('with %s after all had worked is tried on, and the trouble is told', async (_, doorkeeper) => {
    await online()
    server.isUp = false
    server.doorkeeper = doorkeeper
    server.socket.sever()
    await clock.pass(600_000)
    expect(parley.state).not.toBe('ended')
    expect(parley.trouble).toMatchObject({ name: 'SETUP_FAULT' })
    expect(parley.error).toBeUndefined()
    const call = parley.call('room.list', {}).catch((error: ParleyError) => error)
    await clock.pass(15_000)
    expect(await call).toMatchObject({ name: 'UNAVAILABLE', message: expect.stringContaining('HTTP') })
    server.isUp = true
    await clock.pass(60_000)
    expect(parley.state).toBe('online')
    expect(parley.trouble).toBeUndefined()
  })

  test('for a token that has expired ends whoever has no other, also where all had worked', async () => {
    await online({ token: async () => 'the-same' })
    server.isUp = false
    server.doorkeeper = answer(401, 'TOKEN_EXPIRED')
    server.socket.cut(4005)
    await clock.pass(60_000)
    expect(parley.error).toMatchObject({ name: 'TOKEN_EXPIRED' })
  })

  test('for a token that is new and has expired all the same, as clocks differ, is tried on and told', async () => {
    server.isUp = false
    server.doorkeeper = answer(401, 'TOKEN_EXPIRED')
    start()
    await clock.pass(600_000)
    expect(parley.state).not.toBe('ended')
    expect(parley.trouble).toMatchObject({ name: 'TOKEN_EXPIRED' })
  })

  test('is not asked over HTTP at every try', async () => {
    server.isUp = false
    start()
    await clock.pass(600_000)
    expect(server.asks).toBeGreaterThan(5)
    expect(server.asks).toBeLessThanOrEqual(server.sockets.length / 2)
  })

  describe('to pages of another origin', () => {
    beforeEach(() => vi.stubGlobal('location', new URL('https://game.test/')))
    const blocked = () => Promise.reject(new TypeError('Failed to fetch'))
    /** What a browser lets the page see without being able to read it, by method. */
    const seen =
      (...methods: string[]) =>
      async (_: unknown, { mode, method = 'GET' }: RequestInit = {}) =>
        mode === 'no-cors' && methods.includes(method) ? new Response() : blocked()

    test('is told apart from one that is down, and the page is told what is missing', async () => {
      server.isUp = false
      await ends({ fetch: seen('POST') }, /allows origins with ALLOWED_ORIGINS.*lacks https:\/\/game\.test/)
    })

    test.each([
      ['is down', []],
      ['is a proxy whose server is away', ['GET', 'POST']],
    ])('and %s is tried on and on', async (_, methods) => {
      server.isUp = false
      start({ fetch: seen(...methods) as typeof fetch })
      await clock.pass(600_000)
      expect(parley.state).not.toBe('ended')
    })
  })
})

describe('a token function whose requests do not get through', () => {
  const faults: [string, () => unknown][] = [
    ['in Chromium', () => new TypeError('Failed to fetch')],
    ['in Firefox', () => new TypeError('NetworkError when attempting to fetch resource.')],
    ['in Safari', () => new TypeError('Load failed')],
    ['in Node', () => new TypeError('fetch failed')],
    ['by time', () => new DOMException('signal timed out', 'TimeoutError')],
    ['of a library', () => Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
    ['as ours', () => parleyError('UNAVAILABLE')],
  ]

  test.each(faults)('%s is asked again for as long as it takes', async (_, fault) => {
    let isBack = false
    start({
      token: async () => {
        if (!isBack) throw fault()
        return 'jwt'
      },
    })
    await clock.pass(600_000)
    expect(parley.state).toBe('waiting')
    expect(parley.trouble?.name).toBe('UNAVAILABLE')
    isBack = true
    await clock.pass(30_000)
    expect(parley.state).toBe('online')
  })

  test('or which throws whatever, once it has worked, is asked again too, and heard of', async () => {
    let isBroken = false
    await online({
      token: async () => {
        if (isBroken) throw new Error('HTTP 500')
        return 'jwt'
      },
    })
    isBroken = true
    server.socket.cut(4000)
    await clock.pass(300_000)
    expect(parley.state).toBe('waiting')
    expect(parley.trouble?.message).toContain('token function failed: HTTP 500')
    expect(reports.length).toBeGreaterThan(5)
    isBroken = false
    await clock.pass(30_000)
    expect(parley.state).toBe('online')
  })
})

test('whoever listens after making it hears that it has ended', async () => {
  const states: string[] = []
  const made = new Parley({ url: 'nonsense', token: async () => 'jwt' })
  made.on('state', (state) => states.push(state))
  await settled()
  expect(states).toEqual(['ended'])
  start()
})
