/** Stretches of rooms' histories, each with the words that are said in it. */
import type { Queryable } from '@parley/service-kit'

/** Positions in one. */
export const stretchLength = 256

/** A room, and how far its stretches go. */
export interface Covered {
  readonly room: string
  readonly head: number
  /** Of the newest stretch; null where there is none. */
  readonly first: number | null
  /** Where the newest one ends, or where the history begins. */
  readonly last: number
  readonly maker: string | null
  /** Nothing has come for a while. */
  readonly rests: boolean
}

interface Page {
  readonly after: string
  readonly limit: number
  readonly restMs: number
}

/** Rooms in the order of their ids; other streams stand between them, so a page may have none. */
const coveredSql = `
  select stream.id as room, stream.kind, stream.head, held.first, coalesce(held.last, stream.floor) as last, held.maker,
    stream.head > coalesce(held.last, stream.floor) and coalesce((
      select at <= now() - $3 * interval '1 millisecond' from event where event.stream = stream.id and seq = stream.head
    ), true) as rests
  from (select id, kind, head, floor from stream where id > $1 order by id limit $2) stream
  left join lateral (
    select first, last, maker from stretch where room = stream.id order by first desc limit 1
  ) held on stream.kind = 'chat/room'`

export const listCovered = async (db: Queryable, { after, limit, restMs }: Page) => {
  const rows = await db.query<Covered & { readonly kind: string }>(coveredSql, [after, limit, restMs])
  return {
    rooms: rows.filter(({ kind }) => kind === 'chat/room'),
    end: rows.length < limit ? undefined : rows.at(-1)?.room,
  }
}

export interface Said {
  readonly by: string | null
  readonly text: string
}

/** What is held of a stretch, as of one moment. */
export interface Held {
  readonly head: number
  readonly last: number
  readonly since: Date
  readonly until: Date
  readonly said: readonly Said[]
}

const heldSql = `
  with edited as materialized (
    select state.seq, latest.body->>'text' as text
    from message_state state join event latest on latest.stream = state.room and latest.seq = state.edits[cardinality(state.edits)]
    where state.room = $1 and state.seq between $2 and $3
  )
  select stream.head, max(seq) as last, min(at) as since, max(at) as until,
    coalesce(json_agg(json_build_object('by', by, 'text', coalesce(edited.text, body->>'text'))) filter (where ev = 'message.sent'), '[]') as said
  from stream join event on event.stream = stream.id
  left join edited using (seq)
  where stream.id = $1 and event.seq between $2 and $3 group by stream.head`

/** Nothing where no event is held there. */
export const readStretch = async (db: Queryable, room: string, first: number): Promise<Held | undefined> =>
  (await db.query<Held>(heldSql, [room, first, first + stretchLength - 1]))[0]

const putSql = `select put from put_stretch($1, $2, $3, $4, $5, $6, $7, $8) as put`

export interface NewStretch extends Omit<Held, 'said'> {
  readonly room: string
  readonly first: number
  /** Null where anything may be said there. */
  readonly words: readonly string[] | null
  readonly maker: string
}

/** False where something there has changed since it was read. */
export const putStretch = async (db: Queryable, made: NewStretch): Promise<boolean> => {
  const { room, first, last, since, until, words, maker, head } = made
  const rows = await db.query<{ put: boolean }>(putSql, [room, first, last, since, until, words, maker, head])
  return rows[0]?.put === true
}

const renewSql = `
  update stretch set words = null, maker = null from unnest($2::bigint[]) as changed (seq)
  where room = $1 and last >= changed.seq and first = (select max(first) from stretch s where s.room = $1 and s.first <= changed.seq)`

/**
 * What a message says is something else from now on: its stretch forgets all of its words with this transaction, and is read as it is
 * until it is made anew. Behind the lock of the room's stream. What is taken back does so by itself (`0014-stretches.sql`).
 */
export const renewWords = async (tx: Queryable, room: string, seqs: readonly number[]): Promise<void> =>
  void (await tx.query(renewSql, [room, seqs]))

const staleSql = `select room, first from stretch where maker is null order by room, first limit $1`

export const listStale = (db: Queryable, limit: number) =>
  db.query<{ readonly room: string; readonly first: number }>(staleSql, [limit])

const outdateSql = `update stretch set maker = null where room = $1 and maker <> $2`

/** Those that were made in another way are to be made anew; until then anything may be said there. */
export const outdate = async (db: Queryable, room: string, maker: string): Promise<void> =>
  void (await db.query(outdateSql, [room, maker]))
