import { describe, expect, test } from 'vitest'
import { type ConfigFaults, readConfig, url, urls } from './config.ts'
import { accessOf } from './nats-access.ts'

const table = {
  NATS_URL: urls(['nats', 'tls'], { about: 'hosts', secret: true }),
  REDIS_URL: url(['redis', 'rediss'], { about: 'a cache', secret: true }),
}

type Read = string[] | { NATS_URL: readonly string[]; REDIS_URL: string }

/** The values, or what is wrong with them. */
const read = (env: Record<string, string>): Read => {
  try {
    return readConfig(table, { NATS_URL: 'nats://broker', REDIS_URL: 'redis://cache', ...env })
  } catch (reason) {
    return [...(reason as ConfigFaults).faults]
  }
}

const signs = ['#', '/', '?', '%', '@', ':', ',', ' ', '%zz', '12/', '1?', '2#', '%ff']

describe('a password in the address of NATS', () => {
  test.each(signs)('that holds %j works where it is encoded, also among several', (sign) => {
    const address = `nats://me:${encodeURIComponent(`a${sign}b`)}@broker`
    const config = read({ NATS_URL: `${address},${address}:4223` })
    const servers = Array.isArray(config) ? [] : config.NATS_URL
    expect(accessOf(servers)).toMatchObject({ user: 'me', pass: `a${sign}b`, servers: ['broker', 'broker:4223'] })
  })

  test.each(signs)('that holds %j as it is works, or is told how to be written', (sign) => {
    for (const password of [`a${sign}b`, `12${sign}xy`]) {
      const config = read({ NATS_URL: `nats://me:${password}@broker` })
      if (Array.isArray(config))
        expect(config).toEqual([expect.stringMatching(/^NATS_URL has a user or .* write # as %23/)])
      else {
        const access = accessOf(config.NATS_URL)
        expect(access).toMatchObject({ user: 'me', pass: password, servers: ['broker'] })
      }
    }
  })
})

describe('a password in the address of Redis', () => {
  test.each(signs)('that holds %j as it is works, or is told how to be written', (sign) => {
    for (const password of [`a${sign}b`, `12${sign}xy`]) {
      const config = read({ REDIS_URL: `redis://me:${password}@cache` })
      if (Array.isArray(config))
        expect(config).toEqual([expect.stringMatching(/^REDIS_URL has a user or .* write # as %23/)])
      else {
        const address = new URL(config.REDIS_URL)
        expect([decodeURIComponent(address.password), address.host]).toEqual([password, 'cache'])
      }
    }
  })
})

test('the address of a page or a collector may have an @ in its path', () => {
  const own = { PAGE: url(['https'], { about: 'a page' }) }
  expect(readConfig(own, { PAGE: 'https://chat.example.org/@me#top' })).toEqual({
    PAGE: 'https://chat.example.org/@me#top',
  })
})
