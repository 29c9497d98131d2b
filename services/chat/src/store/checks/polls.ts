/** Polls and votes, against the events that say so; and what is counted of the votes. */
import { beforeIds, type Check, type Database, inPages, type Queryable } from '@parley/service-kit'
import { byEvent, eventsOf, eventsPage, isHeld, isMessage, type OfMessage, ofMessage, switches } from './room-events.ts'

const rowsAtOnce = 500

interface OfVote extends OfMessage {
  readonly person: string
}

const voteOf = (room: string, seq: number, person: string): OfVote => ({
  what: `person ${person} in poll ${seq} of room ${room}`,
  room,
  seq,
  person,
})

const voteRow = `select vote.voted from vote
  where vote.room = event.stream and vote.person = event.by and vote.seq = (event.body ->> 'seq')::bigint`

const isNone = `json_array_length(event.body -> 'answers') = 0`

/** Rows without their event: such as is below the floor is not asked for. */
const strayVotesSql = `
  select vote.room, vote.person, vote.seq, stream.floor < vote.voted and not exists (
      select from event where event.stream = vote.room and event.seq = vote.voted and event.ev = 'poll.voted'
        and event.by = vote.person and (event.body ->> 'seq')::bigint = vote.seq
        and (event.body -> 'answers')::jsonb = to_jsonb(vote.answers)
    ) or stream.floor < vote.seq and not ${isMessage('vote.room', 'vote.seq')} as stray
  from (
    select * from vote where (room, person, seq) > ($1::uuid, $2::uuid, $3::bigint) order by room, person, seq limit $4
  ) vote
  left join stream on stream.id = vote.room and ${isHeld('vote.room')}
  order by vote.room, vote.person, vote.seq`

async function* lookAtVotes(db: Queryable): AsyncGenerator<OfVote> {
  const asked = { kinds: `'poll.voted'`, off: isNone, row: voteRow }
  for await (const { room, of, by } of switches(db, { ...asked, keyOf: (event) => `${event.of} ${event.by}` }))
    yield voteOf(room, of as number, by)
  type Row = OfVote & { readonly stray: boolean | null }
  const values = (last: Row | undefined) => [last?.room ?? beforeIds, last?.person ?? beforeIds, last?.seq ?? 0]
  for await (const { room, seq, person, stray } of inPages<Row>(db, strayVotesSql, values, rowsAtOnce))
    if (stray) yield voteOf(room, seq, person)
}

const dropVoteSql = `delete from vote where room = $1 and seq = $2 and person = $3`

/** The last word of somebody, where it votes for something. */
const putVoteSql = `
  insert into vote (room, person, seq, answers, voted)
  select $1, $3, $2, array(select json_array_elements_text(last.body -> 'answers')::smallint), last.seq
  from (
    select * from event where stream = $1 and by = $3 and ev = 'poll.voted' and (body ->> 'seq')::bigint = $2
    order by seq desc limit 1
  ) last
  where json_array_length(last.body -> 'answers') > 0 and ${isMessage('$1', '$2')}`

export const votes: Check<OfVote> = {
  about: 'votes that are not what the room tells',
  anew: true,
  look: ({ db }) => lookAtVotes(db),
  mend: (db: Database, { room, seq, person }) =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      await tx.query(dropVoteSql, [room, seq, person])
      await tx.query(putVoteSql, [room, seq, person])
      return true
    }),
}

const askedSql = (room: string, seq: string) =>
  `select body -> 'poll' as poll from event sent
    where sent.stream = ${room} and sent.seq = ${seq} and sent.ev = 'message.sent' and sent.body ->> 'poll' is not null`

/** What a poll is by its message, and by its votes. */
const rightSql = (room: string, seq: string) => `
  select coalesce((asked.poll ->> 'multiple')::boolean, false) as multiple, (asked.poll ->> 'closes')::bigint as closes,
    array(
      select count(vote.person)::integer
      from generate_series(0, json_array_length(asked.poll -> 'answers') - 1) place
      left join vote on vote.room = ${room} and vote.seq = ${seq} and place::smallint = any(vote.answers)
      group by place order by place
    ) as counts,
    (select count(*)::integer from vote where vote.room = ${room} and vote.seq = ${seq}) as voters
  from (${askedSql(room, seq)}) asked`

const askedAllSql = `
  select event.stream as room, event.seq, wrong.is as wrong
  from (${eventsPage}) event
  left join lateral (
    select not exists (
      select from poll cross join (${rightSql('event.stream', 'event.seq')}) told
      where poll.room = event.stream and poll.seq = event.seq
        and (poll.multiple, poll.closes, poll.counts, poll.voters) is not distinct from (told.multiple, told.closes, told.counts, told.voters)
    ) as is
    where event.ev = 'message.sent' and event.body ->> 'poll' is not null and ${isHeld('event.stream')}
    offset 0
  ) wrong on true
  order by event.stream, event.seq`

const closedRow = `select poll.closed from poll where poll.room = event.stream and poll.seq = (event.body ->> 'seq')::bigint`

const strayPollsSql = `
  select poll.room, poll.seq, stream.floor < poll.seq and not exists (${askedSql('poll.room', 'poll.seq')})
    or stream.floor < poll.closed and not exists (
      select from event where event.stream = poll.room and event.seq = poll.closed and event.ev = 'poll.closed'
        and (event.body ->> 'seq')::bigint = poll.seq
    ) as wrong
  from (select * from poll where (room, seq) > ($1::uuid, $2::bigint) order by room, seq limit $3) poll
  left join stream on stream.id = poll.room and ${isHeld('poll.room')}
  order by poll.room, poll.seq`

async function* lookAtPolls(db: Queryable): AsyncGenerator<OfMessage> {
  type Row = OfMessage & { readonly wrong: boolean | null }
  for await (const row of byEvent<Row>(db, askedAllSql)) if (row.wrong) yield ofMessage(row)
  for await (const { room, seq, of, is_message, row_at } of eventsOf(db, `'poll.closed'`, closedRow))
    if (of !== null && is_message && row_at !== seq) yield ofMessage({ room, seq: of })
  const values = (last: Row | undefined) => [last?.room ?? beforeIds, last?.seq ?? 0]
  for await (const row of inPages<Row>(db, strayPollsSql, values, rowsAtOnce)) if (row.wrong) yield ofMessage(row)
}

const dropPollSql = `delete from poll where room = $1 and seq = $2`
const putPollSql = `
  insert into poll (room, seq, multiple, closes, closed, counts, voters)
  select $1, $2, multiple, closes, (
      select min(seq) from event where stream = $1 and ev = 'poll.closed' and (body ->> 'seq')::bigint = $2
    ), counts, voters
  from (${rightSql('$1', '$2')}) told`

export const polls: Check<OfMessage> = {
  about: 'polls that are not what the room tells, or are counted wrong',
  anew: true,
  look: ({ db }) => lookAtPolls(db),
  mend: (db: Database, { room, seq }) =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      await tx.query(dropPollSql, [room, seq])
      await tx.query(putPollSql, [room, seq])
      return true
    }),
}
