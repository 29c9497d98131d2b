import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SimulatedClock } from '../test/simulated-clock.ts'
import { logIn, Session, type SessionOptions, signUp } from './session.ts'

let clock: SimulatedClock
let posts: { url: string; body: unknown; credentials: string | undefined }[]
let answers: (() => Response | Promise<Response>)[]
let issued: number
/** Of the server, against ours. */
let skewMs: number

const life = 900_000
const opened = () => {
  const now = clock.date() + skewMs
  issued += 1
  const access = `access-${issued}`
  return {
    user: 'u',
    session: 's',
    access,
    access_expires_at: now + life,
    access_expires_in_ms: life,
    refresh: `refresh-${issued}`,
    refresh_expires_at: now + 10 * life,
    refresh_expires_in_ms: 10 * life,
  }
}
const ok = (body: object = opened()) => Response.json(body)
const refused = (name: string, status: number) => Response.json({ error: { code: 1, name, text: name } }, { status })

const simulatedFetch = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
  posts.push({ url: String(url), body: JSON.parse(init?.body as string), credentials: init?.credentials })
  return (answers.shift() ?? ok)()
}
const options = (more: Partial<SessionOptions> = {}): SessionOptions => ({
  url: 'https://chat.test/base',
  fetch: simulatedFetch as typeof fetch,
  clock,
  ...more,
})
const input = { username: 'ann', password: 'correct horse' }

beforeEach(() => {
  clock = new SimulatedClock()
  posts = []
  answers = []
  issued = 0
  skewMs = 0
})
afterEach(() => expect(answers).toEqual([]))

describe('a session', () => {
  test('is opened by logging in or signing up', async () => {
    const session = await logIn(options(), input)
    await signUp(options(), { ...input, name: 'Ann' })
    expect(session).toMatchObject({ user: 'u', id: 's' })
    expect(posts).toEqual([
      { url: 'https://chat.test/base/v1/session.create', body: input, credentials: 'omit' },
      {
        url: 'https://chat.test/base/v1/account.create',
        body: { ...input, name: 'Ann', key: expect.any(String) },
        credentials: 'omit',
      },
    ])
  })

  test('is opened also where the answer to the sign-up got lost: the next try says that it is the same one', async () => {
    const person = { ...input, username: 'anna', name: 'Anna' }
    answers.push(() => Promise.reject(new TypeError('fetch failed')))
    await expect(signUp(options(), person)).rejects.toMatchObject({ name: 'UNAVAILABLE' })
    await signUp(options(), person)
    await signUp(options(), person)
    const keys = posts.map(({ body }) => (body as { key: string }).key)
    expect(keys[1]).toBe(keys[0])
    expect(keys[2]).not.toBe(keys[0])
  })

  test.each([0, 3_600_000, -3_600_000])(
    'gives the same token until it is about to expire, with clocks %i ms apart',
    async (skew) => {
      skewMs = skew
      const kept: string[] = []
      const session = await logIn(options({ onRefresh: (refresh) => kept.push(refresh) }), input)
      const first = await session.token()
      await clock.pass(life - 41_000)
      expect(await session.token()).toBe(first)
      await clock.pass(1_000)
      expect(await session.token()).not.toBe(first)
      expect(posts.at(-1)).toMatchObject({
        url: 'https://chat.test/base/v1/session.refresh',
        body: { refresh: 'refresh-1' },
      })
      expect(kept).toEqual(['refresh-2'])
    },
  )

  test('has a token to keep from the beginning, and none where it is held by a cookie', async () => {
    const session = await logIn(options(), input)
    expect(session.refreshToken).toBe('refresh-1')
    await session.token({ fresh: true })
    expect(session.refreshToken).toBe('refresh-2')
    expect((await Session.resume(options(), 'refresh-2')).refreshToken).toBe('refresh-3')
    answers.push(() => ok({ ...opened(), refresh: '' }))
    expect((await logIn(options({ cookie: true }), input)).refreshToken).toBe('')
  })

  test('refreshes once however many ask, and when asked for a fresh token', async () => {
    const session = await logIn(options(), input)
    const tokens = await Promise.all([1, 2, 3].map(() => session.token({ fresh: true })))
    expect(new Set(tokens).size).toBe(1)
    expect(posts).toHaveLength(2)
  })

  test('goes on after a refresh that did not get through, and is over when the server says so', async () => {
    const session = await logIn(options(), input)
    answers.push(
      () => Promise.reject(new TypeError('fetch failed')),
      () => new Response('<html>', { status: 502 }),
      () => refused('REFRESH_REUSED', 401),
    )
    for (const [name, retry] of [
      ['UNAVAILABLE', true],
      ['UNAVAILABLE', true],
      ['REFRESH_REUSED', false],
    ]) {
      await expect(session.token({ fresh: true })).rejects.toMatchObject({ name, retry })
    }
    expect(posts.slice(1).map((post) => post.body)).toEqual(Array(3).fill({ refresh: 'refresh-1' }))
  })

  test('uses the token it has when a refresh fails, though the time of day was set ahead', async () => {
    const session = await logIn(options(), input)
    const first = await session.token()
    clock.setDate(3_600_000)
    answers.push(() => Promise.reject(new TypeError('fetch failed')))
    expect(await session.token()).toBe(first)
  })

  test('of a server of the release before, which tells no spans, is refreshed often', async () => {
    const { access_expires_in_ms: _, ...older } = opened()
    answers.push(() => ok(older))
    const session = await logIn(options(), input)
    const first = await session.token()
    await clock.pass(50_000)
    expect(await session.token()).not.toBe(first)
  })

  test('uses the token it has when a refresh ahead of time fails', async () => {
    const session = await logIn(options(), input)
    const first = await session.token()
    await clock.pass(life - 20_000)
    answers.push(() => Promise.reject(new TypeError('fetch failed')))
    expect(await session.token()).toBe(first)
    await clock.pass(30_000)
    answers.push(() => Promise.reject(new TypeError('fetch failed')))
    await expect(session.token()).rejects.toMatchObject({ name: 'UNAVAILABLE' })
  })

  test('goes on from a refresh token that was kept, and can be ended', async () => {
    const session = await Session.resume(options(), 'kept')
    await session.end()
    expect(posts.map(({ url, body }) => [url.split('/').at(-1), body])).toEqual([
      ['session.refresh', { refresh: 'kept' }],
      ['session.end', { refresh: 'refresh-1' }],
    ])
  })

  test('of a page has its refresh token in a cookie, which no script sees', async () => {
    const page = options({ cookie: true })
    const session = await logIn(page, input)
    await session.token({ fresh: true })
    await Session.resume(page)
    await session.end()
    expect(posts.map(({ url, body, credentials }) => [url, body, credentials])).toEqual([
      ['https://chat.test/base/auth/session.create', input, 'include'],
      ['https://chat.test/base/auth/session.refresh', {}, 'include'],
      ['https://chat.test/base/auth/session.refresh', {}, 'include'],
      ['https://chat.test/base/auth/session.end', {}, 'include'],
    ])
  })

  test('is not taken over by somebody else who logs in in another tab', async () => {
    const session = await Session.resume(options({ cookie: true }))
    answers.push(() => ok({ ...opened(), user: 'somebody else' }))
    await expect(session.token({ fresh: true })).rejects.toMatchObject({ name: 'TOKEN_OF_ANOTHER' })
  })

  test('of two tabs is refreshed by one after the other, as they share the cookie', async () => {
    const page = options({ cookie: true })
    const [one, two] = [await logIn(page, input), await logIn(page, input)]
    let running = 0
    const slowly = async () => {
      expect(++running).toBe(1)
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return ok()
    }
    answers.push(slowly, slowly)
    await Promise.all([one.token({ fresh: true }), two.token({ fresh: true })])
  })
})
