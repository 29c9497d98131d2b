/** Polls and votes: written under the lock of the room's stream. Taking the message back removes both, by a trigger. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import { nowSql } from './clock.ts'

export interface PollKey {
  readonly room: string
  /** Of the message.sent. */
  readonly seq: number
}

export interface PollRow {
  readonly multiple: boolean
  /** Position of the poll.closed; null while it is open. */
  readonly closed: number | null
  /** Whether its deadline has passed. */
  readonly isOver: boolean
  readonly counts: readonly number[]
  readonly voters: number
  /** What this person has voted; empty where they have not. */
  readonly own: readonly number[]
}

const findSql = `
  select poll.multiple, poll.closed, coalesce(poll.closes <= ${nowSql}, false) as "isOver", poll.counts, poll.voters,
    coalesce(vote.answers, '{}') as own
  from poll left join vote on vote.room = poll.room and vote.seq = poll.seq and vote.person = $3
  where poll.room = $1 and poll.seq = $2`

/** Nothing where the message is no poll. */
export const findPoll = async (db: Queryable, { room, seq }: PollKey, person: string): Promise<PollRow | undefined> =>
  (await db.query<PollRow>(findSql, [room, seq, person]))[0]

export const isPoll = async (db: Queryable, { room, seq }: PollKey): Promise<boolean> =>
  (await db.query('select 1 from poll where room = $1 and seq = $2', [room, seq])).length > 0

interface Vote extends PollKey {
  readonly person: string
  /** None takes the vote back. */
  readonly answers: readonly number[]
  /** Position of the poll.voted. */
  readonly voted: number
}

const voteSql = `
  insert into vote (room, person, seq, answers, voted) values ($1, $2, $3, $4, $5)
  on conflict (room, person, seq) do update set answers = excluded.answers, voted = excluded.voted`
const unvoteSql = `delete from vote where room = $1 and person = $2 and seq = $3`
const countSql = `update poll set counts = $3, voters = $4 where room = $1 and seq = $2`

/** The vote, and how all of them stand with it. */
export const putVote = async (
  db: Queryable,
  { room, seq, person, answers, voted }: Vote,
  { counts, voters }: Pick<PollRow, 'counts' | 'voters'>,
): Promise<void> => {
  if (answers.length > 0) await db.query(voteSql, [room, person, seq, answers, voted])
  else await db.query(unvoteSql, [room, person, seq])
  await db.query(countSql, [room, seq, counts, voters])
}

const closeSql = `update poll set closed = $3 where room = $1 and seq = $2 and closed is null returning 1`

/** False where it is closed already, or gone. */
export const closePoll = async (db: Queryable, { room, seq }: PollKey, closed: number): Promise<boolean> =>
  (await db.query(closeSql, [room, seq, closed])).length > 0

const dueSql = `
  select room, seq from poll where closed is null and closes is not null and closes <= ${nowSql} order by closes limit $1`

export const listDuePolls = (db: Queryable, most: number): Promise<PollKey[]> => db.query<PollKey>(dueSql, [most])

const deleteSql = `
  with votes as (delete from vote where room = $1 and seq = $2) delete from poll where room = $1 and seq = $2`

export const deletePoll = (db: Queryable, { room, seq }: PollKey) => db.query(deleteSql, [room, seq])

const listSql = `
  select stream.head, (select current_epoch()) as epoch, listed.*
  from stream left join lateral (
    select vote.person, vote.voted, coalesce(person.name, '') as name
    from vote left join person on person.id = vote.person
    where vote.room = stream.id and vote.seq = $2 and vote.answers @> array[$3::smallint] and vote.voted > $4
      and not exists (select from hidden where hidden.person = $5 and hidden.author = vote.person)
    order by vote.voted limit $6
  ) listed on true
  where stream.id = $1 order by listed.voted`

interface Row extends InEpoch {
  readonly head: number
  /** Null where there is nobody. */
  readonly person: string | null
  readonly name: string
  readonly voted: number
}

interface VotersAsked extends PollKey {
  readonly answer: number
  readonly person: string
  readonly after: number
  readonly limit: number
}

/** In the order in which they voted, as `person` sees them. */
export const listVoters = async (db: Database, { room, seq, answer, person, after, limit }: VotersAsked) => {
  const rows = await db.query<Row>(listSql, [room, seq, answer, after, person, limit])
  return {
    epoch: db.read(rows),
    head: rows[0]?.head ?? 0,
    voters: rows.flatMap(({ person: user, name, voted }) => (user === null ? [] : [{ user, name, voted }])),
  }
}
