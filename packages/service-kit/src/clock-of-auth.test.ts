import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { Failure } from '@parley/protocol'
import { subjects } from '@parley/wire'
import jwt from 'jsonwebtoken'
import { describe, expect, test } from 'vitest'
import type { Bus } from './bus.ts'
import { ClockOfAuth } from './clock-of-auth.ts'
import type { Log } from './log.ts'
import { Tokens } from './tokens.ts'

const minutes = 60_000
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'a', use: 'sig', alg: 'ES256' }

/** A gateway whose clock is so far ahead of that of an auth service, and how that service signs. */
const begin = (aheadMs: () => number) => {
  const said: string[] = []
  const log = {
    debug: () => {},
    info: (text: unknown) => typeof text === 'string' && said.push(text),
    // Not what is told of access.
    warn: (fields: object, text: string) => 'event' in fields || said.push(`${JSON.stringify(fields)} ${text}`),
  } as unknown as Log
  const ask = async () => ({ keys: [jwk], at: Date.now() - aheadMs() })
  const bus = { subjects: subjects('test'), ask } as unknown as Bus
  const sign = (lifeSeconds = 300) => {
    const iat = Math.floor((Date.now() - aheadMs()) / 1000)
    const claims = { iss: 'parley', aud: 'parley', sub: randomUUID(), sid: randomUUID(), iat, exp: iat + lifeSeconds }
    return jwt.sign(claims, privateKey, { algorithm: 'ES256', keyid: 'a' })
  }
  return { tokens: new Tokens(bus, 'parley', log), sign, said }
}

describe('a gateway whose clock is not that of the auth service', () => {
  test.each([6 * minutes, -6 * minutes, 86_400_000])(
    'but %i ms ahead takes its tokens for as long as they live, and says so in the log',
    async (ahead) => {
      const { tokens, sign, said } = begin(() => ahead)
      const { expiresAt } = await tokens.verify(sign())
      expect(Math.abs(expiresAt + ahead - Date.now() - 300_000)).toBeLessThan(2_000)
      const expired = await tokens.verify(sign(-5)).catch((reason: Failure) => reason)
      expect(expired).toBeInstanceOf(Failure)
      expect((expired as Failure).body.name).toBe('TOKEN_EXPIRED')
      expect(said).toHaveLength(1)
      expect(said[0]).toMatch(/"ahead_ms":-?\d+.*not that of the auth service/)
      expect(Number(said[0]?.match(/-?\d+/)?.[0])).toBeCloseTo(ahead, -3)
    },
  )

  test('says it once for as long as that is so, and when it is mended', async () => {
    let ahead = 6 * minutes
    const { tokens, said } = begin(() => ahead)
    for (let count = 0; count < 3; count++) await tokens.refresh()
    expect(said).toHaveLength(1)
    ahead = 0
    await tokens.refresh()
    expect(said).toHaveLength(2)
    expect(said[1]).toContain('agree again')
  })
})

describe('the clock of the auth service', () => {
  const log = { info: () => {}, warn: () => {} }

  test.each([
    ['was given while we waited', 5_000, 1_000, 9_000, 0],
    ['differs by less than matters', 1_500, 3_000, 3_001, 0],
    ['is not told', undefined, 1_000, 2_000, 0],
    ['is behind', 1_000, 11_000, 11_500, 10_000],
    ['is ahead', 21_500, 1_000, 1_500, -20_000],
  ])('that %s', (_, at, askedAt, heardAt, ahead) => {
    const clock = new ClockOfAuth(log, { steady: 0, ofDay: 0 })
    clock.compare(at, { steady: askedAt, ofDay: askedAt }, { steady: heardAt, ofDay: heardAt })
    expect(clock.now(0) + ahead).toBe(0)
  })
})
