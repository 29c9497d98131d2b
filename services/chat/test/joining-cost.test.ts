/** What it takes to come into a space: as much in one of many thousands as in one of two. */
import pg from 'pg'
import { afterAll, expect, test, vi } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'

const { sql, ok, people, crowd, events } = await useChat({}, 1)

/** What comes over the connections of the service, what Postgres tells of each statement among it. */
const emit = vi.spyOn(pg.Client.prototype, 'emit')
afterAll(() => emit.mockRestore())

/** Also what is done in functions and triggers. */
const explainAll = async () => {
  const [{ name } = { name: '' }] = await sql<{ name: string }>('select current_database() as name')
  const settings = {
    log_min_duration: '0',
    log_nested_statements: 'on',
    log_analyze: 'on',
    log_format: 'json',
    log_level: 'notice',
  }
  await sql(`alter database ${name} set session_preload_libraries = 'auto_explain'`)
  for (const [setting, value] of Object.entries(settings))
    await sql(`alter database ${name} set auto_explain.${setting} = '${value}'`)
  await sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley chat'
    and datname = current_database()`)
}

interface Node {
  readonly 'Relation Name'?: string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly Plans?: readonly Node[]
}

/** What is done by the clock meanwhile looks at none of these. */
const tables = [
  'resident',
  'role',
  'role_holder',
  'invitation',
  'request',
  'barred',
  'membership',
  'cursor',
  'preference',
]

const rowsOf = (node: Node): number =>
  (tables.includes(node['Relation Name'] ?? '')
    ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
    : 0) + (node.Plans ?? []).reduce((sum, inner) => sum + rowsOf(inner), 0)

/** Rows of these tables that were read or written since the last look. */
const cost = (): number => {
  const plans = (emit.mock.calls as unknown as [string, { message: string }][]).flatMap(([event, notice]) => {
    const [, plan] = (event === 'notice' && /plan:\n(\{[\s\S]*\})/.exec(notice.message)) || []
    return plan ? [(JSON.parse(plan) as { Plan: Node }).Plan] : []
  })
  return plans.reduce((sum, plan) => sum + rowsOf(plan), 0)
}

test('coming into a space reads as many rows where twenty thousand live as where two do, and is one row and one event', async () => {
  const [ann, bob, ...newcomers] = await people('Ann', 'Bob', 'Cid', 'Eve')
  const open = async () => {
    const { space } = await ok(ann, 'space.create', { name: 'Space' })
    const { code } = await ok(ann, 'invite.create', { space })
    await ok(bob, 'invite.accept', { code })
    return { space, code }
  }
  const [small, large] = [await open(), await open()]
  // Whose name comes in while it is counted is looked for among the residents.
  const known = [ann, bob, ...newcomers].map(({ user }) => user)
  await until(async () => (await sql('select from person where id = any($1)', [known])).length === known.length)
  const everybody = await crowd(20_000)
  const ids = everybody.map(({ user }) => user)
  await sql('insert into resident (space, person, accepted) select $1, unnest($2::uuid[]), 1', [large.space, ids])
  await sql('analyze')
  await explainAll()
  // Connections that are gone are noticed when they are used.
  await until(() => ok(ann, 'space.get', { space: small.space }).then(Boolean, () => false))
  const told: number[] = []
  for (const [place, { space, code }] of [small, large].entries()) {
    emit.mockClear()
    await ok(newcomers[place] as Person, 'invite.accept', { code })
    told.push(cost())
    const joined = (await events(space)).filter(({ ev }) => ev === 'resident.joined')
    expect(joined.map(({ is }) => is.user)).toEqual([ann, bob, newcomers[place]].map((person) => person?.user))
  }
  expect(told[0]).toBeGreaterThan(0)
  expect(told[1]).toBe(told[0])
})
