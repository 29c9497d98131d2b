/** What is told of the links of messages (`message_state.previewed`, `unpreviewed`), and who wants to see none of it (`plain_reader`). */
import { mostPreviewed } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import type { LinksQuestion } from '@parley/wire'

export interface Previewable {
  /** Place of the question, from 1. */
  readonly ord: number
  /** Of the message, as its sender made it. */
  readonly id: string
  readonly by: string | null
  /** JSON text of what says the text now. As text, as Postgres cannot read half of a character as JSON. */
  readonly body: string
}

/** Of those that say now what they said at `told`, and of whose links nothing was told since then, nor taken away. */
const previewableSql = `
  select asked.ord::int, event.key as id, event.by, coalesce(latest.body, event.body)::text as body
  from unnest($1::uuid[], $2::bigint[], $3::bigint[]) with ordinality as asked (room, message, told, ord)
  join event on event.stream = asked.room and event.seq = asked.message and event.ev = 'message.sent'
  join room on room.id = asked.room
  left join room parent on parent.id = room.parent
  left join space on space.id = coalesce(parent.space, room.space)
  left join message_state state on state.room = asked.room and state.seq = asked.message
  left join event latest on latest.stream = asked.room and latest.seq = state.edits[cardinality(state.edits)]
  where asked.told = coalesce(latest.seq, event.seq) and not coalesce(space.plain_links, false)
    and not coalesce(state.unpreviewed, false)
    and coalesce(state.previewed[cardinality(state.previewed)], 0) < asked.told
    and coalesce(cardinality(state.previewed), 0) < ${mostPreviewed}
    and not exists (select from deleted_room where deleted_room.room = asked.room)
  order by asked.ord`

export const findPreviewable = (db: Queryable, asked: readonly LinksQuestion[]): Promise<Previewable[]> =>
  db.query<Previewable>(previewableSql, [
    asked.map(({ room }) => room),
    asked.map(({ message }) => message),
    asked.map(({ told }) => told),
  ])

const insertSql = `
  insert into message_state (room, seq, previewed) values ($1, $2, array[$3::bigint])
  on conflict (room, seq) do update set previewed = message_state.previewed || excluded.previewed`

export const insertPreviewed = (db: Queryable, room: string, seq: number, previewed: number) =>
  db.query(insertSql, [room, seq, previewed])

const endSql = `
  insert into message_state (room, seq, unpreviewed) values ($1, $2, true)
  on conflict (room, seq) do update set unpreviewed = true where not message_state.unpreviewed returning 1`

/** False where that is so already. */
export const endPreviews = async (db: Queryable, room: string, seq: number): Promise<boolean> =>
  (await db.query(endSql, [room, seq])).length > 0

/** What is told of the links of a message now, of its `state` and its `latest` edit: a join of `shown`, the message.previewed. */
export const shownJoin = (room: string) => `
  left join event shown on shown.stream = ${room}
    and shown.seq = case when not state.unpreviewed then state.previewed[cardinality(state.previewed)] end
    and shown.seq > coalesce(state.edits[cardinality(state.edits)], 0)`

const shownSql = `
  select shown.body::text as body from message_state state ${shownJoin('state.room')}
  where state.room = $1 and state.seq = $2 and shown.seq is not null`

/** JSON text of what tells it; undefined where nothing does. */
export const findPreviews = async (db: Queryable, room: string, seq: number): Promise<string | undefined> =>
  (await db.query<{ body: string }>(shownSql, [room, seq]))[0]?.body

const isPlainSql = 'select from plain_reader where person = $1'
const plainSql = 'insert into plain_reader (person) values ($1) on conflict do nothing'
const notPlainSql = 'delete from plain_reader where person = $1'

export const seesPreviews = async (db: Queryable, person: string): Promise<boolean> =>
  (await db.query(isPlainSql, [person])).length === 0

export const setSeesPreviews = (db: Queryable, person: string, shown: boolean) =>
  db.query(shown ? notPlainSql : plainSql, [person])
