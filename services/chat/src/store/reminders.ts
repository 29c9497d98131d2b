/** What somebody wants to be reminded of. Written under the lock of their own stream. */
import { beforeIds, type Database, type Queryable } from '@parley/service-kit'
import { nowSql } from './clock.ts'
import { type Kept, type KeptRow, keptColumns, keptJoins, readKept } from './kept.ts'

export interface Reminder {
  readonly person: string
  readonly id: string
  /** The room and the position of the message that it is about; null where it is about none. */
  readonly room: string | null
  readonly seq: number | null
  /** Null where it says nothing. */
  readonly text: string | null
  readonly due: number
}

const countSql = `select count(*)::int as count from reminder where person = $1 and id <> $2`

/** Besides this one. */
export const countReminders = async (db: Queryable, person: string, id: string): Promise<number> =>
  (await db.query<{ count: number }>(countSql, [person, id]))[0]?.count ?? 0

const putSql = `
  insert into reminder (person, id, room, seq, text, due) values ($1, $2, $3, $4, $5, $6)
  on conflict (person, id) do update
  set room = excluded.room, seq = excluded.seq, text = excluded.text, due = excluded.due, rung = false`

export const putReminder = (db: Queryable, { person, id, room, seq, text, due }: Reminder) =>
  db.query(putSql, [person, id, room, seq, text, due])

const deleteSql = `delete from reminder where person = $1 and id = $2 returning 1`

/** False where there was none. */
export const deleteReminder = async (db: Queryable, person: string, id: string): Promise<boolean> =>
  (await db.query(deleteSql, [person, id])).length > 0

interface Row extends Omit<Reminder, 'person'>, KeptRow {
  readonly rung: boolean
  /** Whether they are in the room that it is about. */
  readonly isIn: boolean
  readonly now: number
}

export type ReminderRow = Omit<Row, keyof KeptRow> & Kept

const listSql = `
  select reminder.id, reminder.room, reminder.seq, reminder.text, reminder.due, reminder.rung,
    stands_in(reminder.room, $1) as "isIn", ${nowSql} as now, ${keptColumns}
  from reminder
  ${keptJoins('reminder')}
  where reminder.person = $1 and reminder.id > coalesce($2::uuid, '${beforeIds}')
  order by reminder.id limit $3`

export const listReminders = async (
  db: Database,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<ReminderRow[]> => readKept(db, await db.query<Row>(listSql, [person, after ?? null, limit]))

const duePeopleSql = `
  select distinct person from (select person from reminder where not rung and due <= ${nowSql} order by due limit $1) due`

/** People of whom something is due. */
export const listReminded = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ person: string }>(duePeopleSql, [most])).map(({ person }) => person)

const ringSql = `update reminder set rung = true where person = $1 and not rung and due <= ${nowSql} returning id, due`

/** Which of theirs ring now, by when they were due. */
export const ringReminders = async (db: Queryable, person: string): Promise<string[]> =>
  (await db.query<{ id: string; due: number }>(ringSql, [person]))
    .toSorted((one, other) => one.due - other.due)
    .map(({ id }) => id)
