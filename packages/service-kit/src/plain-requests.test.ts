import { describe, expect, test } from 'vitest'
import { isPlainTarget } from './plain-requests.ts'

describe('the path of a request', () => {
  test.each([
    '/',
    '/live',
    '/v1/socket',
    '/v1/room.list',
    '/auth/session.create',
    '/.well-known/jwks.json',
    '/assets/index-D3f_4.js',
    '/a/',
    '/v1/socket?token=/../x//y;z',
    '/v1/socket?x=%2e%2e%2f',
    '/gr%C3%BC%C3%9Fe%20dich',
    "/a-b_c~d!e$f&g'h(i)j*k+l,m=n:o@p",
    '/..a',
  ])('%s is plain', (target) => {
    expect(isPlainTarget(target)).toBe(true)
  })

  test.each([
    '',
    '*',
    'live',
    '//',
    '//live',
    '/auth//session.create',
    '/auth/../ready',
    '/auth/..',
    '/./auth',
    '/auth/./ready',
    '/auth/.../ready',
    '/auth./ready',
    '/auth/session.create.',
    '/auth/%2e%2e/ready',
    '/auth/%2E%2e/ready',
    '/auth/.%2e/ready',
    '/auth%2fready',
    '/auth%2Fready',
    '/auth%5cready',
    '/auth%00',
    '/auth%0d%0aX:%20y',
    '/%61uth/session.create',
    '/auth%252fready',
    '/auth%3bx/ready',
    '/auth%3fx',
    '/auth\\..\\ready',
    '/auth\\ready',
    '/auth;x=y/ready',
    '/auth/..;/ready',
    '/auth#ready',
    '/auth ready',
    '/auth\u0000',
    '/auth\u0080',
    '/%',
    '/%zz',
    '/%E0%A4%A',
    '/%FF',
    '/%C0%AE%C0%AE/ready',
    'http://elsewhere/v1/socket',
    'HTTP://elsewhere/',
    'elsewhere:443',
    '/http://elsewhere',
    '/a<b',
    '/a"b',
    '/a|b',
    '/a^b',
    '/a`b',
    '/a{b}',
    '/a[b]',
  ])('%j is not plain', (target) => {
    expect(isPlainTarget(target)).toBe(false)
  })

  test('is read once, however long it is', () => {
    for (const part of ['/', '/a', 'a', '.', '%', '%20', '%C3', ';', '\\'])
      expect(isPlainTarget(`/${part.repeat(1_000_000)};`)).toBe(false)
  })
})
