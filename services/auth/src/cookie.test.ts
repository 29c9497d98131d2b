import { describe, expect, test } from 'vitest'
import { jarOf, readRefreshCookies } from './cookie.ts'

describe('the cookie of a page', () => {
  test.each([
    ['https', '', true, '__Host-parley_refresh', true, '/'],
    ['https', '', false, '__Host-parley_refresh', true, '/'],
    ['https', '8443', false, '__Host-parley_refresh_8443', true, '/'],
    ['http', '8080', true, '__Host-parley_refresh_8080', true, '/'],
    ['http', '', false, 'parley_refresh', false, '/auth'],
    ['http', '8080', false, 'parley_refresh_8080', false, '/auth'],
  ] as const)('over %s at port %j (always for TLS: %s) is %s', (scheme, port, always, name, secure, path) => {
    expect(jarOf({ scheme, port }, always)).toEqual({ name, secure, path })
  })
})

describe('of the cookies that a browser brings', () => {
  const [one, other, old] = ['a'.repeat(44), 'b'.repeat(44), 'c'.repeat(43)]
  const jar = jarOf({ scheme: 'https', port: '' }, true)
  const name = jar.name

  test.each([
    ['the one that is ours', `x=y; ${name}=${one}; z`, [one], []],
    ['ours once, however often it comes', `${name}=${one};${name}=${one}`, [one], []],
    ['all that could be ours', `${name}=${one}; ${name}=${other}`, [one, other], []],
    ['the one of the former name', `parley_refresh=${old}`, [], [old]],
    ['both', `parley_refresh=${old}; ${name}=${one}`, [one], [old]],
    ['none that has the wrong length for its name', `parley_refresh=${one}; ${name}=${old}`, [], []],
    ['none whose name is spelled otherwise', `${name.toUpperCase()}=${one}; ${name} x=${one}; =${name}=${one}`, [], []],
    ['none of another port', `${name}_8443=${one}`, [], []],
    ['none of another kind', `${name}="${one}"; ${name}=; ${name}; =${one}`, [], []],
    ['none where there are none', undefined, [], []],
  ])('is read %s', (_, header, own, former) => {
    expect(readRefreshCookies(header, jar)).toEqual({ own, former })
  })

  test('so many are looked at and no more', () => {
    const many = Array.from({ length: 10_000 }, (_, place) => `${name}=${String(place).padStart(44, '0')}`).join('; ')
    expect(readRefreshCookies(many, jar).own.length).toBeLessThan(20)
  })
})
