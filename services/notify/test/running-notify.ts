/**
 * The notify service on real servers, asked as gateways ask it, beside services that hold streams and an outbox as chat and contacts do, and
 * say what a test wants.
 */
import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type {
  CommandName,
  ErrorBody,
  EventBody,
  EventFrame,
  EventOn,
  Input,
  Output,
  StreamKind,
} from '@parley/protocol'
import {
  answerQuestion,
  connectBus,
  type Database,
  defineService,
  type Environment,
  makeLog,
  startService,
} from '@parley/service-kit'
import { makeAsker, openAdmin, testEnvironment } from '@parley/service-kit/testing'
import type {
  Glimpse,
  GlimpseQuestion,
  Mailed,
  MailQuestion,
  NoticeQuestion,
  Notices,
  Result,
  Standing,
  StandingQuestion,
  Thereness,
} from '@parley/wire'
import { afterAll, inject } from 'vitest'
import { notify } from '../src/index.ts'

/** Streams and an outbox, and nothing else. */
const standIn = <const Name extends 'chat' | 'contacts'>(name: Name) => {
  let db: Database
  const definition = defineService({
    name,
    config: {},
    metrics: {},
    migrations: new URL('./', import.meta.url),
    start: async (kit) => {
      db = kit.db
      return { handlers: {} as never, context: {} }
    },
  })
  const emit = <Kind extends StreamKind, E extends EventOn<Kind>>(
    kind: Kind,
    id: string,
    ev: E,
    by: string | null,
    body: EventBody<E>,
    key?: string,
  ) =>
    db.transaction(async (tx) => {
      await tx.ensureStreams(kind, [id])
      return tx.emit((await tx.lock([id])).of(kind, id), ev, by, body, key).seq
    })
  return { definition, emit }
}

/** What chat, presence and auth say, unless a test says otherwise: nobody is told or there, and everybody sees everything, has read nothing, is logged in and has an address. */
const usualAnswers = {
  notices: (_: NoticeQuestion): Notices => ({ of: [] }),
  standings: (_: StandingQuestion): Standing | null => ({ read: 0, head: 1_000_000, floor: 0 }),
  glimpses: (_: GlimpseQuestion): Glimpse => ({}),
  there: (_: string): Thereness => 'offline',
  isOpen: (_session: string): boolean => true,
  used: (_: string): number | null => 86_400_000,
  mail: async (_: MailQuestion): Promise<Mailed> => ({ outcome: 'sent' }),
}

/** One environment for a test file, released after its tests. Calls go to either of two processes. */
export const useNotify = async (env: Environment = {}) => {
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())
  const [chat, contacts] = [standIn('chat'), standIn('contacts')]
  const environment = scope.use(
    await testEnvironment(inject('backing'), [chat.definition, contacts.definition, notify]),
  )
  const log = makeLog('notify', 'silent')
  scope.use(await startService(chat.definition, environment.env('chat'), { log }))
  scope.use(await startService(contacts.definition, environment.env('contacts'), { log }))
  const bus = scope.use(await connectBus([inject('backing').natsUrl], environment.prefix, log))
  const answers = { ...usualAnswers }
  scope.use(answerQuestion(bus, 'chat', 'notices', async (asked) => asked.map((one) => answers.notices(one))))
  scope.use(answerQuestion(bus, 'chat', 'standings', async (asked) => asked.map((one) => answers.standings(one))))
  scope.use(answerQuestion(bus, 'chat', 'glimpses', async (asked) => asked.map((one) => answers.glimpses(one))))
  scope.use(answerQuestion(bus, 'presence', 'there', async (asked) => asked.map((one) => answers.there(one))))
  scope.use(answerQuestion(bus, 'auth', 'sessions', async (asked) => asked.map((one) => answers.isOpen(one))))
  scope.use(answerQuestion(bus, 'presence', 'used', async (asked) => asked.map((one) => answers.used(one))))
  scope.use(answerQuestion(bus, 'auth', 'mail', (asked) => answers.mail(asked)))
  await bus.flush()
  let db: Database | undefined
  /** As it is, and gives its database. */
  const spied: typeof notify = {
    ...notify,
    start: (kit) => {
      db ??= kit.db
      return notify.start(kit)
    },
  }
  /** One process more. */
  const start = async (more: Environment = {}) =>
    scope.use(await startService(spied, { ...environment.env('notify'), ...env, ...more }, { log }))
  for (let process = 0; process < 2; process++) await start()
  const admin = openAdmin(environment.adminUrl, 'notify', 2)
  scope.defer(() => admin.end())
  const asker = await makeAsker(bus, 'notify')

  const sql = async <Row>(text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as Row[]
  const ask = <C extends CommandName>(user: string, command: C, input: Input<C>): Promise<Result> =>
    asker.ask(user, command, input)
  /** The answer; throws the error body. */
  const ok = async <C extends CommandName>(user: string, command: C, input: Input<C>): Promise<Output<C>> => {
    const result = await ask(user, command, input)
    if ('error' in result) throw result.error
    return result.ok as Output<C>
  }
  const error = async <C extends CommandName>(user: string, command: C, input: Input<C>): Promise<ErrorBody> => {
    const result = await ask(user, command, input)
    if ('ok' in result) throw new Error(`${command} succeeded: ${JSON.stringify(result.ok)}`)
    return result.error
  }
  /** The events of somebody's stream in Postgres behind this position. */
  const events = (user: string, after = 0) =>
    sql<EventFrame>(
      `select 'notify/user/' || stream as on, seq::float8 as seq, ev, by, (extract(epoch from at) * 1000)::float8 as at, body as is
         from event where stream = $1 and seq > $2 order by seq`,
      [user, after],
    )
  const inboxOf = async (user: string, limit = 100) => {
    const notifications: Output<'inbox.list'>['notifications'] = []
    let page: Output<'inbox.list'> | undefined
    do {
      const before = page?.next
      page = await ok(user, 'inbox.list', { limit, ...(before ? { before } : {}) })
      notifications.push(...page.notifications)
    } while (page.next)
    return { notifications, unread: page.unread, head: page.head }
  }
  const until = async (isSo: () => Promise<boolean>) => {
    while (!(await isSo())) await sleep(20)
  }
  /** Once notify has done what comes of all that they have told until now. */
  const caughtUp = async () => {
    const [person, other] = [randomUUID(), randomUUID()]
    await chat.emit('chat/user', person, 'reminder.due', null, { id: randomUUID() })
    await contacts.emit('contacts/user', person, 'contact.requested', other, { user: other })
    await until(async () => (await inboxOf(person)).unread === 2)
    await until(async () => (await sql('select 1 from work')).length === 0)
  }

  const ownDb = (): Database => {
    if (!db) throw new Error('no process of notify has started')
    return db
  }

  return { ownDb, start, ask, ok, error, sql, bus, events, inboxOf, answers, chat, contacts, until, caughtUp }
}
