/** The chat service on real servers, asked as gateways ask it, beside a service that holds accounts and nothing else. */
import { randomUUID } from 'node:crypto'
import { Writable } from 'node:stream'
import type { CommandName, ErrorBody, EventFrame, Input, Output } from '@parley/protocol'
import { answerQuestion, connectBus, type Environment, makeLog, startService } from '@parley/service-kit'
import { type Account, makeAccounts, openAdmin, testEnvironment } from '@parley/service-kit/testing'
import { type Call, decodeEvents, decodeReplies, type Result } from '@parley/wire'
import { afterAll, expect, inject } from 'vitest'
import { chat } from '../src/index.ts'

export type Person = Account

interface MemberRow {
  readonly user: string
  readonly role: string
  readonly joined: number
}

const captureLog = () => {
  const lines: string[] = []
  const to = new Writable({
    write: (chunk, _encoding, done) => {
      lines.push(String(chunk))
      done()
    },
  })
  return { lines, log: makeLog('chat', 'debug', to) }
}

/** One environment for a test file, released after its tests. Calls go to either of two processes, or to so many. */
export const useChat = async (env: Environment = {}, processes = 2) => {
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())
  const accounts = makeAccounts()
  const environment = scope.use(await testEnvironment(inject('backing'), [accounts.definition, chat]))
  const { log, lines } = captureLog()
  scope.use(await startService(accounts.definition, environment.env('auth'), { log }))
  for (let process = 0; process < processes; process++)
    scope.use(await startService(chat, { ...environment.env('chat'), NEW_ACCOUNT_HOURS: '0', ...env }, { log }))
  const bus = scope.use(await connectBus([inject('backing').natsUrl], environment.prefix, log))
  /** Who is a contact of whom, as contacts would say: pairs of ids. Nobody is particular about who contacts them. */
  const contacts = new Set<string>()
  scope.use(
    answerQuestion(bus, 'contacts', 'reach', async ({ by, to, users }) =>
      users.filter((user) => to !== 'contacts' || contacts.has(`${by} ${user}`)),
    ),
  )
  /** Who runs the platform, by id. */
  const staff = new Set<string>()
  scope.use(answerQuestion(bus, 'auth', 'staffed', async ({ user }) => staff.has(user)))
  const admin = openAdmin(environment.adminUrl, 'chat', 4)
  scope.defer(() => admin.end())
  const sql = async <Row>(text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as Row[]

  /** Does something in a transaction that stays open, holding its locks, until it is told to commit. */
  const hold = async (text: string, values: unknown[] = []) => {
    const client = await admin.connect()
    await client.query('begin')
    await client.query(text, values)
    const commit = async () => {
      await client.query('commit')
      client.release()
    }
    return { commit }
  }

  /** Resolves when so many connections of the service wait for a lock. */
  const untilWaiting = (count: number) =>
    until(async () => {
      const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
      return (await sql(waiting)).length >= count
    })

  /** Removes the events of a room up to a position, as retention does. */
  const forget = async (room: string, last: number) => {
    await sql('update stream set floor = $2 where id = $1', [room, last])
    await sql('delete from event where stream = $1 and seq <= $2', [room, last])
  }

  const inbox = bus.subjects.replies(randomUUID(), 'chat')
  const waiting = new Map<number, (result: Result) => void>()
  let lastRef = 0
  bus.listen(inbox, (message) => {
    for (const { ref, text } of decodeReplies(message.string())) waiting.get(ref)?.(JSON.parse(text))
  })

  /** Everything published since the start: what clients get without asking. */
  const published: EventFrame[] = []
  bus.listen(`${environment.prefix}.ev.>`, ({ data }) => {
    published.push(...decodeEvents(data).frames.map((frame) => JSON.parse(Buffer.from(frame).toString()) as EventFrame))
  })
  await bus.flush()

  /** Sends calls in one message, as a gateway does with what came at the same time. */
  const send = (calls: readonly Omit<Call, 'ref'>[]): Promise<Result[]> => {
    const numbered = calls.map((call) => ({ ...call, ref: ++lastRef }))
    const results = numbered.map(({ ref }) => new Promise<Result>((resolve) => waiting.set(ref, resolve)))
    bus.publish(bus.subjects.commands('chat'), JSON.stringify(numbered), inbox)
    return Promise.all(results)
  }
  const ask = async <C extends CommandName>(person: Person, command: C, input: Input<C>): Promise<Result> =>
    (await send([{ do: command, with: input, user: person.user, session: 's' }]))[0] as Result

  /** The answer; throws the error body. */
  const ok = async <C extends CommandName>(person: Person, command: C, input: Input<C>): Promise<Output<C>> => {
    const result = await ask(person, command, input)
    if ('error' in result) throw result.error
    return result.ok as Output<C>
  }
  const error = async <C extends CommandName>(person: Person, command: C, input: Input<C>): Promise<ErrorBody> => {
    const result = await ask(person, command, input)
    if ('ok' in result) throw new Error(`${command} succeeded: ${JSON.stringify(result.ok)}`)
    return result.error
  }

  const people = <const Names extends readonly string[]>(...names: Names) =>
    Promise.all(names.map(accounts.signUp)) as Promise<{ -readonly [Place in keyof Names]: Person }>
  /** People whom chat knows of, and nobody else. */
  const crowd = async (count: number, name = 'Somebody'): Promise<Person[]> => {
    const users = Array.from({ length: count }, () => randomUUID())
    await sql('insert into person (id, name) select id, $2 from unnest($1::uuid[]) id', [users, name])
    return users.map((user) => ({ user, name }))
  }
  const group = (owner: Person, ...members: Person[]) =>
    ok(owner, 'room.create', { kind: 'group', name: 'Group', members: members.map(({ user }) => user) })

  /** The events of a stream in Postgres. */
  const events = async (id: string) =>
    (
      await sql<EventFrame & { by: string | null }>(
        `select kind || '/' || id as on, seq::float8 as seq, ev, by, (extract(epoch from at) * 1000)::float8 as at, body as is
         from event join stream on id = stream where stream = $1 order by seq`,
        [id],
      )
    ).map(({ by, ...frame }): EventFrame => (by === null ? frame : { ...frame, by }))

  const members = (room: string) =>
    sql<MemberRow>('select person as user, role, joined::int from member where room = $1 order by joined', [room])

  /** Holds of every room at any time: the events tell who is in it, and nobody else has spoken in it. */
  const expectSound = async (room: string): Promise<void> => {
    const all = await events(room)
    expect(all.map(({ seq }) => seq)).toEqual(all.map((_, place) => place + 1))
    const inside = new Map<string, MemberRow>()
    for (const { ev, is, seq, by } of all) {
      const user = String(is.user)
      if (ev === 'member.joined') {
        expect(inside.has(user), `${user} joins twice`).toBe(false)
        inside.set(user, { user, role: String(is.role), joined: seq })
      } else if (ev === 'member.left') expect(inside.delete(user), `${user} leaves and was not there`).toBe(true)
      else if (ev === 'role.changed') inside.set(user, { ...(inside.get(user) as MemberRow), role: String(is.role) })
      else if (ev === 'message.sent')
        expect(inside.has(by ?? ''), `${by} speaks at ${seq} and is not in the room`).toBe(true)
    }
    expect([...inside.values()].toSorted((a, b) => a.joined - b.joined)).toEqual(await members(room))
    const counted = all.filter(({ ev }) => ev === 'message.sent').length
    expect(await sql('select head::int, tally::int from stream where id = $1', [room])).toEqual([
      { head: all.length, tally: counted },
    ])
    expect(await sql('select members from room where id = $1', [room])).toEqual([{ members: inside.size }])
    const wrong = `select person from person_rooms where rooms <> (select count(*) from member where member.person = person_rooms.person)`
    expect(await sql(wrong)).toEqual([])
  }

  return {
    environment,
    sql,
    hold,
    forget,
    untilWaiting,
    bus,
    lines,
    contacts,
    published,
    send,
    ask,
    ok,
    error,
    people,
    rename: accounts.rename,
    guard: accounts.guard,
    staff,
    crowd,
    group,
    events,
    members,
    expectSound,
  }
}

/** Resolves when the condition holds; the test's own time-out is the bound. */
export const until = async (holds: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10))
}
