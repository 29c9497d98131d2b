/** The auth service on real servers, asked as gateways and browsers ask it. */
import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandName, ErrorBody, Input, Output } from '@parley/protocol'
import { answerQuestion, type Bus, connectBus, type Environment, makeLog, startService } from '@parley/service-kit'
import { openAdmin, type TestEnvironment, testEnvironment } from '@parley/service-kit/testing'
import { type Call, decodeReplies, type Result } from '@parley/wire'
import { afterAll, inject } from 'vitest'
import { auth } from '../src/index.ts'

type Session = Output<'session.create'>
export type Origin = Pick<Call, 'user' | 'session' | 'address'>

/** An answer over HTTP; `cookie` is what a browser would keep and send back. */
export interface WebAnswer {
  readonly status: number
  readonly headers: Headers
  readonly body: Session & { readonly error: ErrorBody }
  readonly setCookie: string
  readonly cookie: string
}

export const password = 'correct horse battery'

const captureLog = () => {
  const lines: string[] = []
  const to = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  return { lines, log: makeLog('auth', 'trace', to) }
}

const answerOf = async (response: Response): Promise<WebAnswer> => {
  const setCookie = response.headers.getSetCookie().join('\n')
  const [cookie = ''] = setCookie.split(';')
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as WebAnswer['body'],
    setCookie,
    cookie,
  }
}

/** Everything that one process of the service can be asked. */
const startProcess = async (environment: TestEnvironment, over: Environment, scope: AsyncDisposableStack) => {
  const { lines, log } = captureLog()
  // The tests are its gateway.
  const env = {
    ...environment.env('auth'),
    TRUSTED_PROXIES: 'loopback',
    RATE_LOGIN: '1000000',
    RATE_REFRESH: '1000000',
    ...over,
  }
  const running = await startService(auth, env, { log })
  let stopped = false
  const stop = async () => {
    if (!stopped) await running[Symbol.asyncDispose]()
    stopped = true
  }
  scope.defer(stop)
  const url = `http://127.0.0.1:${running.port}`
  const post = async (path: string, body: unknown, headers: Record<string, string> = {}): Promise<WebAnswer> =>
    answerOf(
      await fetch(`${url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    )
  return { url, port: running.port, metricsPort: running.metricsPort, lines, post, [Symbol.asyncDispose]: stop }
}

/** A gateway's side of NATS: sends a call, waits for its reply. */
const caller = (bus: Bus) => {
  const inbox = bus.subjects.replies(randomUUID(), 'auth')
  const waiting = new Map<number, (result: Result) => void>()
  let last = 0
  bus.listen(inbox, (message) => {
    for (const { ref, text } of decodeReplies(message.string())) waiting.get(ref)?.(JSON.parse(text) as Result)
  })
  return <C extends CommandName>(command: C, input: Input<C>, origin: Origin = {}): Promise<Result> => {
    const ref = ++last
    const call: Call = { ref, do: command, with: input, ...origin }
    return new Promise((resolve) => {
      waiting.set(ref, resolve)
      bus.publish(bus.subjects.commands('auth'), JSON.stringify([call]), inbox)
    })
  }
}

/** One environment for a test file, released after its tests. */
export const useAuth = async (over: Environment = {}) => {
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())
  const environment = scope.use(await testEnvironment(inject('backing'), [auth]))
  /** Another process beside the first; gateways' calls go to either. */
  const start = (more: Environment = {}) => startProcess(environment, { ...over, ...more }, scope)
  const first = await start()
  const bus = scope.use(await connectBus([inject('backing').natsUrl], environment.prefix, captureLog().log))
  /** How people stand with each other, as contacts and chat would say: pairs of ids. */
  const standing = { contacts: new Set<string>(), blocked: new Set<string>(), acquainted: new Set<string>() }
  const among = (pairs: Set<string>, user: string, people: readonly string[]) =>
    people.filter((other) => pairs.has(`${user} ${other}`) || pairs.has(`${other} ${user}`))
  scope.use(
    answerQuestion(bus, 'contacts', 'ties', async ({ user, people }) => ({
      contacts: among(standing.contacts, user, people),
      blocked: among(standing.blocked, user, people),
    })),
  )
  scope.use(
    answerQuestion(bus, 'chat', 'acquainted', async ({ user, people }) => among(standing.acquainted, user, people)),
  )
  await bus.flush()
  const admin = openAdmin(environment.adminUrl, 'auth', 1)
  scope.defer(() => admin.end())
  const call = caller(bus)

  const ok = async <C extends CommandName>(command: C, input: Input<C>, origin?: Origin): Promise<Output<C>> => {
    const reply = await call(command, input, origin)
    if ('error' in reply) throw new Error(`${command}: ${JSON.stringify(reply.error)}`)
    return reply.ok as Output<C>
  }
  const error = async <C extends CommandName>(command: C, input: Input<C>, origin?: Origin): Promise<ErrorBody> => {
    const reply = await call(command, input, origin)
    if ('ok' in reply) throw new Error(`${command} succeeded: ${JSON.stringify(reply.ok)}`)
    return reply.error
  }
  const signUp = (username: string, name = username) => ok('account.create', { username, password, name })
  /** As the database's owner, always on one connection. */
  const sql = async (text: string, values: unknown[] = []) => (await admin.query(text, values)).rows
  /** Resolves when so many connections of the service wait for a lock. Inside a transaction activity is read once: clear it. */
  const untilWaiting = async (count: number) => {
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    while ((await sql(waiting)).length < count) {
      await sleep(20)
      await sql('select pg_stat_clear_snapshot()')
    }
  }

  const { adminUrl } = environment
  const serviceUrl = environment.env('auth').POSTGRES_URL as string
  return {
    ...first,
    adminUrl,
    serviceUrl,
    start,
    untilWaiting,
    bus,
    standing,
    prefix: environment.prefix,
    ok,
    error,
    signUp,
    sql,
  }
}

/** Ids announced as ended since the call, as every gateway hears them. */
export const listenEnded = async (bus: Bus): Promise<string[]> => {
  const heard: string[] = []
  bus.listen(bus.subjects.sessionsEnded, (message) => heard.push(...message.json<string[]>()))
  await bus.flush()
  return heard
}
