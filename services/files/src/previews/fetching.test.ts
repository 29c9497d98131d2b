import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo, LookupFunction } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { innerAddresses, innerAddresses6, innerNames, otherAddresses, spellings } from '../../test/hostile-addresses.ts'
import { type FetchOptions, makeFetch, type Wanted } from './fetching.ts'
import { targetOf } from './target.ts'

/** Who listens on loopback, and is never to hear of anything unless the operator says so. */
let heard: string[] = []
let answer: RequestListener = (_, response) => response.end('secret')
const canary = createServer((request, response) => {
  heard.push(request.url ?? '')
  answer(request, response)
})
let port = 0
beforeAll(async () => {
  await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve))
  port = (canary.address() as AddressInfo).port
})
afterAll(() => {
  canary.closeAllConnections()
  canary.close()
})

const anything: Wanted = { accept: '*/*', isWanted: () => true, mostBytes: 10_000, isBeginningEnough: true }
const html: Wanted = { ...anything, isWanted: (type) => type.startsWith('text/html') }

/** Every name leads to these. */
const leadsTo =
  (...addresses: readonly string[]): LookupFunction =>
  (_, options, done) => {
    const all = addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
    if (options.all) (done as unknown as (err: null, all: object[]) => void)(null, all)
    else done(null, all[0]?.address ?? '', all[0]?.family)
  }

const fetchWith = (options: Partial<FetchOptions> = {}) => {
  const fetch = makeFetch({ withinMs: 2_000, ports: [80, 443, port], ...options })
  return async (link: string, wanted = anything) => {
    const target = targetOf(link, { ports: [80, 443, port], hasInner: options.hasInner })
    return target && fetch(target, wanted)
  }
}
const mine = (path = '/') => `http://public.example:${port}${path}`
const toMe = (more: Partial<FetchOptions> = {}) =>
  fetchWith({ within: ['127.0.0.1'], lookup: leadsTo('127.0.0.1'), ...more })

test('what listens within is reached where the operator says so, which shows that it would hear', async () => {
  heard = []
  expect((await toMe()(mine()))?.bytes.toString()).toBe('secret')
  expect(heard).toEqual(['/'])
})

describe('nobody within hears of', () => {
  const links = () => [
    ...innerAddresses.flatMap((address) => spellings(address).map((host) => `http://${host}:${port}/`)),
    ...innerAddresses6.map((address) => `http://[${address}]:${port}/`),
    ...innerNames.map((name) => `http://${name}:${port}/`),
    ...otherAddresses(port),
  ]

  test.each([
    ['', {}],
    [', also where another network is looked at', { hasInner: true, within: ['10.9.0.0/16'] }],
  ])('more than 500 addresses that lead there as they stand%s', async (_, options) => {
    heard = []
    expect(links().length).toBeGreaterThanOrEqual(500)
    const fetch = fetchWith({ lookup: leadsTo('127.0.0.1'), ...options })
    const got = await Promise.all(links().map(async (link) => [link, await fetch(link)] as const))
    expect(got.filter(([, found]) => found !== undefined)).toEqual([])
    expect(heard).toEqual([])
  })

  test.each([...innerAddresses, ...innerAddresses6, '::ffff:127.0.0.1', '64:ff9b::7f00:1', '2002:7f00:1::1'])(
    'a name that leads to %s, alone or beside a public address',
    async (address) => {
      heard = []
      expect(await fetchWith({ lookup: leadsTo(address) })(mine())).toBeUndefined()
      expect(await fetchWith({ lookup: leadsTo('93.184.215.14', address) })(mine())).toBeUndefined()
      expect(heard).toEqual([])
    },
  )

  test('a name that leads elsewhere when it is looked up again: what was judged is what is connected to', async () => {
    heard = []
    let looks = 0
    const lookup: LookupFunction = (name, options, done) => {
      looks++
      leadsTo(looks === 1 ? '127.0.0.1' : '93.184.215.14')(name, options, done)
    }
    expect(await fetchWith({ lookup })(mine())).toBeUndefined()
    expect([looks, heard]).toEqual([1, []])
  })

  test('a redirect to there', async () => {
    // What redirects is reached, and what it leads to would be, but for the rules.
    const other = createServer((request) => void heard.push(`within: ${request.url}`))
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.2', resolve))
    const there = (other.address() as AddressInfo).port
    const lookup: LookupFunction = (name, options, done) =>
      leadsTo(name === 'public.example' ? '127.0.0.1' : '127.0.0.2')(name, options, done)
    const fetch = toMe({ lookup, ports: [80, 443, port, there] })
    const hosts = [...spellings('127.0.0.2'), ...spellings('169.254.169.254'), 'within.example', 'localhost', '[::1]']
    const links = [...hosts.map((host) => `http://${host}:${there}/`), ...otherAddresses(there)]
    // A header has no other signs.
    for (const location of links.filter((link) => /^[ -~]*$/.test(link))) {
      heard = []
      answer = (request, response) => {
        response.writeHead(request.url === '/' ? 302 : 200, { location }).end('secret')
      }
      expect(await fetch(mine()), location).toBeUndefined()
      expect(
        heard.filter((path) => path.startsWith('within')),
        location,
      ).toEqual([])
    }
    other.closeAllConnections()
    other.close()
  })
})

describe('what is fetched is bounded', () => {
  const say = (listener: RequestListener) => {
    heard = []
    answer = listener
  }

  test('in redirects', async () => {
    say((request, response) => response.writeHead(302, { location: `${request.url}x` }).end())
    expect(await toMe()(mine())).toBeUndefined()
    expect(heard).toHaveLength(6)
  })

  test('in what is read of a stream that never ends', async () => {
    say((_, response) => {
      response.setHeader('content-type', 'text/html')
      const timer = setInterval(() => response.write('x'.repeat(4_096)), 1)
      response.on('close', () => clearInterval(timer))
    })
    expect((await toMe()(mine(), html))?.bytes.length).toBe(10_000)
    expect(await toMe()(mine(), { ...html, isBeginningEnough: false })).toBeUndefined()
  })

  test('in time, where it comes a byte at a time, or never begins', async () => {
    say((_, response) => {
      response.writeHead(200, { 'content-type': 'image/png' }).write('x')
      const timer = setInterval(() => response.write('x'), 50)
      response.on('close', () => clearInterval(timer))
    })
    const whole = { ...anything, isBeginningEnough: false }
    expect(await toMe({ withinMs: 300 })(mine(), whole)).toBeUndefined()
    say(() => {})
    expect(await toMe({ withinMs: 300 })(mine())).toBeUndefined()
  })

  test('in what becomes of it where it is packed', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    say((_, response) => response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/html' }).end(bomb))
    expect((await toMe()(mine(), html))?.bytes.length).toBe(10_000)
    expect(await toMe()(mine(), { ...html, isBeginningEnough: false })).toBeUndefined()
    say((_, response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('no gzip'))
    expect(await toMe()(mine())).toBeUndefined()
    say((_, response) => response.writeHead(200, { 'content-encoding': 'zstd' }).end('x'))
    expect(await toMe()(mine())).toBeUndefined()
  })

  test('in what comes of it packed, where nothing ever comes out', async () => {
    // Blocks of nothing, as many as there is time for.
    const nothing = Buffer.concat(Array.from({ length: 1_000 }, () => Buffer.from([0x00, 0x00, 0x00, 0xff, 0xff])))
    say((_, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-type': 'text/html' })
      response.write(Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03]))
      const timer = setInterval(() => response.write(nothing), 1)
      response.on('close', () => clearInterval(timer))
    })
    const begun = performance.now()
    expect(await toMe({ withinMs: 20_000 })(mine(), html)).toBeUndefined()
    expect(performance.now() - begun).toBeLessThan(10_000)
  })

  test('to what is wanted, and to answers that are one', async () => {
    say((_, response) => response.writeHead(200, { 'content-type': 'application/zip' }).end('x'))
    expect(await toMe()(mine(), html)).toBeUndefined()
    say((_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end('x'))
    expect(await toMe()(mine(), html)).toBeUndefined()
    say((_, response) => response.socket?.end('HTTP/1.1 200 OK\r\ncontent-length: nonsense\r\n\r\n'))
    expect(await toMe()(mine(), html)).toBeUndefined()
    say((_, response) =>
      response.socket?.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    )
    expect(await toMe({ withinMs: 20_000 })(mine(), html)).toBeUndefined()
    say((_, response) => response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end())
    expect(await toMe()(mine(), html)).toBeUndefined()
  })
})
