/** Links of messages (`preview_wanted`), and what was found where they lead (`preview`). */
import type { Queryable } from '@parley/service-kit'
import type { LinksQuestion } from '@parley/wire'
import type { PageSays } from '../previews/page.ts'

export type Found = Omit<PageSays, 'picture'>

export interface Known {
  /** Null where there is nothing. */
  readonly found: Found | null
  readonly picture: string | null
}

/** One whose picture is gone is found anew. */
const knownSql = `
  select found, picture from preview
  where link = $1 and until > now() and (picture is null or exists (select from file where file.id = preview.picture))`

export const findKnown = async (db: Queryable, link: string): Promise<Known | undefined> =>
  (await db.query<Known>(knownSql, [link]))[0]

const keepSql = `
  insert into preview (link, found, picture, until) values ($1, $2, $3, now() + make_interval(mins => $4))
  on conflict (link) do update set found = excluded.found, picture = excluded.picture, until = excluded.until`

export const keepKnown = (db: Queryable, link: string, { found, picture }: Known, minutes: number) =>
  db.query(keepSql, [link, found === null ? null : JSON.stringify(found), picture, minutes])

const forgetSql = `
  delete from preview where link in (select link from preview where until <= now() order by until limit $1) returning 1`

/** Those that are too old. How many were. */
export const forgetKnown = async (db: Queryable, most: number): Promise<number> =>
  (await db.query(forgetSql, [most])).length

export interface Wanted extends LinksQuestion {
  /** Milliseconds since 1970. */
  readonly at: number
}

/** What was said so long ago is read no more by those who were there. */
const mostAge = `interval '1 hour'`

const wantSql = `
  insert into preview_wanted (room, message, told)
  select room, message, max(told) from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::float8[]) as asked (room, message, told, at)
  where to_timestamp(at / 1000) > now() - ${mostAge} group by room, message
  on conflict (room, message) do update set told = excluded.told, since = now(), due = now(), tries = 0
  where preview_wanted.told < excluded.told`

/** What a message says last counts. */
export const wantPreviews = (db: Queryable, wanted: readonly Wanted[]) =>
  db.query(wantSql, [
    wanted.map(({ room }) => room),
    wanted.map(({ message }) => message),
    wanted.map(({ told }) => told),
    wanted.map(({ at }) => at),
  ])

export interface Claimed extends LinksQuestion {
  readonly tries: number
}

const claimSql = `
  with due as (
    select room, message from preview_wanted where due <= now() order by due limit $1 for update skip locked
  )
  update preview_wanted set due = now() + make_interval(secs => $2), tries = tries + 1
  from due where preview_wanted.room = due.room and preview_wanted.message = due.message
  returning preview_wanted.room, preview_wanted.message, preview_wanted.told, preview_wanted.tries`

/** Those that are due, for this process alone for so many seconds. */
export const claimWanted = (db: Queryable, most: number, seconds: number): Promise<Claimed[]> =>
  db.query<Claimed>(claimSql, [most, seconds])

const doneSql = 'delete from preview_wanted where room = $1 and message = $2 and told <= $3'

export const endWanted = (db: Queryable, { room, message, told }: LinksQuestion) =>
  db.query(doneSql, [room, message, told])

const laterSql = `
  update preview_wanted set due = now() + make_interval(secs => $4) where room = $1 and message = $2 and told = $3`

export const putOff = (db: Queryable, { room, message, told }: LinksQuestion, seconds: number) =>
  db.query(laterSql, [room, message, told, seconds])

const shownSql = `
  insert into preview_shown (room, message, id) values ($1, $2, $3) on conflict (room, message) do nothing`

export const noteShown = (db: Queryable, { room, message }: LinksQuestion, id: string) =>
  db.query(shownSql, [room, message, id])

export interface Place {
  readonly room: string
  readonly message: number
}

const doubtSql = `
  with gone as (
    delete from preview_shown
    where (room, message) in (select * from unnest($1::uuid[], $2::bigint[])) returning room, id
  )
  update reference set sent = false from gone where reference.room = gone.room and reference.message = gone.id and sent`

/** These say something else now, or nothing is told of their links any more: chat is asked whether their pictures stay. */
export const doubtShown = (db: Queryable, places: readonly Place[]) =>
  db.query(doubtSql, [places.map(({ room }) => room), places.map(({ message }) => message)])
