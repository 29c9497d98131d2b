/** What somebody has written in a room and not sent. */
import { beforeIds, type Queryable } from '@parley/service-kit'

export interface DraftRow {
  readonly room: string
  readonly text: string
  readonly reply: number | null
  readonly version: number
}

/** Milliseconds since 1970: one clock for all processes. */
const nowSql = 'floor(extract(epoch from clock_timestamp()) * 1000)::bigint'

/** No clock is so far ahead: what a client takes for a version beyond that is none, and there have to be later ones. */
const furthestMs = 31_536_000_000

/** After the one that is known, and after now. */
const nextSql = (known: string) => `greatest(${nowSql}, least(${known}::bigint, ${nowSql} + ${furthestMs}) + 1)`

/** Whoever leaves meanwhile waits, or is waited for: so no draft stays behind. `lives`: who is in the room by these rows. */
const saveSql = (lives: string) => `
  insert into draft (room, person, text, reply, seq, version)
  select room.id, inside.person, $3, $4::bigint, stream.head, ${nextSql('$5')}
  from room
  cross join lateral (
    select person from ${lives} and person = $2 for key share
  ) inside
  join stream on stream.id = room.id
  where room.id = $1 and stands_in($1, $2)
  on conflict (room, person) do update
  set text = excluded.text, reply = excluded.reply, seq = excluded.seq, version = greatest(excluded.version, draft.version + 1)
  where draft.version <= $5
  returning version`
const saveAsMemberSql = saveSql('membership where membership.room = coalesce(room.parent, room.id)')
const saveAsResidentSql = saveSql(
  'resident where resident.space = coalesce(room.space, (select parent.space from room parent where parent.id = room.parent))',
)

interface NewDraft {
  readonly room: string
  readonly person: string
  readonly text: string
  readonly reply: number | undefined
  /** Of the one in whose place it is. */
  readonly base: number
}

/** Its version; nothing where there is a later one, or the person is not in the room. */
export const saveDraft = async (
  db: Queryable,
  { room, person, text, reply, base }: NewDraft,
): Promise<number | undefined> => {
  const values = [room, person, text, reply ?? null, base]
  const save = async (sql: string) => (await db.query<{ version: number }>(sql, values))[0]?.version
  return (await save(saveAsMemberSql)) ?? save(saveAsResidentSql)
}

const hasSql = `select from draft where room = $1 and person = $2`

/** Also one that has ended. */
export const hasDraft = async (db: Queryable, room: string, person: string): Promise<boolean> =>
  (await db.query(hasSql, [room, person])).length > 0

const endSql = `
  delete from draft where room = $1 and person = $2 and version <= $3 returning ${nextSql('$3')} as version`

/** The version of there being none; nothing where there was none, or a later one. */
export const endDraft = async (
  db: Queryable,
  room: string,
  person: string,
  base: number,
): Promise<number | undefined> => (await db.query<{ version: number }>(endSql, [room, person, base]))[0]?.version

/** So many events after a draft are searched for a message that ended it. */
const searched = 500

const goesOn = `
  not exists (
    select from (
      select by, ev, body from event where event.stream = draft.room and event.seq > draft.seq order by seq limit ${searched}
    ) later
    where later.by = draft.person and was_message(later.ev, later.body)
  )`

const getSql = `
  select inside.room, coalesce(held.text, '') as text, held.reply, coalesce(held.version, 0) as version
  from standing_of($1, $2) inside
  left join lateral (
    select case when ${goesOn} then draft.text end as text, case when ${goesOn} then draft.reply end as reply, draft.version
    from draft where draft.room = inside.room and draft.person = inside.person
  ) held on true`

/** With no text and version 0 where there is none; nothing where the person is not in the room. */
export const getDraft = async (db: Queryable, room: string, person: string): Promise<DraftRow | undefined> =>
  (await db.query<DraftRow>(getSql, [room, person]))[0]

const listSql = `
  select draft.room, draft.text, draft.reply, draft.version from draft
  cross join lateral (
    select from standing_of(draft.room, draft.person)
  ) inside
  where draft.person = $1 and draft.room > coalesce($2::uuid, '${beforeIds}') and ${goesOn}
  order by draft.room limit $3`

export const listDrafts = (
  db: Queryable,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<DraftRow[]> => db.query<DraftRow>(listSql, [person, after ?? null, limit])

const clearSql = `
  delete from draft where person = $1 and not (${goesOn} and exists (select from standing_of(draft.room, draft.person)))`

/** Drafts that are told no more: a message has ended them, or their author sees the thread no longer. */
export const clearEnded = (db: Queryable, person: string) => db.query(clearSql, [person])

const countSql = `select count(*)::int as drafts from draft where person = $1 and room <> $2`

/** In other rooms than this. */
export const countDrafts = async (db: Queryable, person: string, room: string): Promise<number> =>
  (await db.query<{ drafts: number }>(countSql, [person, room]))[0]?.drafts ?? 0
