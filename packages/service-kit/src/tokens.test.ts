import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { Failure } from '@parley/protocol'
import { subjects } from '@parley/wire'
import jwt from 'jsonwebtoken'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { Bus } from './bus.ts'
import { makeLog } from './log.ts'
import { Tokens } from './tokens.ts'

const makeKey = (kid: string) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'ES256' } }
}
type Key = ReturnType<typeof makeKey>

const user = randomUUID()
const session = randomUUID()
const sign = ({ privateKey, kid }: Key, claims: object = {}, options: jwt.SignOptions = {}) =>
  jwt.sign({ iss: 'parley', aud: 'parley', sub: user, sid: session, ...claims }, privateKey, {
    algorithm: 'ES256',
    keyid: kid,
    expiresIn: 60,
    ...options,
  })

/** Tokens that learn the keys from an auth service which takes a moment to answer. */
const begin = (...keys: Key[]) => {
  const published = [...keys]
  let asked = 0
  const ask = () => {
    asked++
    return new Promise((resolve) => setImmediate(() => resolve({ keys: published.map((key) => key.jwk) })))
  }
  const bus = { subjects: subjects('test'), ask } as unknown as Bus
  return { tokens: new Tokens(bus, 'parley', makeLog('test', 'silent'), 3), published, asked: () => asked }
}

const refusal = async (checked: Promise<unknown>): Promise<string> => {
  const reason = await checked.then(
    () => undefined,
    (fault: unknown) => fault,
  )
  return reason instanceof Failure ? reason.body.name : String(reason)
}

afterEach(() => void vi.useRealTimers())

describe('what an access token is for', () => {
  const scopesOf = async (claims: object) => {
    const key = makeKey('a')
    return (await begin(key).tokens.verify(sign(key, claims))).scopes
  }

  test('is everything where it does not say, and else what it names: nothing, where it names nothing', async () => {
    expect(await scopesOf({})).toBeUndefined()
    expect(await scopesOf({ scope: 'chat:read other.command' })).toEqual(new Set(['chat:read', 'other.command']))
    expect((await scopesOf({ scope: '' }))?.has('chat:read')).toBe(false)
  })

  test.each([null, 7, ['chat:read'], { chat: 'read' }])('is a text: with %j it is none of ours', async (scope) => {
    expect(await refusal(scopesOf({ scope }))).toBe('TOKEN_INVALID')
  })
})

describe('an access token', () => {
  test.each([-86_400_000, 86_400_000])(
    'is good for as long as before where the time of day of the gateway is moved by %i ms meanwhile',
    async (ms) => {
      const key = makeKey('a')
      const { tokens } = begin(key)
      const [token, short, fresh] = [sign(key), sign(key, {}, { expiresIn: 30 }), sign(key, { jti: '2' })]
      await tokens.verify(token)
      await tokens.verify(short)
      vi.useFakeTimers({ toFake: ['Date', 'performance'] })
      vi.setSystemTime(Date.now() + ms)
      expect((await tokens.verify(token)).user).toBe(user)
      expect((await tokens.verify(fresh)).user).toBe(user)
      vi.advanceTimersByTime(30_000)
      expect(await refusal(tokens.verify(short))).toBe('TOKEN_EXPIRED')
      expect((await tokens.verify(token)).user).toBe(user)
    },
  )

  test('tells whose it is and until when it is good', async () => {
    const key = makeKey('a')
    const { tokens } = begin(key)
    const exp = Math.floor(Date.now() / 1000) + 60
    expect(await tokens.verify(sign(key))).toEqual({
      user,
      session,
      expiresAt: expect.closeTo(exp * 1000, -4),
      key: 'a',
    })
  })

  test('is refused once it has expired, also where it was good before', async () => {
    const key = makeKey('a')
    const { tokens } = begin(key)
    const token = sign(key)
    await tokens.verify(token)
    vi.useFakeTimers({ toFake: ['performance'] })
    expect((await tokens.verify(token)).user).toBe(user)
    vi.advanceTimersByTime(60_000)
    expect(await refusal(tokens.verify(token))).toBe('TOKEN_EXPIRED')
    expect(await refusal(tokens.verify(sign(key, {}, { expiresIn: -1 })))).toBe('TOKEN_EXPIRED')
  })

  test('is refused once its session has ended, also where it was good before', async () => {
    const key = makeKey('a')
    const { tokens } = begin(key)
    const token = sign(key)
    await tokens.verify(token)
    tokens.end([session])
    expect(await refusal(tokens.verify(token))).toBe('SESSION_ENDED')
    expect(await refusal(tokens.verify(sign(key, {}, { expiresIn: 30 })))).toBe('SESSION_ENDED')
    expect((await tokens.verify(sign(key, { sid: randomUUID() }))).user).toBe(user)
  })

  test('of an ended session stays refused when more tokens are seen than are remembered', async () => {
    const key = makeKey('a')
    const { tokens } = begin(key)
    tokens.end([session])
    for (let count = 0; count < 5; count++) await tokens.verify(sign(key, { sid: randomUUID() }))
    expect(await refusal(tokens.verify(sign(key)))).toBe('SESSION_ENDED')
  })

  test('is refused when it is not signed as ours are', async () => {
    const key = makeKey('a')
    const { tokens } = begin(key)
    const pem = makeKey('a').privateKey
    const base = { keyid: 'a', expiresIn: 60 }
    const claims = { iss: 'parley', aud: 'parley', sub: user, sid: session }
    const spki = JSON.stringify(key.jwk)
    const faulty = [
      sign({ ...key, privateKey: pem }),
      sign(key, { iss: 'other' }),
      sign(key, { aud: 'other' }),
      sign(key, { sid: 7 }),
      jwt.sign({ ...claims, sub: undefined }, key.privateKey, { ...base, algorithm: 'ES256' }),
      jwt.sign(claims, key.privateKey, { algorithm: 'ES256', keyid: 'a' }),
      jwt.sign(claims, key.privateKey, { algorithm: 'ES256', expiresIn: 60 }),
      jwt.sign(claims, null, { ...base, algorithm: 'none' }),
      jwt.sign(claims, spki, { ...base, algorithm: 'HS256' }),
    ]
    for (const token of faulty) expect(await refusal(tokens.verify(token))).toBe('TOKEN_INVALID')
  })

  test('is good whatever came before it that begins alike and is none', async () => {
    const key = makeKey('a')
    const { tokens } = begin(key)
    const good = sign(key)
    const [header] = good.split('.')
    for (const faulty of [`${header}.`, `${header}.bm8ganNvbg.AA`, `${header}.e30.AA`, `${good}A`]) {
      expect(await refusal(tokens.verify(faulty))).toBe('TOKEN_INVALID')
      expect((await tokens.verify(sign(key))).user).toBe(user)
    }
  })

  test.each([
    '',
    '.',
    '..',
    'a.b.c',
    `${Buffer.from('{"typ":"JWT","alg":"ES256","kid":"a"}').toString('base64url')}.bm8ganNvbg.AA`,
    `${Buffer.from('{"typ":"JWT","alg":"ES256","kid":{}}').toString('base64url')}.e30.AA`,
    `${Buffer.from('{"alg":"ES256","kid":"__proto__"}').toString('base64url')}.e30.AA`,
    `${Buffer.from('null').toString('base64url')}.bnVsbA.AA`,
    '\u0000',
    'x'.repeat(100_000),
  ])('is refused as none of ours when it is nonsense: %#', async (token) => {
    const { tokens } = begin(makeKey('a'))
    expect(await refusal(tokens.verify(token))).toBe('TOKEN_INVALID')
  })
})

describe('a key that auth no longer has', () => {
  test('makes its tokens void, also those that were good before, and is told once', async () => {
    const [old, next] = [makeKey('a'), makeKey('b')]
    const { tokens, published } = begin(old, next)
    const told: string[][] = []
    tokens.onWithdrawn((keys) => told.push([...keys]))
    const token = sign(old)
    await tokens.verify(token)
    await tokens.refresh()
    expect(told).toEqual([])
    published.splice(0, 1)
    await tokens.refresh()
    await tokens.refresh()
    expect(told).toEqual([['a']])
    expect(await refusal(tokens.verify(token))).toBe('TOKEN_INVALID')
    expect(await refusal(tokens.verify(sign(old, { jti: '2' })))).toBe('TOKEN_INVALID')
    expect((await tokens.verify(sign(next))).key).toBe('b')
  })

  test('is still good where auth cannot be asked', async () => {
    const key = makeKey('a')
    const { tokens, published } = begin(key)
    await tokens.verify(sign(key))
    published.splice(0, 1, { ...key, jwk: null as never })
    await expect(tokens.refresh()).rejects.toThrow()
    expect((await tokens.verify(sign(key, { jti: '2' }))).user).toBe(user)
  })
})

describe('a key that is new', () => {
  test('is asked for once, and everybody who brings a token of it waits for the answer', async () => {
    const key = makeKey('a')
    const { tokens, asked } = begin(key)
    const checked = [1, 2, 3].map((place) => tokens.verify(sign(key, { jti: String(place) })))
    expect(await Promise.all(checked)).toHaveLength(3)
    expect(asked()).toBe(1)
  })

  test('is found also while the keys are being read for somebody else', async () => {
    const { tokens, published } = begin(makeKey('a'))
    await tokens.refresh()
    const next = makeKey('b')
    published.push(next)
    const reading = tokens.refresh()
    const checked = tokens.verify(sign(next))
    await reading
    expect((await checked).user).toBe(user)
  })

  test('that nobody has is not asked for again and again', async () => {
    const { tokens, asked } = begin(makeKey('a'))
    await tokens.refresh()
    for (let count = 0; count < 20; count++)
      expect(await refusal(tokens.verify(sign(makeKey(`none ${count}`))))).toBe('TOKEN_INVALID')
    expect(asked()).toBe(1)
  })
})
