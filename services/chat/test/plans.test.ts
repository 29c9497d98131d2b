/**
 * How Postgres finds what the hot path asks for: by the room, whatever else is known. So the tables that grow with messages can be
 * distributed by it, and a room costs the same however many others there are.
 */
import { askOwner } from '@parley/service-kit'
import pg from 'pg'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

/** The column of each table that says which room a row is of. */
const distributedBy: Readonly<Record<string, string>> = {
  stream: 'id',
  event: 'stream',
  room: 'id',
  membership: 'room',
  cursor: 'room',
  preference: 'room',
  message_state: 'room',
  reaction: 'room',
  reaction_count: 'room',
  stretch: 'room',
  thread: 'parent',
  thread_follower: 'parent',
}

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly Node[]
}
interface Explained {
  readonly 'Query Text': string
  readonly Plan: Node
}

const { sql, bus, ok, people, group } = await useChat({}, 1)

/** What comes over the connections of the service, what Postgres tells of each statement among it. */
const emit = vi.spyOn(pg.Client.prototype, 'emit')
afterAll(() => emit.mockRestore())

/** Those inside of functions as well. */
const explainAll = async () => {
  const [{ name } = { name: '' }] = await sql<{ name: string }>('select current_database() as name')
  const settings = { log_min_duration: '0', log_nested_statements: 'on', log_format: 'json', log_level: 'notice' }
  await sql(`alter database ${name} set session_preload_libraries = 'auto_explain'`)
  for (const [setting, value] of Object.entries(settings))
    await sql(`alter database ${name} set auto_explain.${setting} = '${value}'`)
  await sql(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'parley chat'
    and datname = current_database()`)
}

const explained = (): Explained[] =>
  (emit.mock.calls as unknown as [string, { message: string }][]).flatMap(([event, notice]) => {
    const [, plan] = (event === 'notice' && /plan:\n(\{[\s\S]*\})/.exec(notice.message)) || []
    return plan ? [JSON.parse(plan)] : []
  })

const scansOf = (node: Node): Node[] => [
  ...(/Scan/.test(node['Node Type']) && node['Relation Name'] ? [node] : []),
  ...(node.Plans ?? []).flatMap(scansOf),
]

/** Of the tables of rooms, by their names: what each is searched by. */
const searches = () =>
  explained()
    .flatMap(({ Plan }) => scansOf(Plan))
    .map((scan) => [scan['Relation Name'] ?? '', scan['Index Cond'] ?? 'everything'] as const)
    .filter(([table]) => table in distributedBy)

let ann: Person
let rooms: string[]
beforeAll(async () => {
  ;[ann] = await people('Ann')
  rooms = await Promise.all(Array.from({ length: 3 }, () => group(ann).then(({ room }) => room)))
  await Promise.all(rooms.map(say))
  await explainAll()
  // Connections that are gone are noticed when they are used.
  await until(() => say(first()).then(Boolean, () => false))
})

const say = (room: string) => ok(ann, 'message.send', { room, id: uuid7(), text: 'said' })
const names = () => rooms.map((room) => `chat/room/${room}`)
const [first] = [() => rooms[0] as string]

test.each<[string, () => Promise<unknown>, readonly string[]]>([
  ['sending to several rooms', () => Promise.all(rooms.map(say)), ['cursor', 'event', 'membership', 'stream']],
  [
    'moving a cursor',
    () => ok(ann, 'cursor.move', { room: first(), seq: 2 }),
    ['cursor', 'event', 'membership', 'stream'],
  ],
  [
    'setting what one keeps',
    () => ok(ann, 'preference.set', { room: first(), favourite: true, hidden: true }),
    ['cursor', 'event', 'membership', 'preference', 'stream'],
  ],
  ['marking a room unread', () => ok(ann, 'unread.mark', { room: first() }), ['event', 'membership', 'preference']],
  ['saving a draft', () => ok(ann, 'draft.set', { room: first(), text: 'half' }), ['membership', 'stream']],
  [
    'a page of history',
    () => ok(ann, 'room.history', { room: first() }),
    ['event', 'membership', 'message_state', 'reaction_count', 'room', 'stream'],
  ],
  [
    'what is done to a message',
    async () => {
      await ok(ann, 'message.edit', { room: first(), seq: 3, id: uuid7(), text: 'said otherwise' })
      await ok(ann, 'reaction.add', { room: first(), seq: 3, emoji: '👍' })
      await ok(ann, 'message.pin', { room: first(), seq: 3 })
      await ok(ann, 'pin.list', { room: first() })
      await ok(ann, 'reaction.list', { room: first(), seq: 3, emoji: '👍' })
      await ok(ann, 'reaction.remove', { room: first(), seq: 3, emoji: '👍' })
      await ok(ann, 'message.delete', { room: first(), seq: 3 })
    },
    ['event', 'membership', 'message_state', 'reaction', 'reaction_count', 'room', 'stream'],
  ],
  ['the heads of streams', () => askOwner(bus, 'chat', 'heads', names()), ['stream']],
  [
    'what came after a position',
    () =>
      askOwner(
        bus,
        'chat',
        'ranges',
        names().map((on) => ({ on, after: 0, limit: 10, sees: true })),
      ),
    ['event', 'stream'],
  ],
])('%s finds every row by its room', async (_, work, tables) => {
  emit.mockClear()
  await work()
  const found = searches()
  expect([...new Set(found.map(([table]) => table))].toSorted()).toEqual(expect.arrayContaining([...tables]))
  for (const [table, by] of found) expect(by, table).toMatch(new RegExp(`\\b${distributedBy[table]}\\b`))
})
