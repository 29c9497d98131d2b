/** Processes of auth whose machines have the wrong time. */
import { parseSetCookie } from 'cookie'
import jwt from 'jsonwebtoken'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { password, useAuth } from './running-auth.ts'

const { bus, sql, start, [Symbol.asyncDispose]: stopFirst } = await useAuth()
const minutes = 60_000

const shift = (ms: number) => {
  const real = Date.now
  vi.spyOn(Date, 'now').mockImplementation(() => real() + ms)
}
beforeAll(stopFirst)
afterEach(() => vi.restoreAllMocks())

/** What time Postgres has. */
const time = async (): Promise<number> =>
  Number((await sql('select extract(epoch from clock_timestamp()) * 1000 as at'))[0].at)

describe.each([10, -10])('a process whose clock is %i minutes off', (off) => {
  test('gives tokens and cookies the time that they have for everybody', async () => {
    shift(off * minutes)
    await using wrong = await start({ REFRESH_TOKEN_SECONDS: '400' })
    const { body, setCookie } = await wrong.post('/auth/account.create', {
      username: `ada${off}`,
      password,
      name: 'Ada',
    })
    const { iat = 0, exp = 0 } = jwt.decode(body.access) as jwt.JwtPayload
    const now = await time()
    expect(Math.abs(iat * 1_000 - now)).toBeLessThan(30_000)
    expect(exp - iat).toBe(300)
    expect(body.access_expires_in_ms).toBeGreaterThan(250_000)
    expect(body.refresh_expires_in_ms).toBeGreaterThan(350_000)
    expect(body.refresh_expires_in_ms).toBeLessThan(410_000)
    expect(parseSetCookie(setCookie.split('\n')[0] ?? '').maxAge).toBeGreaterThan(350)
  })

  test('signs with the key of all others, and takes none from them that is needed', async () => {
    await sql('delete from signing_key')
    await start().then((process) => process[Symbol.asyncDispose]())
    await sql(`update signing_key set created_at = created_at - interval '31 days'`)
    await start().then((process) => process[Symbol.asyncDispose]())
    await sql(`update signing_key set created_at = created_at - interval '3 minutes'`)
    const kids = (await sql('select kid from signing_key order by created_at')).map((row) => row.kid)
    expect(kids).toHaveLength(2)
    shift(off * minutes)
    await using wrong = await start()
    const { at } = await bus.ask<string, { at: number }>(bus.subjects.question('auth', 'keys'), '')
    expect(Math.abs(at - (await time()))).toBeLessThan(30_000)
    const { body } = await wrong.post('/auth/account.create', { username: `bob${off}`, password, name: 'Bob' })
    expect(jwt.decode(body.access, { complete: true })?.header.kid).toBe(kids[1])
    expect((await sql('select kid from signing_key order by created_at')).map((row) => row.kid)).toEqual(kids)
  })
})
