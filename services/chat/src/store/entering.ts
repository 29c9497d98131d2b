/** Who may come into a group or a space at all, and what was held against somebody. */
import type { Queryable } from '@parley/service-kit'

/** Whether this person may come into this group or space, as an expression: nobody whom those who let people in keep out, and nobody who is banned. */
export const mayEnterSql = (place: string, person: string): string => `(
  not exists (select from barred where barred.room = ${place} and barred.person = ${person})
  and not exists (select from ban where ban.space = ${place} and ban.person = ${person}))`

const mayEnterQuery = `select ${mayEnterSql('$1', '$2')} as may`

/** True for as long as the stream of the group or the space is locked. */
export const mayEnter = async (db: Queryable, place: string, person: string): Promise<boolean> =>
  (await db.query<{ may: boolean }>(mayEnterQuery, [place, person]))[0]?.may === true

const unbarSql = `delete from barred where room = $1 and person = any($2::uuid[])`

/** What was said to a request of theirs is held against them no longer. */
export const unbar = (db: Queryable, place: string, people: readonly string[]) => db.query(unbarSql, [place, people])
