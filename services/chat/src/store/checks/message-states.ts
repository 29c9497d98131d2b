/** What has become of messages, against the events that say so. */
import { beforeIds, type Check, type Database, inPages, type Queryable, type Transaction } from '@parley/service-kit'
import {
  type EventRow,
  eventsOf,
  isHeld,
  isMessage,
  type OfMessage,
  ofMessage,
  stands,
  switches,
} from './room-events.ts'

const rowsAtOnce = 500

interface OfReaction extends OfMessage {
  readonly person: string
  readonly emoji: string
}

const reactionRow = `select reaction.added from reaction where reaction.room = event.stream and reaction.person = event.by
  and reaction.seq = (event.body ->> 'seq')::bigint and reaction.emoji = event.body ->> 'emoji'`

/** Rows without their event: such as is below the floor is not asked for. */
const reactionsSql = `
  select reaction.room, reaction.person, reaction.seq, reaction.emoji, stream.floor < reaction.added and not exists (
      select from event where event.stream = reaction.room and event.seq = reaction.added and event.ev = 'reaction.added'
        and event.by = reaction.person and (event.body ->> 'seq')::bigint = reaction.seq and event.body ->> 'emoji' = reaction.emoji
    ) or stream.floor < reaction.seq and not ${isMessage('reaction.room', 'reaction.seq')} as stray
  from (
    select * from reaction where (room, person, seq, emoji) > ($1::uuid, $2::uuid, $3::bigint, $4::text)
    order by room, person, seq, emoji limit $5
  ) reaction
  left join stream on stream.id = reaction.room and ${isHeld('reaction.room')}
  order by reaction.room, reaction.person, reaction.seq, reaction.emoji`

const reactionOf = (room: string, seq: number, person: string, emoji: string): OfReaction => ({
  what: `${emoji} of person ${person} to ${seq} in room ${room}`,
  room,
  seq,
  person,
  emoji,
})

async function* lookAtReactions(db: Queryable): AsyncGenerator<OfReaction> {
  const keyOf = ({ of, by, emoji }: EventRow) => `${of} ${by} ${emoji}`
  const asked = {
    kinds: `'reaction.added', 'reaction.removed'`,
    off: `event.ev = 'reaction.removed'`,
    row: reactionRow,
    keyOf,
  }
  for await (const { room, of, by, emoji } of switches(db, asked))
    yield reactionOf(room, of as number, by, emoji as string)
  type Row = OfReaction & { readonly stray: boolean | null }
  const values = (last: Row | undefined) => [
    last?.room ?? beforeIds,
    last?.person ?? beforeIds,
    last?.seq ?? 0,
    last?.emoji ?? '',
  ]
  for await (const { room, seq, person, emoji, stray } of inPages<Row>(db, reactionsSql, values, rowsAtOnce))
    if (stray) yield reactionOf(room, seq, person, emoji)
}

/** The last word about it; nothing where no event is held that says anything. */
const lastReactionSql = `
  select event.ev, event.seq, ${isMessage('$1', '$2')} as is_message
  from event where stream = $1 and by = $3 and ev in ('reaction.added', 'reaction.removed')
    and (body ->> 'seq')::bigint = $2 and body ->> 'emoji' = $4
  order by seq desc limit 1`

const dropReactionSql = `delete from reaction where room = $1 and seq = $2 and person = $3 and emoji = $4 returning 1`
const putReactionSql = `
  insert into reaction (room, seq, person, emoji, added) values ($1, $2, $3, $4, $5)
  on conflict (room, person, seq, emoji) do update set added = excluded.added where reaction.added <> excluded.added returning 1`

const mendReaction = (db: Database, { room, seq, person, emoji }: OfReaction): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([room])
    const values = [room, seq, person, emoji]
    const [last] = await tx.query<{ ev: string; seq: number; is_message: boolean }>(lastReactionSql, values)
    const isThere = last?.ev === 'reaction.added' && last.is_message
    const rows = isThere
      ? await tx.query(putReactionSql, [...values, last.seq])
      : await tx.query(dropReactionSql, values)
    await recount(tx, { room, seq, emoji })
    return rows.length > 0
  })

interface OfCount extends OfMessage {
  readonly emoji: string
}

/** By message: whatever is counted there, or reacted. */
const countsSql = `
  select asked.room, asked.seq, told.emoji, told.people, told.counted
  from (
    select room, seq from (
      (select room, seq from reaction_count where (room, seq) > ($1::uuid, $2::bigint) group by room, seq order by room, seq limit $3)
      union
      (select room, seq from reaction where (room, seq) > ($1::uuid, $2::bigint) group by room, seq order by room, seq limit $3)
    ) either order by room, seq limit $3
  ) asked
  left join lateral (
    select emoji, coalesce(counted.people, 0) as people, coalesce(made.people, 0) as counted
    from (select emoji, people from reaction_count where room = asked.room and seq = asked.seq) counted
    full join (
      select emoji, count(*)::int as people from reaction where room = asked.room and seq = asked.seq group by emoji
    ) made using (emoji)
    where counted.people is distinct from made.people and ${isHeld('asked.room')} and ${stands('asked.room', 'asked.seq')}
  ) told on true
  order by asked.room, asked.seq`

/** A page is of messages, each with as many rows as there are wrong counts, and one where there is none. */
async function* lookAtCounts(db: Queryable): AsyncGenerator<OfCount> {
  for (let last = { room: beforeIds, seq: 0 }; ; ) {
    const rows = await db.query<OfMessage & { emoji: string | null; people: number; counted: number }>(countsSql, [
      last.room,
      last.seq,
      rowsAtOnce,
    ])
    for (const { room, seq, emoji, people, counted } of rows)
      if (emoji !== null)
        yield { what: `${emoji} to ${seq} in room ${room}: ${people}, where ${counted} are right`, room, seq, emoji }
    const end = rows.at(-1)
    if (!end) return
    last = end
  }
}

const recountSql = `
  with counted as (
    select count(*)::int as people, min(added) as first from reaction where room = $1 and seq = $2 and emoji = $3
  ), gone as (
    delete from reaction_count using counted
    where room = $1 and seq = $2 and emoji = $3 and counted.people = 0 returning 1
  ), written as (
    insert into reaction_count (room, seq, emoji, people, first)
    select $1, $2, $3, people, first from counted where people > 0
    on conflict (room, seq, emoji) do update set people = excluded.people where reaction_count.people <> excluded.people
    returning 1
  )
  select 1 from gone union all select 1 from written`

const recount = async (tx: Transaction, { room, seq, emoji }: Omit<OfCount, 'what'>): Promise<boolean> =>
  (await tx.query(recountSql, [room, seq, emoji])).length > 0

const pinRow = `select state.pinned from message_state state
  where state.room = event.stream and state.seq = (event.body ->> 'seq')::bigint`

const statesSql = (stray: string) => `
  select state.room, state.seq, ${stray} as stray
  from (select * from message_state where (room, seq) > ($1::uuid, $2::bigint) order by room, seq limit $3) state
  left join stream on stream.id = state.room and ${isHeld('state.room')}
  order by state.room, state.seq`

/** Whether something is said of a message that is none, or not any more. */
const ofNothing = `stream.floor < state.seq and not ${isMessage('state.room', 'state.seq')}`

const strayPin = `state.pinned is not null and (${ofNothing} or stream.floor < state.pinned and not exists (
  select from event where event.stream = state.room and event.seq = state.pinned and event.ev = 'message.pinned'
    and (event.body ->> 'seq')::bigint = state.seq))`

/** What is told of a message in events of which its row has the positions. */
interface Listed {
  readonly ev: 'message.edited' | 'message.previewed'
  readonly column: 'edits' | 'previewed'
}
const editsOf: Listed = { ev: 'message.edited', column: 'edits' }
const previewsOf: Listed = { ev: 'message.previewed', column: 'previewed' }

const strayIn = ({
  ev,
  column,
}: Listed) => `cardinality(state.${column}) > 0 and ${stands('state.room', 'state.seq')} and (${ofNothing} or exists (
  select from unnest(state.${column}) with ordinality as listed (seq, place)
  where stream.floor < listed.seq and (state.${column}[listed.place + 1] <= listed.seq or not exists (
    select from event where event.stream = state.room and event.seq = listed.seq and event.ev = '${ev}'
      and (event.body ->> 'seq')::bigint = state.seq))))`

async function* states(db: Queryable, stray: string): AsyncGenerator<OfMessage> {
  type Row = OfMessage & { readonly stray: boolean | null }
  const values = (last: Row | undefined) => [last?.room ?? beforeIds, last?.seq ?? 0]
  for await (const row of inPages<Row>(db, statesSql(stray), values, rowsAtOnce)) if (row.stray) yield ofMessage(row)
}

async function* lookAtPins(db: Queryable): AsyncGenerator<OfMessage> {
  const asked = {
    kinds: `'message.pinned', 'message.unpinned'`,
    off: `event.ev = 'message.unpinned'`,
    row: pinRow,
    keyOf: ({ of }: EventRow) => String(of),
  }
  for await (const { room, of } of switches(db, asked)) yield ofMessage({ room, seq: of as number })
  yield* states(db, strayPin)
}

const mendPinSql = `
  with last as (
    select seq, ev from event
    where stream = $1 and ev in ('message.pinned', 'message.unpinned') and (body ->> 'seq')::bigint = $2
    order by seq desc limit 1
  ), right_one as (
    select case when ${isMessage('$1', '$2')}
      then (select seq from last where ev = 'message.pinned') end as pinned
  )
  insert into message_state (room, seq, pinned) select $1, $2, pinned from right_one
  on conflict (room, seq) do update set pinned = excluded.pinned
  where message_state.pinned is distinct from excluded.pinned
  returning 1`

async function* lookAtListed(db: Queryable, listed: Listed): AsyncGenerator<OfMessage> {
  const row = `select state.seq from message_state state
    where state.room = event.stream and state.seq = (event.body ->> 'seq')::bigint and event.seq = any(state.${listed.column})`
  for await (const { room, of, is_message, row_at } of eventsOf(db, `'${listed.ev}'`, row))
    if (of !== null && is_message && row_at === null) yield ofMessage({ room, seq: of })
  yield* states(db, strayIn(listed))
}

const mendListedSql = ({ ev, column }: Listed) => `
  with right_one as (
    select coalesce(array_agg(seq order by seq), '{}') as listed from event
    where stream = $1 and ev = '${ev}' and (body ->> 'seq')::bigint = $2
      and ${isMessage('$1', '$2')}
  )
  insert into message_state (room, seq, ${column}) select $1, $2, listed from right_one
  on conflict (room, seq) do update set ${column} = excluded.${column} where message_state.${column} <> excluded.${column}
  returning 1`

/** A row that says nothing is none. */
const emptySql = `delete from message_state where room = $1 and seq = $2 and edits = '{}' and pinned is null and previewed = '{}' and not unpreviewed`

const mendState =
  (sql: string) =>
  (db: Database, { room, seq }: OfMessage): Promise<boolean> =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      const rows = await tx.query(sql, [room, seq])
      await tx.query(emptySql, [room, seq])
      return rows.length > 0
    })

export const edits: Check<OfMessage> = {
  about: 'messages whose edits are not what the room tells',
  anew: true,
  look: ({ db }) => lookAtListed(db, editsOf),
  mend: mendState(mendListedSql(editsOf)),
}

export const previews: Check<OfMessage> = {
  about: 'messages of whose links something else was told than the room tells',
  anew: true,
  look: ({ db }) => lookAtListed(db, previewsOf),
  mend: mendState(mendListedSql(previewsOf)),
}

export const pins: Check<OfMessage> = {
  about: 'messages that are pinned, or not, other than the room tells',
  anew: true,
  look: ({ db }) => lookAtPins(db),
  mend: mendState(mendPinSql),
}

export const reactions: Check<OfReaction> = {
  about: 'reactions that are not what the room tells',
  anew: true,
  look: ({ db }) => lookAtReactions(db),
  mend: mendReaction,
}

export const reactionCounts: Check<OfCount> = {
  about: 'emoji of messages that are counted wrong',
  anew: true,
  look: ({ db }) => lookAtCounts(db),
  mend: (db, found) =>
    db.transaction(async (tx) => {
      await tx.lock([found.room])
      return recount(tx, found)
    }),
}
