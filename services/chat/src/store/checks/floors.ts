/** What is removed, against where the floors of streams say that it is. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { noteTrimming } from '../retention.ts'
import { isHeld } from './room-events.ts'

const streamsAtOnce = 500

interface OfFloor extends Finding {
  readonly room: string
}

/** How many of the events counted that are gone. */
const rightSql = (stream: string) => `coalesce(
  (select event.tally - was_message(event.ev, event.body)::int from event
    where event.stream = ${stream}.id and event.seq > ${stream}.floor order by event.seq limit 1),
  ${stream}.tally)`

const isLeft = (stream: string) => `exists (
  select from event where event.stream = ${stream}.id and event.seq <= ${stream}.floor and not exists (
    select from message_state state
    where state.room = ${stream}.id and state.pinned is not null and event.seq in (state.seq, state.edits[cardinality(state.edits)], state.previewed[cardinality(state.previewed)])))`

const sql = `
  select stream.id as room, told.wrong
  from (select * from stream where id > $1 order by id limit $2) stream
  left join lateral (
    select stream.floor_tally <> ${rightSql('stream')}
      or not exists (select from trimming where trimming.room = stream.id) and ${isLeft('stream')} as wrong
    where stream.floor > 0 and stream.kind = 'chat/room' and ${isHeld('stream.id')}
    offset 0
  ) told on true
  order by stream.id`

async function* look(db: Queryable): AsyncGenerator<OfFloor> {
  type Row = OfFloor & { readonly wrong: boolean | null }
  for await (const { room, wrong } of inPages<Row>(db, sql, (last) => [last?.room ?? beforeIds], streamsAtOnce))
    if (wrong) yield { what: `room ${room}`, room }
}

const countSql = `
  update stream set floor_tally = ${rightSql('stream')} where id = $1 and floor_tally <> ${rightSql('stream')} returning 1`
const leftSql = `
  select from stream where id = $1 and not exists (select from trimming where trimming.room = stream.id) and ${isLeft('stream')}`

/** What is left below the floor goes with the next run. */
const mend = (db: Database, { room }: OfFloor): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([room])
    const counted = (await tx.query(countSql, [room])).length > 0
    const isNoted = (await tx.query(leftSql, [room])).length > 0
    if (isNoted) await noteTrimming(tx, room)
    return counted || isNoted
  })

export const floors: Check<OfFloor> = {
  about: 'rooms that still hold what is removed, or count it',
  anew: true,
  look: ({ db }) => look(db),
  mend,
}
