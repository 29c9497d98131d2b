import {
  type CommandName,
  commands,
  type ErrorBody,
  events,
  faultOf,
  matches,
  type Subprotocol,
  signals,
  subprotocols,
} from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { hostileContainers, hostileValues, withHostile } from '../setup/hostile.ts'
import { keepLog } from '../setup/log-lines.ts'
import { names, samples } from '../setup/samples.ts'
import { encode, openWire } from '../setup/wire.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

type Schema = Parameters<typeof matches>[0]

/** The largest frame by default, and the largest that an operator may set. */
const frameBytes = 131_072
const largestFrame = 1_048_576
const hostile = Object.entries(hostileValues(frameBytes - 1_000))

const cpuOf = (work: () => void): number => {
  const before = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1_000
}

/** Whatever else the machine does only adds to it: the least of some tries is what it takes. */
const leastCpu = (work: () => void, tries = 3): number => Math.min(...Array.from({ length: tries }, () => cpuOf(work)))

const expectToldAtOnce = (schema: Schema, values: readonly unknown[]): void => {
  const tell = () => values.forEach((value) => void faultOf(schema, value))
  // Within this it is told at once, however quickly it is found.
  if (cpuOf(tell) < 250) return
  const toCheck = leastCpu(() => values.forEach((value) => void matches(schema, value)))
  expect(leastCpu(tell)).toBeLessThan(2 * toCheck + 250)
}

describe('what is wrong with a hostile input is told in the time it takes to find that it is wrong:', () => {
  const values = hostile.map(([, value]) => value)
  const inputTo = (name: CommandName, all = values) => all.flatMap((value) => withHostile(samples[name], value))

  test.each(names)('%s', (name) => expectToldAtOnce(commands[name].input, inputTo(name)))

  test.each(Object.entries({ ...events, ...signals }))('%s', (_, { body }) => expectToldAtOnce(body, values))

  test('lists and records as large as any operator lets them be', () => {
    const largest = Object.values(hostileContainers(largestFrame))
    for (const name of ['room.create', 'hello'] as const) expectToldAtOnce(commands[name].input, inputTo(name, largest))
  })
})

const { log, lines } = keepLog()
let world: World
let ann: Person
let bystanders: Bystanders

beforeAll(async () => {
  world = await startWorld(inject('backing'), { log })
  ann = await world.person('Ann')
  bystanders = await startBystanders(world)
})
afterAll(() => world[Symbol.asyncDispose]())

/** For each hostile value some inputs: as a whole, and where lists, records and texts are due; each command has its turn. */
const hostileRequests = (encodeFor: (value: unknown) => string | Buffer) => {
  const places: [CommandName, string][] = [
    ['room.create', 'members'],
    ['room.create', 'name'],
    ['message.send', 'text'],
    ['user.get', 'users'],
    ['session.create', 'username'],
  ]
  return hostile.flatMap(([what, value], turn) => {
    const name = names[turn % names.length] as CommandName
    const inputs = [
      [name, value] as const,
      ...places.map(([name, member]) => [name, { ...samples[name], [member]: value }] as const),
    ]
    return inputs.flatMap(([name, input]) => {
      const whole = encodeOrNothing(encodeFor, { id: 1, do: name, with: input })
      return whole && Buffer.byteLength(whole) <= frameBytes ? [{ what, name, input }] : []
    })
  })
}

/** An encoder is not made for what nests without end. */
const encodeOrNothing = (encodeFor: (value: unknown) => string | Buffer, value: unknown) => {
  try {
    return encodeFor(value)
  } catch {
    return undefined
  }
}

const expectShort = (error: ErrorBody | undefined, what: string) => {
  if (!error) return
  expect(JSON.stringify(error).length, what).toBeLessThan(500)
  expect(JSON.stringify(error), what).not.toMatch(/\\u|[\p{Cf}\p{Cc}]/u)
}

describe.each(subprotocols)('in %s', (subprotocol: Subprotocol) => {
  test('whatever is sent is answered, and errors are short and fit to be shown', async () => {
    await using wire = await openWire(world.url, ann.token, subprotocol)
    await wire.ask('hello', {})
    const requests = hostileRequests((value) => encode(subprotocol, value))
    expect(requests.length).toBeGreaterThan(200)
    const errors = new Set<string>()
    for (const { what, name, input } of requests) {
      const answer = await wire.ask(name, input)
      const error = 'error' in answer ? answer.error : undefined
      expectShort(error, `${what} to ${name}`)
      errors.add(error?.name ?? 'ok')
    }
    expect(errors).toContain('BAD_INPUT')
    expect(errors).not.toContain('INTERNAL')
  })

  test('positions of whatever kind are answered, and errors are short and fit to be shown', async () => {
    await using wire = await openWire(world.url, ann.token, subprotocol)
    for (const [what, value] of hostile) {
      const whole = encodeOrNothing((frame) => encode(subprotocol, frame), {
        id: 1,
        do: 'hello',
        with: { have: value },
      })
      if (!whole || Buffer.byteLength(whole) > frameBytes || what === 'streams at good positions') continue
      const answer = await wire.ask('hello', { have: value })
      expect(answer, what).toMatchObject({ error: { name: 'BAD_INPUT' } })
      expectShort('error' in answer ? answer.error : undefined, what)
    }
  })
})

test('over HTTP whatever is sent is answered, and errors are short and fit to be shown', async () => {
  const requests = hostileRequests(JSON.stringify).filter(({ name }) => commands[name].access === 'user')
  for (const { what, name, input } of requests) {
    const response = await fetch(`${world.url}/v1/${name}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(input),
    })
    const { error } = (await response.json()) as { error?: ErrorBody }
    expectShort(error, `${what} to ${name}`)
    expect(response.status, `${what} to ${name}: ${JSON.stringify(error)}`).toBeLessThan(500)
  }
})

test('all the while everybody else was served, and nothing happened that nobody foresaw', async () => {
  const { sent, arrived } = await bystanders.stop()
  expect(sent.length).toBeGreaterThan(10)
  expect(arrived).toEqual(sent)
  // What nobody foresaw has a trace. A connection to Postgres may be late, as all of this shares one process.
  expect(lines.filter((line) => 'trace' in (JSON.parse(line) as object))).toEqual([])
})
