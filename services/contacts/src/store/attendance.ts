/** For how long presence has known of no device of those who are in parties. */
import type { Queryable } from '@parley/service-kit'
import { nowSql } from './parties.ts'

export interface AttendanceRow {
  readonly party: string
  readonly person: string
  readonly away: boolean
  readonly absentSeconds: number | null
}

const absentSql = `extract(epoch from ${nowSql} - absent)::float8 as "absentSeconds"`
const pageSql = `
  select party, person, away, ${absentSql} from party_member where (person, party) > ($1, $2) order by person, party limit $3`

/** Everybody who is in a party, a page at a time. */
export const listAttendance = (
  db: Queryable,
  after: Pick<AttendanceRow, 'person' | 'party'>,
  most: number,
): Promise<AttendanceRow[]> => db.query<AttendanceRow>(pageSql, [after.person, after.party, most])

const noteSql = `
  update party_member set absent = case when $2 then coalesce(absent, ${nowSql}) end
  where person = any($1::uuid[]) and (absent is null) = $2`

/** From now on, or no longer. Nobody else writes that. */
export const noteAbsent = (db: Queryable, people: readonly string[], isAbsent: boolean) =>
  db.query(noteSql, [people, isAbsent])

const oneSql = `select party, person, away, ${absentSql} from party_member where party = $1 and person = $2`

export const findAttendance = async (db: Queryable, party: string, person: string) =>
  (await db.query<AttendanceRow>(oneSql, [party, person]))[0]
