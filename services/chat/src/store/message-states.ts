/**
 * What has become of messages (`message_state`, `reaction`, `reaction_count`). Written under the lock of the room's stream, so that
 * no two write at once; taking a message back removes all of it by a trigger.
 */
import type { EventBody, Output } from '@parley/protocol'
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import { shownJoin } from './previews.ts'
import { lastOf, postersSql, type ThreadView } from './threads.ts'

export type MessageState = NonNullable<Output<'room.history'>['states']>[number]
/** `gone` says that the message was taken back, and has a thread. */
export type KnownState = MessageState & { readonly gone?: true }

/** An event that may be a message, and what has become of it. */
export interface MessageRow {
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  /** Who said it first, where it was forwarded. */
  readonly origin: string | null
  /** Positions of its edits. */
  readonly edits: readonly number[]
  /** Positions of what was told of its links. */
  readonly previewed: readonly number[]
  /** Null where it is not pinned. */
  readonly pinned: number | null
  /** Of a post of a forum. */
  readonly tags: readonly number[]
}

/** What a message says since it was last edited, as a lateral query: no row where it was not. */
export const editedSql = (room: string, seq: string): string => `
  select latest.body ->> 'text' as text
  from message_state state join event latest on latest.stream = state.room and latest.seq = state.edits[cardinality(state.edits)]
  where state.room = ${room} and state.seq = ${seq}`

const findSql = `
  select event.seq, event.ev, event.by, event.body -> 'forwarded' ->> 'by' as origin, coalesce(state.edits, '{}')::float8[] as edits,
    coalesce(state.previewed, '{}')::float8[] as previewed, state.pinned,
    coalesce(state.tags, '{}') as tags
  from event left join message_state state on state.room = event.stream and state.seq = event.seq
  where event.stream = $1 and event.seq = any($2::bigint[])
    and (state.pinned is not null or event.seq > (select floor from stream where id = $1))
    and ($3::uuid is null or event.seq > (select since from reach_of($1, $3)))`

/**
 * What stands at these positions; nothing where it is no longer held, or not there yet, nor of what was there before this person came
 * who may not see that. Without a person, it is as the server sees it.
 */
export const findMessages = (
  db: Queryable,
  room: string,
  seqs: readonly number[],
  person?: string,
): Promise<MessageRow[]> => db.query<MessageRow>(findSql, [room, seqs, person ?? null])

const textSql = `
  select coalesce(latest.body, sent.body) ->> 'text' as text
  from event sent
  left join message_state state on state.room = sent.stream and state.seq = sent.seq
  left join event latest on latest.stream = sent.stream and latest.seq = state.edits[cardinality(state.edits)]
  where sent.stream = $1 and sent.seq = $2`

/** What a message says now. */
export const textOf = async (db: Queryable, room: string, seq: number): Promise<string | undefined> =>
  (await db.query<{ text: string }>(textSql, [room, seq]))[0]?.text

export interface VersionRow {
  readonly seq: number
  readonly at: number
  readonly text: string
}

const versionsSql = `
  select seq, floor(extract(epoch from at) * 1000)::bigint as at, body ->> 'text' as text
  from event
  where stream = $1 and seq > $3 and ev in ('message.sent', 'message.edited') and seq = any(array(
    select $2::bigint union all select unnest(edits) from message_state where room = $1 and seq = $2
  ))
  order by seq limit $4`

/** What a message has said, behind a position. */
export const listVersions = (db: Queryable, room: string, seq: number, after: number, limit: number) =>
  db.query<VersionRow>(versionsSql, [room, seq, after, limit])

const editSql = `
  insert into message_state (room, seq, edits) values ($1, $2, array[$3::bigint])
  on conflict (room, seq) do update set edits = message_state.edits || excluded.edits`

export const insertEdit = (db: Queryable, room: string, seq: number, edit: number) =>
  db.query(editSql, [room, seq, edit])

const pinSql = `
  insert into message_state (room, seq, pinned) values ($1, $2, $3)
  on conflict (room, seq) do update set pinned = excluded.pinned`

/** Null unpins it. */
export const setPinned = (db: Queryable, room: string, seq: number, pinned: number | null) =>
  db.query(pinSql, [room, seq, pinned])

const pinsSql = `select count(*)::int as pins from message_state where room = $1 and pinned is not null`

export const countPins = async (db: Queryable, room: string): Promise<number> =>
  (await db.query<{ pins: number }>(pinsSql, [room]))[0]?.pins ?? 0

interface Window {
  /** Whose eyes it is seen with: what they hide is left out. */
  readonly person: string
  readonly room: string
}

interface Row extends InEpoch {
  readonly head: number
  /** Null where there is nothing but the head. */
  readonly seq: number | null
  readonly pinned: number | null
  /** Null where it has none. */
  readonly tags: number[] | null
  readonly edit: number | null
  readonly at: number
  readonly text: string
  /** What its links lead to; null where nothing is told of them. */
  readonly previews: EventBody<'message.previewed'>['previews'] | null
  /** Null where it mentions nobody. */
  readonly mentions: EventBody<'message.edited'>['mentions'] | null
  readonly emoji: string | null
  readonly count: number
  readonly own: boolean
  /** How its votes stand; null where it is no poll, or nothing has become of it. */
  readonly poll: {
    readonly counts: readonly number[]
    readonly voters: number
    readonly own: readonly number[] | null
    readonly closed: number | null
  } | null
  readonly thread: ThreadRow | null
}

type ThreadRow = Pick<
  ThreadView,
  'room' | 'name' | 'head' | 'replies' | 'last' | 'lastAt' | 'users' | 'archived' | 'locked'
> & {
  readonly gone: boolean
}

/** `isAsked` says of a column that it is the position of a message asked for, `asked` is what it needs for that. */
const statesSql = (asked: string, isAsked: (column: string) => string) => `
  select stream.head, (select current_epoch()) as epoch, told.*
  from stream
  cross join lateral (${asked}) asked
  left join lateral (
    select state.seq, state.pinned, state.tags, latest.seq as edit, floor(extract(epoch from latest.at) * 1000)::bigint as at,
      latest.body ->> 'text' as text, latest.body -> 'mentions' as mentions, shown.body -> 'previews' as previews, null as emoji, 0 as count, false as own, 0 as first,
      null::json as poll, null::json as thread
    from message_state state
    left join event latest on latest.stream = stream.id and latest.seq = state.edits[cardinality(state.edits)]
    ${shownJoin('stream.id')}
    where state.room = stream.id and ${isAsked('state.seq')}
    union all
    select counted.seq, null, null, null, null, null, null, null, counted.emoji, counted.people - coalesce(unseen.people, 0),
      own.added is not null, counted.first, null, null
    from reaction_count counted
    left join (
      select reaction.seq, reaction.emoji, count(*)::int as people
      from hidden join reaction on reaction.room = stream.id and reaction.person = hidden.author and ${isAsked('reaction.seq')}
      where hidden.person = $2
      group by reaction.seq, reaction.emoji
    ) unseen on unseen.seq = counted.seq and unseen.emoji = counted.emoji
    left join reaction own
      on own.room = stream.id and own.person = $2 and own.seq = counted.seq and own.emoji = counted.emoji
    where counted.room = stream.id and ${isAsked('counted.seq')}
    union all
    select poll.seq, null, null, null, null, null, null, null, null, 0, false, 0,
      json_build_object('counts', poll.counts, 'voters', poll.voters, 'own', vote.answers, 'closed', poll.closed), null
    from poll left join vote on vote.room = stream.id and vote.person = $2 and vote.seq = poll.seq
    where poll.room = stream.id and ${isAsked('poll.seq')} and (poll.voters > 0 or poll.closed is not null)
    union all
    select thread.root, null, null, null, null, null, null, null, null, 0, false, 0, null, json_build_object(
      'room', thread.room, 'name', room.name, 'head', own.head, 'replies', own.tally - thread.gone, 'last', thread.last,
      'lastAt', floor(extract(epoch from thread.last_at) * 1000)::bigint, 'users', ${postersSql('$2')},
      'archived', thread.archived, 'locked', thread.locked,
      'gone', exists (select from event where event.stream = stream.id and event.seq = thread.root and event.ev = 'redacted'))
    from thread join room on room.id = thread.room join stream own on own.id = thread.room
    where thread.parent = stream.id and not thread.private and ${isAsked('thread.root')}
  ) told on true
  where stream.id = $1
  order by told.seq, told.first`

const toPoll = ({ counts, voters, own, closed }: NonNullable<Row['poll']>) => ({
  counts,
  voters,
  ...(own ? { own } : {}),
  ...(closed === null ? {} : { closed }),
})

const toThreadState = ({ gone, room, name, head, replies, users, archived, locked, ...last }: ThreadRow) => ({
  ...(gone ? { gone } : {}),
  thread: {
    room,
    ...(name === '' ? {} : { name }),
    head,
    replies,
    ...lastOf(last),
    users,
    ...(archived ? { archived } : {}),
    ...(locked ? { locked } : {}),
  },
})

/** By message. Rows of reactions are in the order of their emoji. */
export const toStates = (rows: readonly Omit<Row, 'head' | 'epoch'>[]): Map<number, KnownState> => {
  const states = new Map<number, KnownState>()
  for (const { seq, pinned, tags, edit, at, text, mentions, previews, emoji, count, own, poll, thread } of rows) {
    if (seq === null) continue
    const { reactions = [], ...state } = states.get(seq) ?? { seq }
    const all = emoji !== null && count > 0 ? [...reactions, { emoji, count, ...(own ? { own } : {}) }] : reactions
    states.set(seq, {
      ...state,
      ...(edit === null ? {} : { edited: { seq: edit, at, text, ...(mentions ? { mentions } : {}) } }),
      ...(all.length > 0 ? { reactions: all } : {}),
      ...(pinned === null ? {} : { pinned }),
      ...(previews === null ? {} : { previews }),
      ...(tags === null ? {} : { tags }),
      ...(poll === null ? {} : { poll: toPoll(poll) }),
      ...(thread === null ? {} : toThreadState(thread)),
    } as KnownState)
  }
  for (const [seq, state] of states) if (Object.keys(state).length === 1) states.delete(seq)
  return states
}

export interface States {
  /** The position of the room that they are of. */
  readonly head: number
  readonly epoch: number
  readonly bySeq: ReadonlyMap<number, KnownState>
}

const read = (db: Pick<Database, 'read'>, rows: readonly Row[]): States => ({
  epoch: db.read(rows),
  head: rows[0]?.head ?? 0,
  bySeq: toStates(rows),
})

const pageSql = statesSql(
  `select case when $4::bigint is null then coalesce($3::bigint, stream.head + 1) - $5 else greatest($4::bigint, stream.floor, reach.since) + 1 end as first,
    case when $4::bigint is null then coalesce($3::bigint, stream.head + 1) - 1 else greatest($4::bigint, stream.floor, reach.since) + $5 end as last
    from reach_of(stream.id, $2) reach`,
  (seq) => `${seq} between asked.first and asked.last`,
)

export interface PageOfStates extends Window {
  readonly before: number | undefined
  readonly after: number | undefined
  readonly limit: number
}

/** Of the messages of a page of history, in one statement with the head: it is all as of there. */
export const readStates = async (db: Database, { person, room, before, after, limit }: PageOfStates): Promise<States> =>
  read(db, await db.query<Row>(pageSql, [room, person, before ?? null, after ?? null, limit]))

const pinnedSql = statesSql(
  `select array(
    select seq from message_state
    where room = stream.id and pinned is not null and pinned < coalesce($3::bigint, stream.head + 1)
      and seq > (select since from reach_of(stream.id, $2))
    order by pinned desc limit $4
  ) as seqs`,
  (seq) => `${seq} = any(asked.seqs)`,
)

/** Of the messages whose positions `asked` gives as `seqs`: a query of `stream`, in which $1 is the room and $2 the person. */
export const readStatesOf = async (db: Database, asked: string, values: readonly unknown[]): Promise<States> =>
  read(
    db,
    await db.query<Row>(
      statesSql(asked, (seq) => `${seq} = any(asked.seqs)`),
      [...values],
    ),
  )

export interface PageOfPins extends Window {
  readonly before: number | undefined
  readonly limit: number
}

/** Of the messages of a page of pins. */
export const readPinned = async (db: Database, { person, room, before, limit }: PageOfPins): Promise<States> =>
  read(db, await db.query<Row>(pinnedSql, [room, person, before ?? null, limit]))
