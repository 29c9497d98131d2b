import { setTimeout as sleep } from 'node:timers/promises'
import type { ErrorBody } from '@parley/protocol'
import { connectBus, makeLog, type RunningService } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { scrape, sumOf } from '../setup/exposition.ts'
import { upgrade } from '../setup/upgrade.ts'
import { openWire, type Wire } from '../setup/wire.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

/** A gateway for each limit, which is met there and no other. */
const gateways = {
  session: { CONNECTIONS_PER_SESSION: '3' },
  account: { CONNECTIONS_PER_ACCOUNT: '3' },
  address: { CONNECTIONS_PER_ADDRESS: '3', TRUSTED_PROXIES: 'loopback' },
  total: { CONNECTIONS: '3' },
  handshakes: { RATE_HANDSHAKES: '2' },
  arrivals: { RATE_HANDSHAKES_PER_ADDRESS: '2', TRUSTED_PROXIES: 'loopback' },
  tokens: { RATE_BAD_TOKENS: '2', TRUSTED_PROXIES: 'loopback' },
  waiting: { CONNECTIONS_PER_SESSION: '3', NATS_PREFIX: `elsewhere${process.pid}${Date.now()}` },
} as const
type Gateway = keyof typeof gateways
const names = Object.keys(gateways) as Gateway[]

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), {
    gateways: names.length,
    gatewayEnv: (place) => ({ ...gateways[names[place] as Gateway], METRICS_PORT: '0' }),
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const urlOf = (gateway: Gateway) => world.urls[names.indexOf(gateway)] as string

/** Another session of the same account. */
const again = async ({ username, ...person }: Person): Promise<Person> => {
  const { access } = await world.post('session.create', { username, password })
  return { ...person, username, token: access }
}

/** As a proxy passes it on. */
const from = (address: string) => ({ 'X-Forwarded-For': address })

interface Told {
  readonly status: number
  readonly after: string | undefined
  readonly error: ErrorBody | undefined
}

const handshake = async (gateway: Gateway, token: string, address = '192.0.2.1'): Promise<Told> => {
  const protocols = `parley.v1.json, bearer.${token}`
  const { status, headers, body } = await upgrade(urlOf(gateway), { protocols, headers: from(address) })
  return { status, after: headers['retry-after'], error: status === 101 ? undefined : JSON.parse(body).error }
}

const statuses = (told: readonly Told[]) => told.map(({ status }) => status)

const expectRefusal = ({ status, after, error }: Told, expected: Partial<ErrorBody> & { status: number }) => {
  expect({ ...error, status }).toMatchObject(expected)
  expect(after).toBe(String(Math.ceil((error?.retry_ms as number) / 1_000)))
}

const timesMet = async (gateway: Gateway, limit: string) =>
  sumOf(await scrape(world.gateways[names.indexOf(gateway)] as RunningService), 'parley_gateway_limits_met_total', {
    limit,
  })

type Meeting = [gateway: Gateway, status: number, peopleOf: (ann: Person) => Promise<Person[]>]
const meetings: Meeting[] = [
  ['session', 429, async (ann: Person) => [ann, ann, ann, ann, await again(ann)]],
  ['account', 429, async (ann: Person) => [ann, await again(ann), ann, await again(ann), await world.person()]],
  ['total', 503, async (ann: Person) => [ann, await world.person(), await world.person(), await world.person()]],
]

describe.each(meetings)('sockets of one %s', (gateway, status, peopleOf) => {
  test('are so many and no more, until one is closed; who is refused is told by which limit', async () => {
    const [one, two, three, late, other] = (await peopleOf(await world.person())) as [
      Person,
      Person,
      Person,
      Person,
      Person?,
    ]
    await using scope = new AsyncDisposableStack()
    const open = async (person: Person): Promise<Wire> => scope.use(await openWire(urlOf(gateway), person.token))
    const [first] = [await open(one), await open(two), await open(three)]
    const limit = gateway === 'total' ? 'CONNECTIONS' : `CONNECTIONS_PER_${gateway.toUpperCase()}`
    const told = await handshake(gateway, late.token)
    expectRefusal(told, { status, code: 1014, name: 'TOO_MANY_CONNECTIONS', limit, most: 3 })
    if (other) expect(await handshake(gateway, other.token)).toMatchObject({ status: 101 })
    expect(await timesMet(gateway, limit)).toBe(1)
    await first[Symbol.asyncDispose]()
    await expect.poll(async () => (await handshake(gateway, late.token)).status).toBe(101)
  })
})

test('sockets of one session are no more where all of them have waited for the same key', async () => {
  const { token } = await world.person()
  const keys = await (await fetch(`${world.url}/.well-known/jwks.json`)).json()
  const { NATS_PREFIX } = gateways.waiting
  await using auth = await connectBus([inject('backing').natsUrl], NATS_PREFIX, makeLog('auth', 'silent'))
  const [asked, told] = [Promise.withResolvers<void>(), Promise.withResolvers<object>()]
  auth.answer(auth.subjects.question('auth', 'keys'), 'auth', () => {
    asked.resolve()
    return told.promise
  })
  await asked.promise
  await using scope = new AsyncDisposableStack()
  const opening = Array.from({ length: 10 }, () => openWire(urlOf('waiting'), token).then((wire) => scope.use(wire)))
  await sleep(200)
  told.resolve(keys as object)
  const opened = await Promise.allSettled(opening)
  expect(opened.filter(({ status }) => status === 'fulfilled')).toHaveLength(3)
})

describe('sockets of one address', () => {
  const open = (person: Person, address: string) =>
    openWire(urlOf('address'), person.token, 'parley.v1.json', from(address))

  test('are so many and no more, whoever is behind it; the address is that of the client and not of our proxy', async () => {
    const people = await Promise.all([1, 2, 3, 4].map(() => world.person()))
    const [one, two, three, late] = people as [Person, Person, Person, Person]
    await using scope = new AsyncDisposableStack()
    for (const [place, person] of [one, two, three].entries())
      scope.use(await open(person, `2001:db8:1:1::${place + 1}`))
    expectRefusal(await handshake('address', late.token, '2001:db8:1:1::9'), {
      status: 429,
      name: 'TOO_MANY_CONNECTIONS',
      limit: 'CONNECTIONS_PER_ADDRESS',
      most: 3,
    })
    expect(await handshake('address', late.token, '2001:db8:1:2::9')).toMatchObject({ status: 101 })
  })
})

describe('handshakes', () => {
  test('of one account are so many a second, from whatever address; of others they are not fewer', async () => {
    const [ann, bob] = await Promise.all([world.person(), world.person()])
    const told = await Promise.all(
      [1, 2, 3, 4, 5, 6].map((last) => handshake('handshakes', ann.token, `192.0.2.${last}`)),
    )
    const refused = told.filter(({ status }) => status === 429)
    expect(refused.length).toBeGreaterThan(0)
    for (const one of refused) expectRefusal(one, { status: 429, name: 'RATE_LIMITED', limit: 'RATE_HANDSHAKES' })
    expect(await handshake('handshakes', bob.token)).toMatchObject({ status: 101 })
  })

  test('of one address are so many a second, before anything of them is looked at', async () => {
    const { token } = await world.person()
    const told = await Promise.all(Array.from({ length: 12 }, () => handshake('arrivals', token)))
    const limit = 'RATE_HANDSHAKES_PER_ADDRESS'
    for (const one of told.filter(({ status }) => status !== 101))
      expectRefusal(one, { status: 429, name: 'RATE_LIMITED', limit })
    expect(new Set(statuses(told))).toEqual(new Set([101, 429]))
    expect(await handshake('arrivals', token, '192.0.2.2')).toMatchObject({ status: 101 })
  })
})

describe('tokens that are none', () => {
  const bad = (token: string) => `${token.slice(0, -8)}AAAAAAAA`

  test('are looked at only so often for one address, on sockets and over HTTP together; known tokens pass', async () => {
    const [ann, cid] = await Promise.all([world.person(), world.person()])
    const post = async (token: string, address = '192.0.2.1') => {
      const headers = { authorization: `Bearer ${token}`, ...from(address) }
      const response = await fetch(`${urlOf('tokens')}/v1/room.list`, { method: 'POST', headers })
      await response.text()
      return response.status
    }
    expect(await post(ann.token)).toBe(200)
    const told = await Promise.all(Array.from({ length: 12 }, () => handshake('tokens', bad(ann.token))))
    expect(new Set(statuses(told))).toEqual(new Set([401, 429]))
    const limited = told.filter(({ status }) => status === 429)
    for (const one of limited) expectRefusal(one, { status: 429, name: 'RATE_LIMITED', limit: 'RATE_BAD_TOKENS' })
    await expect.poll(() => post(bad(ann.token)), { interval: 1 }).toBe(429)
    expect([await post(ann.token), await handshake('tokens', ann.token)]).toMatchObject([200, { status: 101 }])
    expect(await post(cid.token, '192.0.2.2')).toBe(200)
  })
})
