/** The presence service on real servers, told and asked as gateways do it, by two processes in turn. */
import { randomUUID } from 'node:crypto'
import type { CommandName, EventFrame, Input, Output } from '@parley/protocol'
import { askOwner, connectBus, type Environment, makeLog, startService } from '@parley/service-kit'
import { makeAsker, openAdmin, testEnvironment } from '@parley/service-kit/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, inject } from 'vitest'
import { presence } from '../src/index.ts'

/** Long enough that nothing ends by itself where a test does not let it. */
const longMs = 600_000

/** One environment for a test file, released after its tests. `OFFLINE_GRACE_MS` and `SETTLE_MS` are 0 where not given. */
export const usePresence = async (env: Environment = {}) => {
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())
  const environment = scope.use(await testEnvironment(inject('backing'), [presence]))
  const log = makeLog('presence', 'silent')
  const settings = { ...environment.env('presence'), OFFLINE_GRACE_MS: '0', SETTLE_MS: '0', ...env }
  const begin = () => startService(presence, settings, { log })
  for (let process = 0; process < 2; process++) scope.use(await begin())
  const bus = scope.use(await connectBus([inject('backing').natsUrl], environment.prefix, log))
  const admin = openAdmin(environment.adminUrl, 'presence', 1)
  scope.defer(() => admin.end())
  const redis = new Redis(inject('backing').redisUrl)
  scope.defer(() => redis.disconnect())
  const { ask, published } = await makeAsker(bus, 'presence')

  const ok = async <C extends CommandName>(user: string, command: C, input: Input<C>): Promise<Output<C>> => {
    const result = await ask(user, command, input)
    if ('error' in result) throw result.error
    return result.ok as Output<C>
  }

  /** One gateway, whose news come one after the other. */
  const gateway = (forMs = longMs) => {
    const id = randomUUID()
    let turn = 0
    const say = (here: readonly (readonly [string, 0 | 1])[], gone: readonly string[] = [], at = ++turn) =>
      askOwner(bus, 'presence', 'leases', { gateway: id, turn: at, forMs, here, gone })
    return {
      id,
      say,
      active: (...users: string[]) => say(users.map((user) => [user, 1])),
      idle: (...users: string[]) => say(users.map((user) => [user, 0])),
      gone: (...users: string[]) => say([], users),
    }
  }

  const list = async (users: readonly string[], reader = randomUUID()) =>
    (await ok(reader, 'presence.list', { users: [...users] })).people
  const seen = async (user: string) => {
    const [person] = await list([user])
    if (!person) throw new Error('nobody is told')
    return person
  }
  const stateOf = async (user: string) => (await seen(user)).state
  /** What was told of somebody, in order. */
  const told = (user: string): EventFrame[] => published.filter(({ on }) => on === `presence/person/${user}`)
  const becomes = (user: string, state: string) => expect.poll(() => stateOf(user)).toBe(state)

  /** All that Redis keeps for this environment is gone, as by FLUSHALL, which would be everybody's. */
  const flush = async () => {
    const keys = await redis.keys(`${environment.prefix}:presence:*`)
    if (keys.length > 0) await redis.del(...keys)
  }
  const sql = async <Row>(text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as Row[]

  return {
    ask,
    published,
    ok,
    gateway,
    list,
    seen,
    stateOf,
    told,
    becomes,
    flush,
    sql,
    bus,
    redis,
    begin,
    prefix: environment.prefix,
  }
}
