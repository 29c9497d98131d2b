/** Who may not send, by the word of those who run the platform. */
import type { Queryable } from '@parley/service-kit'

export interface Suspension {
  readonly person: string
  readonly holds: boolean
  /** In milliseconds since 1970; null where it does not end by itself. */
  readonly until: number | null
  readonly epoch: number
  readonly seq: number
}

const putSql = `
  insert into suspension (person, holds, until, epoch, seq)
  select person, holds, to_timestamp(until / 1000.0), epoch, seq
  from unnest($1::uuid[], $2::boolean[], $3::bigint[], $4::bigint[], $5::bigint[]) as new (person, holds, until, epoch, seq)
  order by person
  on conflict (person) do update
    set holds = excluded.holds, until = excluded.until, epoch = excluded.epoch, seq = excluded.seq
  where (suspension.epoch, suspension.seq) <= (excluded.epoch, excluded.seq)`

/** Each person once. What is newer stays. */
export const putSuspensions = (db: Queryable, all: readonly Suspension[]) =>
  db.query(putSql, [
    all.map(({ person }) => person),
    all.map(({ holds }) => holds),
    all.map(({ until }) => until),
    all.map(({ epoch }) => epoch),
    all.map(({ seq }) => seq),
  ])

const isSuspended = (person: string) => `person = ${person} and holds and (until is null or until > clock_timestamp())`

/**
 * Of a list of rooms the same, but null where the sender at this place may not send: a probe of an index for each of a batch, on a table that is
 * nearly empty.
 */
export const unlessSuspended = (rooms: string, senders: string): string => `
  case when exists (select from suspension where ${isSuspended(`any(${senders})`)}) then array(
    select case when not exists (select from suspension where ${isSuspended('given.sender')}) then given.room end
    from unnest(${rooms}, ${senders}) with ordinality as given (room, sender, ord) order by given.ord
  ) else ${rooms} end`

export const findSuspended = async (db: Queryable, people: readonly string[]): Promise<Set<string>> => {
  const sql = `select person from suspension where ${isSuspended('any($1::uuid[])')}`
  return new Set((await db.query<{ person: string }>(sql, [people])).map(({ person }) => person))
}
