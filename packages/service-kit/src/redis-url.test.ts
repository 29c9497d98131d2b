import { expect, test } from 'vitest'
import { readRedisUrl } from './redis-url.ts'

const bare = { tls: false, user: '', password: '', db: 0, name: '', sentinelUser: '', sentinelPassword: '' }
const node = (host: string, port: number) => ({ host, port })

test.each([
  ['redis://cache', { ...bare, kind: 'server', nodes: [node('cache', 6379)] }],
  [
    'rediss://u:p@[::1]:7000/3',
    { ...bare, kind: 'server', nodes: [node('::1', 7000)], tls: true, user: 'u', password: 'p', db: 3 },
  ],
  ['redis://:s%40cr@et@cache:1', { ...bare, kind: 'server', nodes: [node('cache', 1)], password: 's@cr@et' }],
  ['redis://:100%@cache', { ...bare, kind: 'server', nodes: [node('cache', 6379)], password: '100%' }],
  [
    'redis+sentinel://u:p@a,b:2/mymaster/1?sentinel_user=s&sentinel_password=t',
    {
      ...bare,
      kind: 'sentinel',
      nodes: [node('a', 26379), node('b', 2)],
      user: 'u',
      password: 'p',
      db: 1,
      name: 'mymaster',
      sentinelUser: 's',
      sentinelPassword: 't',
    },
  ],
  ['rediss+cluster://a:1,b:2', { ...bare, kind: 'cluster', nodes: [node('a', 1), node('b', 2)], tls: true }],
])('the address %s is understood', (url, address) => {
  expect(readRedisUrl(url)).toEqual(address)
})

test.each([
  ['http://cache', 'must be a URL that begins with'],
  ['redis://a,b', 'begin it with redis+sentinel://'],
  ['redis+sentinel://a:1', 'name of the primary'],
  ['redis+cluster://a:1/2', 'no database'],
  ['redis+cluster://', 'at least one host'],
  ['redis://a:99999', 'ports from 1 to 65535'],
  ['redis://a/hunter2', 'number of a database'],
  ['redis://:hunter2@a b', 'host:port'],
])('the address %s is refused in one sentence, without what it keeps secret', (url, sentence) => {
  expect(() => readRedisUrl(url)).toThrow(sentence)
  expect(() => readRedisUrl(url)).not.toThrow('hunter2')
})
