import { describe, expect, test } from 'vitest'
import {
  isHostPattern,
  isKnownHost,
  isOrigin,
  mayAsk,
  type Origin,
  originText,
  ownOriginAt,
  readerAt,
  readHost,
  readOrigin,
} from './origins.ts'

const hostOf = (text: string) => readHost(text) as NonNullable<ReturnType<typeof readHost>>

describe('a host', () => {
  test.each([
    ['chat.example.org', { name: 'chat.example.org', port: '' }],
    ['Chat.Example.ORG:8443', { name: 'chat.example.org', port: '8443' }],
    ['chat.example.org.', { name: 'chat.example.org', port: '' }],
    ['localhost:8080', { name: 'localhost', port: '8080' }],
    ['10.1.2.3:8080', { name: '10.1.2.3', port: '8080' }],
    ['[::1]:8080', { name: '[::1]', port: '8080' }],
    ['chat_1', { name: 'chat_1', port: '' }],
  ])('%j is read', (text, host) => {
    expect(readHost(text)).toEqual(host)
  })

  test.each([
    '',
    '.',
    ':80',
    'a b',
    'a/b',
    'user@host',
    'host:',
    'host:x',
    'host:99999',
    '::1',
    '[::1',
    '[x]',
    'a,b',
    'a\u0000',
  ])('%j is none', (text) => {
    expect(readHost(text)).toBeUndefined()
  })

  const publicOrigin = readOrigin('https://chat.example.org') as Origin
  const allowed = ['chat.internal', '*.trial.example.org']

  test.each([
    'chat.example.org',
    'CHAT.example.org.:8443',
    'chat.internal',
    'a.trial.example.org',
    'a.b.trial.example.org:81',
    'localhost:8080',
    'parley.localhost',
    '127.0.0.1:8080',
    '10.1.2.3:8080',
    '[::1]:8080',
    '[2001:db8::1]',
  ])('is known as %s', (text) => {
    expect(isKnownHost(hostOf(text), publicOrigin, allowed)).toBe(true)
  })

  test.each([
    'evil.example',
    'evil.example:8080',
    'chat.example.org.evil.example',
    'evil-chat.example.org',
    'example.org',
    'trial.example.org',
    'eviltrial.example.org',
    'localhost.evil.example',
    'notlocalhost',
    'parley',
    '127.0.0.1.evil.example',
    '2130706433',
    '0x7f.1',
  ])('is not known as %s', (text) => {
    expect(isKnownHost(hostOf(text), publicOrigin, allowed)).toBe(false)
  })

  test('is known by every name where all are allowed, and by none but addresses where nothing is set', () => {
    expect(isKnownHost(hostOf('any.example'), undefined, ['*'])).toBe(true)
    expect(isKnownHost(hostOf('any.example'), undefined, [])).toBe(false)
    expect(isKnownHost(hostOf('192.0.2.1'), undefined, [])).toBe(true)
  })
})

test.each([
  ['https://chat.example', true],
  ['http://localhost:5173', true],
  ['https://chat.example/', false],
  ['https://chat.example:443', false],
  ['https://Chat.example', false],
  ['chat.example', false],
  ['*', false],
])('%s is an origin as browsers write it: %s', (text, is) => {
  expect(isOrigin(text)).toBe(is)
})

test.each([
  ['chat.example.org', true],
  ['*.example.org', true],
  ['*', true],
  ['parley', true],
  ['https://chat.example.org', false],
  ['chat.example.org:8443', false],
  ['chat.example.org/', false],
  ['*example.org', false],
  ['a.*.org', false],
  ['', false],
])('%s names hosts: %s', (text, is) => {
  expect(isHostPattern(text)).toBe(is)
})

test.each([
  ['chat.example.org', 'http', null, 'http://chat.example.org'],
  ['chat.example.org', 'https', null, 'https://chat.example.org'],
  ['chat.example.org:443', 'https', null, 'https://chat.example.org'],
  ['chat.example.org:80', 'http', null, 'http://chat.example.org'],
  ['chat.example.org:8443', 'https', null, 'https://chat.example.org:8443'],
  ['chat.example.org', 'http', 'https://chat.example.org:8443', 'https://chat.example.org:8443'],
  ['localhost:8080', 'http', 'https://chat.example.org', 'http://localhost:8080'],
] as const)('reached as %s over %s, with %s as the public address, we are %s', (host, scheme, known, own) => {
  const publicOrigin = known ? readOrigin(known) : undefined
  expect(originText(ownOriginAt(hostOf(host), scheme, publicOrigin))).toBe(own)
})

interface Case {
  readonly origin?: string
  readonly site?: string
  readonly hosts?: readonly string[]
  readonly scheme?: 'http' | 'https'
  readonly known?: string
  readonly allowed?: readonly string[]
}

const judge = ({ origin, site, hosts = ['chat.example.org'], scheme = 'http', known, allowed = [] }: Case) =>
  mayAsk(
    { origin, site },
    { hosts: hosts.map(hostOf), scheme },
    { publicOrigin: known ? readOrigin(known) : undefined, allowed },
  )

describe('a page', () => {
  test.each<[string, Case]>([
    ['of no origin, as it is a program', {}],
    ['of no origin, opened by its user', { site: 'none' }],
    ['that hides its origin from us alone', { site: 'same-origin' }],
    ['of our own origin', { origin: 'https://chat.example.org' }],
    ['of our own origin over plain HTTP', { origin: 'http://chat.example.org' }],
    ['of our own origin with a dot at its end', { origin: 'https://chat.example.org.', hosts: ['chat.example.org.'] }],
    ['of our own origin with its port', { origin: 'http://localhost:8080', hosts: ['localhost:8080'] }],
    [
      'of our own origin, whose port goes without saying',
      { origin: 'https://chat.example.org', hosts: ['chat.example.org:443'] },
    ],
    ['of our own origin in other letters', { origin: 'https://chat.example.org', hosts: ['Chat.Example.ORG'] }],
    [
      'of the origin that a proxy of ours names',
      { origin: 'https://chat.example.org', hosts: ['chat.example.org', 'inside:8080'] },
    ],
    [
      'of the public address, where a proxy forgot the port',
      { origin: 'https://chat.example.org:8443', known: 'https://chat.example.org:8443' },
    ],
    [
      'of an address, where there is a public one too',
      { origin: 'http://10.0.0.1:8080', hosts: ['10.0.0.1:8080'], known: 'https://chat.example.org' },
    ],
    [
      'of an origin that is allowed',
      { origin: 'https://other.example', site: 'cross-site', allowed: ['https://other.example'] },
    ],
    ['of any origin where all are allowed', { origin: 'https://evil.example', site: 'cross-site', allowed: ['*'] }],
    ['of an address of IPv6', { origin: 'http://[::1]:8080', hosts: ['[::1]:8080'] }],
  ])('%s may ask', (_, of) => {
    expect(judge(of)).toBe(true)
  })

  test.each<[string, Case]>([
    ['of another host', { origin: 'https://evil.example' }],
    ['of another port', { origin: 'http://localhost:8081', hosts: ['localhost:8080'] }],
    ['of another port than the one a proxy forgot', { origin: 'https://chat.example.org:8443' }],
    ['of a subdomain', { origin: 'https://a.chat.example.org' }],
    ['of plain HTTP where we are at HTTPS', { origin: 'http://chat.example.org', scheme: 'https' }],
    ['of plain HTTP at the public address', { origin: 'http://chat.example.org', known: 'https://chat.example.org' }],
    ['whose host begins like ours', { origin: 'https://chat.example.org.evil.example' }],
    [
      'whose host ends like one that is allowed',
      { origin: 'https://evil-other.example', allowed: ['https://other.example'] },
    ],
    ['of an allowed host in another scheme', { origin: 'http://other.example', allowed: ['https://other.example'] }],
    ['that hides its origin', { origin: 'null', allowed: ['https://other.example'] }],
    ['of an origin that is none', { origin: '' }],
    ['of a file', { origin: 'file://' }],
    ['of two origins', { origin: 'https://chat.example.org, https://evil.example' }],
    ['of an extension', { origin: 'chrome-extension://chat.example.org' }],
    ['of ours with a path', { origin: 'https://chat.example.org/' }],
    ['of another site, which says no origin', { site: 'cross-site' }],
    ['of another part of our site, which says no origin', { site: 'same-site' }],
  ])('%s may not', (_, of) => {
    expect(judge(of)).toBe(false)
  })
})

describe('who may read an answer', () => {
  const app = 'https://app.example'
  const plain = 'http://app.example'

  test.each<[string, boolean, string[], ReturnType<typeof readerAt>]>([
    [app, true, [app], { origin: app, withCookies: true }],
    [app, false, [app], { origin: app, withCookies: true }],
    [plain, false, [plain], { origin: plain, withCookies: true }],
    [plain, true, [plain], { origin: plain, withCookies: false }],
    [app, true, [], undefined],
    [app, true, [plain], undefined],
    ['https://App.example', true, [app], undefined],
    ['null', true, [app], undefined],
    ['', true, [app], undefined],
    ['https://evil.example', true, ['*', app], { origin: '*', withCookies: false }],
    ['null', false, ['*'], { origin: '*', withCookies: false }],
    ['*', false, ['*'], { origin: '*', withCookies: false }],
    [app, true, ['*', app], { origin: app, withCookies: true }],
  ])('of origin %j (we are at HTTPS: %s) where %j is allowed: %j', (origin, isSecure, allowed, reader) => {
    expect(readerAt(origin, isSecure, allowed)).toEqual(reader)
  })
})
