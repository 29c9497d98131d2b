import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { waysOf } from './postgres-connect.ts'
import { addressOf, readPostgresUrl, withUser } from './postgres-url.ts'

const folder = mkdtempSync(join(tmpdir(), 'parley-url-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string) => {
  writeFileSync(join(folder, name), name)
  return join(folder, name)
}

const faultOf = (url: string): string => {
  try {
    readPostgresUrl(url)
    return ''
  } catch (reason) {
    return (reason as Error).message
  }
}

const signs = [
  '#',
  '/',
  '?',
  '%',
  '@',
  ':',
  ',',
  ' ',
  '&',
  '=',
  '+',
  '[',
  ']',
  '\\',
  '"',
  "'",
  '€',
  '%zz',
  '12/',
  '1?',
  '2#',
]

describe('the password in a POSTGRES_URL', () => {
  test.each(signs)('may hold %j where it is encoded', (sign) => {
    const password = `a${sign}b`
    const url = `postgres://chat:${encodeURIComponent(password)}@db:6432/parley`
    expect(readPostgresUrl(url)).toMatchObject({ user: 'chat', password, host: 'db', port: 6432, database: 'parley' })
  })

  test.each(signs)('that holds %j as it is works, or is told how to be written', (sign) => {
    for (const password of [`a${sign}b`, `12${sign}xy`, `${sign}b`, `a${sign}`, `a${sign}b${sign}c`]) {
      const url = `postgres://chat:${password}@db:6432/parley`
      const fault = faultOf(url)
      if (fault) expect(fault).toMatch(/write # as %23, .* % as %25/)
      else expect(readPostgresUrl(url)).toMatchObject({ password, user: 'chat', host: 'db', database: 'parley' })
      expect(fault).not.toContain('xy')
    }
  })

  test('is never taken for another address, whatever it is, and arrives as it was where it is encoded', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'grapheme-ascii' }), (password) => {
        const raw = `postgres://chat:${password}@db/parley`
        if (faultOf(raw) === '')
          expect(readPostgresUrl(raw)).toMatchObject({ host: 'db', database: 'parley', user: 'chat' })
        const url = withUser('postgres://db/parley?sslmode=disable', { user: 'chat', password })
        expect(readPostgresUrl(url)).toMatchObject({ password, user: 'chat', host: 'db', sslmode: 'disable' })
      }),
    )
  })

  test('may stand in the query', () => {
    expect(readPostgresUrl('postgres://db/parley?user=a&password=b%23c')).toMatchObject({ user: 'a', password: 'b#c' })
  })
})

describe('a POSTGRES_URL', () => {
  test('means what it leaves out as libpq does', () => {
    expect(readPostgresUrl('postgres://db')).toEqual({
      host: 'db',
      port: 5432,
      sslmode: 'prefer',
      channelBinding: false,
    })
  })

  test.each([
    ['postgres:///parley?host=/var/run/postgresql', { host: '/var/run/postgresql', database: 'parley' }],
    ['postgres://a:b@/parley?host=/run/pg', { host: '/run/pg', user: 'a', password: 'b' }],
    ['postgres://%2Fvar%2Frun/parley', { host: '/var/run' }],
    ['postgres://a:b@[::1]:5433/parley', { host: '::1', port: 5433 }],
    ['postgresql://db/my%20base', { database: 'my base' }],
    [
      'postgres://db/x?application_name=blue&options=-c%20work_mem%3D8MB',
      { applicationName: 'blue', options: '-c work_mem=8MB' },
    ],
    ['postgres://db/x?options=-c%20a.b%3Dme@home', { options: '-c a.b=me@home' }],
    ['postgres://db/x?connect_timeout=5&target_session_attrs=read-write', { host: 'db' }],
  ])('is read as libpq reads it: %s', (url, wanted) => expect(readPostgresUrl(url)).toMatchObject(wanted))

  test.each([
    ['mysql://a:sesame@db/parley', 'must be a URL that begins with postgres:// or postgresql://'],
    ['parley', 'must be a URL that begins with'],
    ['postgres://a:sesame@one,two/parley', 'names several hosts'],
    ['postgres://a:sesame@one:5432,two:5432/parley', 'names several hosts'],
    ['postgres://a:sesame@db/parley?sslmod=require', 'has a parameter that nobody knows here'],
    ['postgres://a:sesame@db/parley?sslmode=always', 'has an sslmode that is none of disable, allow, prefer'],
    ['postgres://a:sesame@db/parley?sslmode=verify-ca', 'without sslrootcert=<file>'],
    [
      'postgres://a:sesame@db/parley?sslrootcert=/nowhere/ca.pem',
      'names a file by sslrootcert that cannot be read (ENOENT)',
    ],
    [`postgres://a:sesame@db/parley?sslcert=${file('cert')}`, 'needs sslcert and sslkey together'],
    ['postgres://a:sesame@db:99999/parley', 'write # as %23'],
    ['postgres://a:sesame@db/parley?port=0', 'has a port that is none'],
  ])('is refused with one line that quotes no secret: %s', (url, words) => {
    expect(faultOf(url)).toContain(words)
    expect(faultOf(url)).not.toMatch(/sesame|\n/)
  })
})

test('a URL that was never checked is refused in the same line, by the name of the setting', () => {
  expect(() => addressOf('postgres://a:sesa#me@db')).toThrow(/^POSTGRES_URL has a user or a password .* write # as %23/)
})

describe('TLS', () => {
  const ca = file('ca')
  const kinds = (url: string) =>
    waysOf(readPostgresUrl(url)).map((way) => {
      if (way === false) return 'plain'
      if (way.rejectUnauthorized === false) return 'unchecked'
      return way.checkServerIdentity ? 'chain' : 'chain and name'
    })

  test.each([
    ['', ['unchecked', 'plain']],
    ['sslmode=disable', ['plain']],
    ['sslmode=allow', ['plain', 'unchecked']],
    ['sslmode=prefer', ['unchecked', 'plain']],
    ['sslmode=require', ['unchecked']],
    [`sslmode=require&sslrootcert=${ca}`, ['chain']],
    [`sslmode=verify-ca&sslrootcert=${ca}`, ['chain']],
    [`sslmode=verify-full&sslrootcert=${ca}`, ['chain and name']],
    ['sslmode=verify-full', ['chain and name']],
    ['sslrootcert=system', ['chain and name']],
    ['sslmode=require&sslrootcert=system', ['chain and name']],
    ['sslmode=no-verify', ['unchecked']],
    ['ssl=true', ['unchecked']],
    ['ssl=false', ['plain']],
    ['sslmode=require&host=/run/postgresql', ['plain']],
  ])('is what libpq makes of %j', (parameters, wanted) =>
    expect(kinds(`postgres://db/x?${parameters}`)).toEqual(wanted),
  )

  test('shows the own certificate where the URL names one', () => {
    const [way] = waysOf(
      readPostgresUrl(`postgres://db/x?sslmode=require&sslcert=${file('own')}&sslkey=${file('key')}`),
    )
    expect(way).toMatchObject({ cert: 'own', key: 'key' })
  })
})
