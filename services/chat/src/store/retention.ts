/**
 * What is removed as its time is over. The floor of a stream moves behind the lock of its row; what lies below goes afterwards, with
 * no lock that anybody who writes there waits for. `trimming` says of which streams that is not done yet.
 */
import type { Queryable } from '@parley/service-kit'
import { type Keeping, type KeepingConfig, keepingOf, type OwnKeeping } from '../keeping.ts'

/** `ruling` is a room that is no thread, `its_space` the space that it is of. */
export const ownKeepingSql = (ruling: string, itsSpace: string) => `
  coalesce(${ruling}.keep_hours, ${itsSpace}.keep_hours) as keep_hours, coalesce(${ruling}.keep_pins, ${itsSpace}.keep_pins) as keep_pins,
  coalesce(${ruling}.keep_threads, ${itsSpace}.keep_threads) as keep_threads`

const spaceSql = `
  update space set keep_hours = case when $2::integer is null then keep_hours else nullif($2, 0) end,
    keep_pins = coalesce($3, keep_pins), keep_threads = coalesce($4, keep_threads)
  where id = $1`

/** What a space says for its rooms; what is not given stays as it is, and no hours: as the deployment says. */
export const changeSpaceKeeping = (
  db: Queryable,
  space: string,
  { keep_hours, keep_pins, keep_threads }: Partial<Keeping>,
) => db.query(spaceSql, [space, keep_hours ?? null, keep_pins ?? null, keep_threads ?? null])

interface Ruling extends OwnKeeping {
  readonly id: string
}

const ownSql = (condition: string) => `
  select id, keep_hours, keep_pins, keep_threads from room where ${condition} order by id`
const ownOfSql = ownSql('id = $1')
const ownInSql = ownSql('space = $1')

/** What a room says itself; nothing of that is said by its space. */
export const getOwnKeeping = async (db: Queryable, room: string): Promise<OwnKeeping> => {
  const [{ keep_hours, keep_pins, keep_threads } = { keep_hours: null, keep_pins: null, keep_threads: null }] =
    await db.query<Ruling>(ownOfSql, [room])
  return { keep_hours, keep_pins, keep_threads }
}

/** What each room of a space says itself. */
export const listOwnKeeping = (db: Queryable, space: string): Promise<Ruling[]> => db.query<Ruling>(ownInSql, [space])

const rulingSql = (rooms: string) => `
  select room.id, ${ownKeepingSql('room', 'space')}
  from (${rooms} order by id limit $2) named
  join room on room.id = named.id
  left join space on space.id = room.space
  where room.kind <> 'thread'
  order by room.id`

const everySql = rulingSql('select id from room where id > $1')
/** Where the deployment keeps everything, only those are looked at that say otherwise. */
const sayingSql = rulingSql(`
  select id from room where keep_hours is not null and id > $1
  union
  select its.id from space join room its on its.space = space.id where space.keep_hours is not null and its.id > $1`)

const endSql = 'select id from room where id > $1 order by id offset $2 limit 1'

interface Page {
  readonly rooms: readonly (Keeping & { readonly id: string })[]
  /** Where the next page begins; nothing where this is the last. */
  readonly end: string | undefined
}

/** A page of the rooms that remove something, each with what holds in it. */
export const listKeeping = async (db: Queryable, config: KeepingConfig, after: string, most: number): Promise<Page> => {
  const everywhere = config.KEEP_HOURS > 0 || config.KEEP_HOURS_MOST > 0
  const found = await db.query<Ruling>(everywhere ? everySql : sayingSql, [after, most])
  const [next] = everywhere ? await db.query<{ id: string }>(endSql, [after, most - 1]) : []
  const end = everywhere ? next?.id : found.length === most ? found.at(-1)?.id : undefined
  const rooms = found.map(({ id, ...own }) => ({ id, ...keepingOf(own, config) }))
  return { rooms: rooms.filter(({ keep_hours }) => keep_hours > 0), end }
}

/** What tells of the last removal is removed with something else: a room that rests would tell of that for ever. */
const dueSql = `
  select own.id
  from unnest($1::uuid[], $2::integer[], $3::boolean[]) as asked (room, hours, keep_threads)
  cross join lateral (
    select asked.room as id
    union all
    select thread.room from thread where thread.parent = asked.room and not asked.keep_threads
  ) own
  join stream on stream.id = own.id
  join event first on first.stream = own.id and first.seq = stream.floor + 1
  left join event second on second.stream = own.id and second.seq = stream.floor + 2
  where greatest(first.at, case when first.ev = 'history.trimmed' then coalesce(second.at, clock_timestamp()) end)
    < clock_timestamp() - asked.hours * interval '1 hour'`

/** Those of these rooms, and of their threads, in which something is to be removed. */
export const listDue = async (db: Queryable, rooms: Page['rooms']): Promise<string[]> =>
  (
    await db.query<{ id: string }>(dueSql, [
      rooms.map(({ id }) => id),
      rooms.map(({ keep_hours }) => keep_hours),
      rooms.map(({ keep_threads }) => keep_threads),
    ])
  ).map(({ id }) => id)

const ofSql = `
  select room.parent is not null as thread, ${ownKeepingSql('ruling', 'space')}
  from room join room ruling on ruling.id = coalesce(room.parent, room.id)
  left join space on space.id = ruling.space
  where room.id = $1`

/** What holds in a room or a thread now; nothing where it is gone. No hours of a thread whose room keeps what is said in threads. */
export const keepingIn = async (db: Queryable, room: string, config: KeepingConfig): Promise<Keeping | undefined> => {
  const [found] = await db.query<OwnKeeping & { readonly thread: boolean }>(ofSql, [room])
  if (!found) return undefined
  const holds = keepingOf(found, config)
  return found.thread && holds.keep_threads ? { ...holds, keep_hours: 0 } : holds
}

/** Halves what is held again and again, by one probe each, as in `moments.ts`. */
const overSql = `
  with recursive halved as (
    select floor as low, head + 1 as high from stream where id = $1
    union all
    select case when probe.is_over then probe.seq else halved.low end, case when probe.is_over then halved.high else probe.seq end
    from halved cross join lateral (
      select seq, at < clock_timestamp() - $2::integer * interval '1 hour' as is_over from event
      where stream = $1 and seq = (halved.low + halved.high) / 2
    ) probe
    where halved.high - halved.low > 1
  )
  select max(low) as last from halved`

/** The last position that has been there for so many hours; the floor where none has. */
export const findOver = async (db: Queryable, room: string, hours: number): Promise<number> =>
  (await db.query<{ last: number }>(overSql, [room, hours]))[0]?.last ?? 0

/** What goes of the messages up to a position, besides what stands up to `target`: later edits and what was told of links later, and whether somebody is mentioned. */
const goingSql = `
  select
    array(
      select edit from message_state state cross join lateral unnest(state.edits || state.previewed) edit
      where state.room = $1 and state.seq > $2 and state.seq <= $3 and edit > $4 and (state.pinned is null or not $5)
      order by edit
    )::float8[] as also,
    exists (select from mention where mention.room = $1 and message > $2 and message <= $3 and holds) as mentions`

export interface Going {
  readonly also: readonly number[]
  readonly mentions: boolean
}

interface Piece {
  readonly room: string
  readonly floor: number
  readonly last: number
  readonly target: number
  readonly keepsPins: boolean
}

export const findGoing = async (db: Queryable, { room, floor, last, target, keepsPins }: Piece): Promise<Going> =>
  (await db.query<Going>(goingSql, [room, floor, last, target, keepsPins]))[0] as Going

const unpinSql = `update message_state set pinned = null where room = $1 and pinned is not null and seq <= $2`
/** Those whom a later edit told are not counted any more from this moment on. */
const unmentionSql = `
  delete from mention using event
  where event.stream = $1 and event.seq = any($2::bigint[]) and mention.room = $1 and mention.message = (event.body ->> 'seq')::bigint`
const moveSql = `select move_floor($1, $2)`
const standSql = `
  select stream.floor_tally as tally, coalesce(case when newest.ev = 'history.trimmed' then (newest.body ->> 'last_at')::float8 end, floor(extract(epoch from newest.at) * 1000)) as "lastAt"
  from stream join event newest on newest.stream = stream.id and newest.seq = stream.head
  where stream.id = $1`

interface Moved {
  /** How much counts up to there. */
  readonly tally: number
  /** When something else than this happened last in the room. */
  readonly lastAt: number
}

export const moveFloor = async (
  db: Queryable,
  { room, last, keepsPins }: Piece,
  also: readonly number[],
): Promise<Moved> => {
  if (!keepsPins) await db.query(unpinSql, [room, last])
  if (also.length > 0) await db.query(unmentionSql, [room, also])
  await db.query(moveSql, [room, last])
  return (await db.query<Moved>(standSql, [room]))[0] ?? { tally: 0, lastAt: 0 }
}

const noteSql = `
  insert into trimming (room) values ($1) on conflict (room) do update set notes = trimming.notes + 1 returning notes`
const listSql = `select room from trimming order by room limit 1000`
const doneSql = `delete from trimming where room = $1 and notes = coalesce($2, notes)`

/** The next run looks at it, whatever holds in it. Gives how often that was noted. */
export const noteTrimming = async (db: Queryable, room: string): Promise<number> =>
  (await db.query<{ notes: number }>(noteSql, [room]))[0]?.notes ?? 0

export const listTrimming = async (db: Queryable): Promise<string[]> =>
  (await db.query<{ room: string }>(listSql)).map(({ room }) => room)

/** It is done, but for what was noted since; null where the room is gone. */
export const endTrimming = (db: Queryable, room: string, notes: number | null) => db.query(doneSql, [room, notes])

/** What has rows of messages, by the columns that say of which room a row is, and of which message. */
const tables = [
  ['event', 'stream', 'seq'],
  ['message_state', 'room', 'seq'],
  ['mention', 'room', 'message'],
  ['reaction', 'room', 'seq'],
  ['reaction_count', 'room', 'seq'],
  ['poll', 'room', 'seq'],
  ['vote', 'room', 'seq'],
  ['expiry', 'room', 'seq'],
  ['forward', 'room', 'seq'],
] as const

const sweepSqls = tables.map(
  ([table, room, seq]) => `
  with gone as (
    delete from ${table} where ${room} = $1 and ${seq} = any(
      array(select ${seq} from ${table}
        where ${room} = $1 and ${seq} > $2 and ${seq} <= $3 and ${seq} <> all($4::bigint[]) order by ${seq} limit $5))
    returning ${table === 'event' ? "ev = 'message.sent'" : 'false'} as message
  )
  select count(*) as rows, count(*) filter (where message) as messages from gone`,
)

/** Pinned messages that were left, each with its last edit and what was told last of its links. */
const leftSql = `
  select stream.floor, array(
    select unnest(array[state.seq, state.edits[cardinality(state.edits)], state.previewed[cardinality(state.previewed)]]) from message_state state
    where state.room = stream.id and state.pinned is not null and state.seq <= stream.floor
  )::float8[] as left
  from stream where id = $1`

const stretchesSql = `delete from stretch where room = $1 and last <= $2 returning 1`
/** What is left of it is taken apart anew. */
const cutSql = `update stretch set words = null, maker = null where room = $1 and first <= $2 and words is not null`

export interface Swept {
  readonly messages: number
  readonly rows: number
}

const none: Swept = { messages: 0, rows: 0 }

/** Removes what lies after a position and not above the floor, so many rows at a time, each time in a transaction of its own. */
export const sweep = async (db: Queryable, room: string, after: number, most: number): Promise<Swept> => {
  const [found] = await db.query<{ floor: number; left: readonly (number | null)[] }>(leftSql, [room])
  if (!found) return none
  const { floor } = found
  const left = found.left.filter((seq) => seq !== null)
  let [messages, rows] = [0, 0]
  for (const sql of sweepSqls)
    for (let isDone = false; !isDone; ) {
      const [gone = none] = await db.query<Swept>(sql, [room, after, floor, left, most])
      messages += gone.messages
      rows += gone.rows
      isDone = gone.rows < most
    }
  rows += (await db.query(stretchesSql, [room, floor])).length
  await db.query(cutSql, [room, floor])
  return { messages, rows }
}
