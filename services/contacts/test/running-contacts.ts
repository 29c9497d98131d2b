/** The contacts service on real servers, asked as gateways ask it, beside a service that holds accounts and nothing else. */
import type { CommandName, ErrorBody, EventFrame, Input, Output } from '@parley/protocol'
import { answerQuestion, connectBus, type Environment, makeLog, startService } from '@parley/service-kit'
import { type Account, makeAccounts, makeAsker, openAdmin, testEnvironment } from '@parley/service-kit/testing'
import type { Result, ToldAhead } from '@parley/wire'
import { afterAll, inject } from 'vitest'
import { contacts } from '../src/index.ts'

export type Person = Account & { readonly trusted?: true }

/** One environment for a test file, released after its tests. Calls go to either of two processes. */
export const useContacts = async (env: Environment = {}) => {
  const scope = new AsyncDisposableStack()
  afterAll(() => scope.disposeAsync())
  const accounts = makeAccounts()
  /** What others were asked to apply at once, and who of them does not. */
  const toldAhead: { readonly owner: string; readonly events: readonly ToldAhead[] }[] = []
  const refusing = new Set<string>()
  const environment = scope.use(await testEnvironment(inject('backing'), [accounts.definition, contacts]))
  const log = makeLog('contacts', 'silent')
  scope.use(await startService(accounts.definition, environment.env('auth'), { log }))
  for (let process = 0; process < 2; process++)
    scope.use(await startService(contacts, { ...environment.env('contacts'), ...env }, { log }))
  const bus = scope.use(await connectBus([inject('backing').natsUrl], environment.prefix, log))
  for (const owner of ['chat', 'presence'] as const)
    scope.use(
      answerQuestion(bus, owner, 'told', async (events) => {
        if (refusing.has(owner)) throw new Error('not now')
        toldAhead.push({ owner, events })
        return {}
      }),
    )
  const admin = openAdmin(environment.adminUrl, 'contacts', 2)
  scope.defer(() => admin.end())
  const asker = await makeAsker(bus, 'contacts')

  const sql = async <Row>(text: string, values: unknown[] = []) => (await admin.query(text, values)).rows as Row[]
  const ask = <C extends CommandName>({ user, trusted }: Person, command: C, input: Input<C>): Promise<Result> =>
    asker.ask(user, command, input, { trusted })
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

  /** People of whom contacts knows, and whose accounts are a year old. */
  const crowd = async (count: number): Promise<Person[]> => {
    const everybody = Array.from({ length: count }, (_, place) => ({ user: crypto.randomUUID(), name: `P${place}` }))
    const ids = everybody.map(({ user }) => user)
    await sql(`insert into person (id, since) select id, now() - interval '1 year' from unnest($1::uuid[]) id`, [ids])
    return everybody
  }

  /** The events of somebody's stream in Postgres, from the first on or after this position. */
  const events = async ({ user }: Person, after = 0) =>
    await sql<EventFrame>(
      `select 'contacts/user/' || stream as on, seq::float8 as seq, ev, by, (extract(epoch from at) * 1000)::float8 as at, body as is
         from event where stream = $1 and seq > $2 order by seq`,
      [user, after],
    )
  const heads = async ({ user }: Person) =>
    (await sql<{ head: number }>('select head::int from stream where id = $1', [user]))[0]?.head ?? 0

  /** How somebody stands with everybody. */
  const listOf = async (person: Person, limit = 100) => {
    const people: Output<'contact.list'>['people'] = []
    let page: Output<'contact.list'> | undefined
    do {
      const after = page?.next
      page = await ok(person, 'contact.list', { limit, ...(after ? { after } : {}) })
      people.push(...page.people)
    } while (page.next)
    return { people, head: page.head }
  }
  const request = (from: Person, to: Person, more: { id?: string; note?: string; game?: string } = {}) =>
    ok(from, 'contact.request', { user: to.user, id: crypto.randomUUID(), ...more })
  const befriend = async (one: Person, other: Person) => {
    await request(one, other)
    await request(other, one)
  }

  return {
    ask,
    ok,
    error,
    sql,
    bus,
    crowd,
    events,
    heads,
    listOf,
    request,
    befriend,
    signUp: accounts.signUp,
    published: asker.published,
    toldAhead,
    refusing,
  }
}
