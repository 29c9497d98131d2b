/** How people want to be seen. */
import type { Queryable } from '@parley/service-kit'
import type { Choice } from '../choice.ts'

const columns = `person, turn, state, status, status_ends as "statusEnds", activity, activity_ends as "activityEnds",
  last_seen as "lastSeen"`

const lockSql = `select pg_advisory_xact_lock(hashtextextended($1, 16))`
const readSql = `select ${columns} from choice where person = any($1::uuid[])`
const sinceSql = `select ${columns} from choice where turn > $1 order by turn desc limit $2`
const writeSql = `
  insert into choice (person, turn, state, status, status_ends, activity, activity_ends, last_seen)
  values ($1, $2, $3, $4, $5, $6, $7, $8)
  on conflict (person) do update set turn = excluded.turn, state = excluded.state, status = excluded.status,
    status_ends = excluded.status_ends, activity = excluded.activity, activity_ends = excluded.activity_ends,
    last_seen = excluded.last_seen`

/** Also where there is no row yet: two devices that say something at once are one after the other. */
export const lockChoice = async (db: Queryable, person: string): Promise<void> =>
  void (await db.query(lockSql, [person]))

/** In no order, and without those who have never said anything. */
export const readChoices = (db: Queryable, people: readonly string[]): Promise<Choice[]> =>
  db.query<Choice>(readSql, [people])

/** The latest of those that have a later turn. */
export const choicesSince = (db: Queryable, turn: number, most: number): Promise<Choice[]> =>
  db.query<Choice>(sinceSql, [turn, most])

export const writeChoice = async (db: Queryable, choice: Choice): Promise<void> => {
  const { person, turn, state, status, statusEnds, activity, activityEnds, lastSeen } = choice
  await db.query(writeSql, [person, turn, state, status, statusEnds, JSON.stringify(activity), activityEnds, lastSeen])
}
