import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type NatsConnection } from '@nats-io/transport-node'
import { startNats } from '@parley/backing'
import { uuid7 } from '@parley/client'
import { startGateway } from '@parley/gateway'
import { natsAuthorization, natsPasswordVariable, natsUserOf, processes, services } from '@parley/platform'
import { closeCodes } from '@parley/protocol'
import { startService } from '@parley/service-kit'
import { testEnvironment } from '@parley/service-kit/testing'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Gates, gatesAt, type Person } from '../setup/world.ts'

const backing = inject('backing')
const passwordOf = (name: string) => `password-of-${name}`
const scope = new AsyncDisposableStack()

let prefix: string
let folder: string
let nats: Awaited<ReturnType<typeof startNats>>
let gates: Gates

const addressOf = (name: string) => `nats://${natsUserOf(prefix, name)}:${passwordOf(name)}@127.0.0.1:${nats.port}`

beforeAll(async () => {
  const environment = scope.use(
    await testEnvironment(
      backing,
      services.map(({ service }) => service),
    ),
  )
  prefix = environment.prefix
  folder = await mkdtemp(join(tmpdir(), 'parley-nats-rights-'))
  scope.defer(() => rm(folder, { recursive: true }))
  const passwords = [...processes.keys()].map((name) => `${natsPasswordVariable(name)}: "${passwordOf(name)}"\n`)
  nats = scope.use(await startNats({ dataDir: folder, authorization: passwords.join('') + natsAuthorization(prefix) }))
  const env = (name: string) => ({
    ...environment.env(name === 'gateway' ? undefined : name),
    NATS_URL: addressOf(name),
    RATE_LOGIN: '1000',
    DRAIN_MS: '0',
    COMPARE_MS: '200',
  })
  for (const { service } of services) scope.use(await startService(service, env(service.name)))
  const gateways = [await startGateway(env('gateway')), await startGateway(env('gateway'))]
  for (const gateway of gateways) scope.use(gateway)
  gates = gatesAt(gateways.map(({ port }) => `http://127.0.0.1:${port}`))
})
afterAll(() => scope.disposeAsync())

const said = async () => readFile(join(folder, 'nats.log'), 'utf8')

describe('with a NATS user for each process, who may do its own and nothing else,', () => {
  const talk = async (ann: Person, bob: Person) => {
    await using first = await gates.connect(ann)
    const { room, on, head } = await first.call('room.create', { kind: 'group', name: 'Team', members: [bob.user] })
    await using second = await gates.connect(bob, { gateway: 1 })
    const { seq } = await first.call('message.send', { room, id: uuid7(), text: 'one' })
    expect(seq).toBe(head + 1)
    await second.waitFor(on, seq)
    const have = second.positions()
    await second[Symbol.asyncDispose]()
    await first.call('message.send', { room, id: uuid7(), text: 'two' })
    await using back = await gates.connect(bob, { have })
    expect((await back.waitFor(on, seq + 1)).is).toMatchObject({ text: 'two' })
  }

  test('people sign up, meet, write, and come back to what they missed', async () => {
    await talk(await gates.person('Ann'), await gates.person('Bob'))
  })

  test('the end of a session reaches its sockets', async () => {
    const ann = await gates.person('Ann')
    await using client = await gates.connect(ann)
    await gates.post('session.end', { refresh: ann.refresh })
    expect(await client.closed()).toBe(closeCodes.SESSION_ENDED.code)
  })

  test('nothing that a process does is refused', async () => {
    expect(await said()).not.toContain('Violation')
  })
})

/** What NATS refuses of this. */
const refusals = async (name: string, act: (connection: NatsConnection) => void): Promise<string[]> => {
  const [user, pass] = [natsUserOf(prefix, name), passwordOf(name)]
  const connection = await connect({ servers: `127.0.0.1:${nats.port}`, user, pass })
  const errors: string[] = []
  const watched = (async () => {
    for await (const status of connection.status()) if (status.type === 'error') errors.push(status.error.message)
  })()
  act(connection)
  await connection.flush()
  await connection.close()
  await watched
  return errors
}

const aViolation = [expect.stringMatching(/permissions violation/i)]

describe('NATS refuses', () => {
  test.each([
    ['gateway', 'to tell events', 'ev.chat.room.1'],
    ['gateway', 'to answer commands', 'reply.1.chat'],
    ['chat', 'to say who types', 'typing.chat.room.1'],
    ['gateway', 'to end sessions', 'sessions-ended'],
    ['gateway', 'to read what is between services', 'outbox.auth'],
    ['auth', "to tell another's events", 'ev.chat.room.1'],
    ['auth', 'to command another', 'cmd.chat'],
    ['auth', 'to command itself', 'cmd.auth'],
    ['auth', 'to answer for another', 'reply.1.chat'],
    ['auth', 'to read an outbox that it does not follow', 'outbox.chat'],
    ['auth', 'to say that another has committed', 'committed.chat'],
    ['chat', "to tell another's events", 'ev.auth.user.1'],
    ['chat', 'to command another', 'cmd.auth'],
    ['chat', 'to end sessions', 'sessions-ended'],
    ['chat', 'to ask for the streams of another by their heads', 'streams.auth.heads'],
  ])('%s %s', async (name, _, subject) => {
    expect(await refusals(name, (connection) => connection.publish(`${prefix}.${subject}`))).toEqual(aViolation)
  })

  test.each([
    ['gateway', "to take a service's commands", 'cmd.auth'],
    ['gateway', 'to answer for the keys', 'keys'],
    ['gateway', 'to answer for an outbox', 'outbox.chat'],
    ['gateway', 'to hear everything', '>'],
    ['auth', "to take another's commands", 'cmd.chat'],
    ['auth', 'to hear events', 'ev.>'],
    ['auth', 'to hear answers', 'reply.>'],
    ['auth', 'to hear who types', 'typing.>'],
    ['chat', "to take another's commands", 'cmd.auth'],
    ['chat', 'to answer for the keys', 'keys'],
    ['chat', 'to hear events', 'ev.>'],
    ['chat', 'to hear answers', 'reply.*.chat'],
    ['chat', 'to hear of ended sessions', 'sessions-ended'],
  ])('%s %s', async (name, _, subject) => {
    expect(await refusals(name, (connection) => connection.subscribe(`${prefix}.${subject}`))).toEqual(aViolation)
  })

  const pairs = [...processes.keys()].flatMap((name) =>
    [...processes.keys()].filter((other) => other !== name).map((other) => [name, other] as const),
  )
  test.each(pairs)('%s to listen to answers to %s, and to write there unasked', async (name, other) => {
    const inbox = `_INBOX.${natsUserOf(prefix, other)}`
    const act = (connection: NatsConnection) => {
      connection.subscribe(`${inbox}.>`)
      connection.publish(`${inbox}.1`)
    }
    expect(await refusals(name, act)).toHaveLength(2)
  })

  test.each([...processes.keys()])('%s to listen to all answers, or to what is not of Parley', async (name) => {
    const act = (connection: NatsConnection) => {
      for (const subject of ['_INBOX.>', '>', '$SYS.>', 'other.cmd.auth']) connection.subscribe(subject)
      connection.publish('other.cmd.auth')
    }
    expect(await refusals(name, act)).toHaveLength(5)
  })

  test.each([
    ['somebody without a name', {}],
    ['a process with the password of another', { user: 'gateway', pass: 'chat' }],
  ] as const)('%s', async (_, who) => {
    const access = 'user' in who ? { user: natsUserOf(prefix, who.user), pass: passwordOf(who.pass) } : {}
    const connecting = connect({ servers: `127.0.0.1:${nats.port}`, ...access, maxReconnectAttempts: 0 })
    await expect(connecting).rejects.toThrow(/authorization violation/i)
  })
})
