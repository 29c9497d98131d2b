/** For how long presence has known of no device of those who wait for answers to invitations and cards. */
import type { Queryable } from '@parley/service-kit'
import { nowSql } from './parties.ts'

const listSql = `
  select person from (
    select sender as person from invitation where state = 'pending' union select sender from card where state = 'open'
  ) sending where person > $1 order by person limit $2`

/** Everybody who does, a page at a time. */
export const listSenders = async (db: Queryable, after: string, most: number): Promise<string[]> =>
  (await db.query<{ person: string }>(listSql, [after, most])).map(({ person }) => person)

const noteSql = (table: 'invitation' | 'card', state: string) => `
  update ${table} set absent = case when $2 then ${nowSql} end
  where sender = any($1::uuid[]) and state = '${state}' and (absent is null) = $2`
const notesSql = [noteSql('invitation', 'pending'), noteSql('card', 'open')]

/** From now on, or no longer. Nobody else writes that. */
export const noteSenders = async (db: Queryable, people: readonly string[], isAbsent: boolean): Promise<void> => {
  for (const sql of people.length > 0 ? notesSql : []) await db.query(sql, [people, isAbsent])
}

const isLong = (seconds: string) => `absent < ${nowSql} - make_interval(secs => ${seconds})`
const longSql = {
  invitation: `select id from invitation where state = 'pending' and ${isLong('$1')} order by id limit $2`,
  card: `select id from card where state = 'open' and ${isLong('$1')} order by id limit $2`,
} as const
const isLongSql = {
  invitation: `select 1 from invitation where id = $2 and ${isLong('$1')}`,
  card: `select 1 from card where id = $2 and ${isLong('$1')}`,
} as const

/** Open ones whose sender has been gone for so long. */
export const listForsaken = async (db: Queryable, of: keyof typeof longSql, seconds: number, most: number) =>
  (await db.query<{ id: string }>(longSql[of], [seconds, most])).map(({ id }) => id)

export const isForsaken = async (db: Queryable, of: keyof typeof longSql, id: string, seconds: number) =>
  (await db.query(isLongSql[of], [seconds, id])).length > 0
