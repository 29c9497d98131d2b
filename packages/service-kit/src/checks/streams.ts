/** Streams that are not what a stream is: without gaps between floor and head, and counted right. */
import { countingEvents, redactedEvent } from '@parley/protocol'
import type { Database, Queryable } from '../database.ts'
import type { Transaction } from '../transaction.ts'
import { beforeIds, type Check, type Checks, type Finding, inPages } from './check.ts'

const eventsAtOnce = 5_000
const streamsAtOnce = 500

const counting = countingEvents.map((ev) => `'${ev}'`).join(', ')

/** How much an event counts, as an expression. One that was taken back says so where it does not. */
const countsSql = (event: string): string => `
  (case when ${event}.ev in (${counting}) then 1
    when ${event}.ev = '${redactedEvent}' and ${event}.body ->> 'counts' is distinct from 'false' then 1 else 0 end)`

/** Neighbours in one page; of each event what stands before it. `held` leaves streams out that are about to go. */
const neighboursSql = (held: string) => `
  select event.stream, event.seq, stream.kind, stream.floor, stream.id is not null as held,
    (select max(seq) from event earlier where earlier.stream = event.stream and earlier.seq < event.seq) as before,
    event.tally, ${countsSql('event')} as counts,
    (select tally from event earlier where earlier.stream = event.stream and earlier.seq = event.seq - 1) as tally_before
  from (select * from event where (stream, seq) > ($1::uuid, $2::bigint) order by stream, seq limit $3) event
  left join stream on stream.id = event.stream and ${held}
  order by event.stream, event.seq`

interface Neighbours {
  readonly stream: string
  readonly seq: number
  readonly kind: string
  readonly floor: number
  readonly held: boolean
  readonly before: number | null
  readonly tally: number
  readonly counts: number
  readonly tally_before: number | null
}

const endsSql = (held: string) => `
  select stream.id as stream, stream.kind, stream.head, stream.floor, stream.tally, ${held} as held,
    ending.seq as last, ending.tally as tally_last
  from (select * from stream where id > $1 order by id limit $2) stream
  left join lateral (
    select seq, tally from event where event.stream = stream.id order by seq desc limit 1
  ) ending on true
  order by stream.id`

interface Ends {
  readonly stream: string
  readonly kind: string
  readonly head: number
  readonly floor: number
  readonly tally: number
  readonly held: boolean
  readonly last: number | null
  readonly tally_last: number | null
}

const neighbours = (db: Queryable, held: string) =>
  inPages<Neighbours>(db, neighboursSql(held), (last) => [last?.stream ?? beforeIds, last?.seq ?? 0], eventsAtOnce)

const ends = (db: Queryable, held: string) =>
  inPages<Ends>(db, endsSql(held), (last) => [last?.stream ?? beforeIds], streamsAtOnce)

interface Hole extends Finding {
  readonly stream: string
  readonly first: number
  readonly last: number
}

const holeOf = (stream: string, kind: string, first: number, last: number): Hole => ({
  what: `${kind}/${stream} from ${first} to ${last}`,
  stream,
  first,
  last,
})

async function* lookForHoles(db: Queryable, held: string): AsyncGenerator<Hole> {
  for await (const { stream, kind, seq, floor, held: isHeld, before } of neighbours(db, held)) {
    const first = Math.max(before ?? 0, floor) + 1
    if (isHeld && first < seq) yield holeOf(stream, kind, first, seq - 1)
  }
  for await (const { stream, kind, head, floor, held: isHeld, last } of ends(db, held)) {
    const first = Math.max(last ?? 0, floor) + 1
    if (isHeld && first <= head) yield holeOf(stream, kind, first, head)
  }
}

/**
 * What is lost is told as taken back. So many of the positions count as the tallies on both sides say, so that what people have
 * unread stays what it is.
 */
const fillSql = `
  with around as (
    select (select tally from event where stream = $1 and seq = $2 - 1) as low,
      coalesce(
        (select tally - ${countsSql('event')} from event where stream = $1 and seq = $3 + 1),
        (select tally from stream where id = $1)) as high,
      coalesce((select at from event where stream = $1 and seq < $2 order by seq desc limit 1), now()) as at
  ), filled as (
    select seq, coalesce(low, high) as low, seq - $2 + 1 as step, at,
      greatest(0, least(high - coalesce(low, high), $3 - $2 + 1)) as counted
    from around cross join generate_series($2::bigint, least($3::bigint, $2 + $4 - 1)) as seq
  )
  insert into event (stream, seq, tally, ev, at, body)
  select $1, seq, low + least(counted, step), '${redactedEvent}', at,
    case when step <= counted then '{}'::json else '{"counts":false}'::json end
  from filled
  on conflict do nothing returning 1`

const fillHole = async (db: Database, { stream, first, last }: Hole): Promise<boolean> => {
  let filled = 0
  for (let from = first; from <= last; from += eventsAtOnce)
    filled += await db.transaction(async (tx) => {
      await tx.lock([stream])
      return (await tx.query(fillSql, [stream, from, last, eventsAtOnce])).length
    })
  return filled > 0
}

interface OfStream extends Finding {
  readonly stream: string
}

async function* lookAtHeads(db: Queryable, held: string): AsyncGenerator<OfStream> {
  for await (const { stream, kind, head, last, held: isHeld } of ends(db, held))
    if (isHeld && last !== null && last > head)
      yield { what: `${kind}/${stream} at ${head}, where ${last} is held`, stream }
}

const raiseSql = `
  update stream set head = ending.seq, tally = ending.tally
  from (select seq, tally from event where stream = $1 order by seq desc limit 1) ending
  where id = $1 and head < ending.seq returning 1`

const raiseHead = (db: Database, { stream }: OfStream): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([stream])
    return (await tx.query(raiseSql, [stream])).length > 0
  })

interface Miscounted extends OfStream {
  /** The first position whose tally is wrong; behind the last one where the stream's alone is. */
  readonly seq: number
}

/** One of each stream: what stands behind the first wrong one is wrong by as much. */
async function* lookAtTallies(db: Queryable, held: string): AsyncGenerator<Miscounted> {
  let told: string | undefined
  for await (const one of neighbours(db, held)) {
    const { stream, kind, seq, floor, tally, counts } = one
    const before = seq === 1 ? 0 : one.tally_before
    if (!one.held || seq <= floor || before === null || tally === before + counts || stream === told) continue
    told = stream
    yield { what: `${kind}/${stream} at ${seq}: ${tally}, where ${before + counts} is right`, stream, seq }
  }
  for await (const { stream, kind, head, tally, last, tally_last, held: isHeld } of ends(db, held))
    if (isHeld && last === head && tally !== tally_last)
      yield { what: `${kind}/${stream}: ${tally}, where ${tally_last} is right`, stream, seq: head + 1 }
}

/** Counts a piece anew from what stands before it. Gives where it ends. */
const recountSql = `
  with piece as (
    select event.seq, ${countsSql('event')} as counts from event
    where stream = $1 and seq >= $2 order by seq limit $3
  ), counted as (
    select seq, coalesce((select tally from event where stream = $1 and seq = $2 - 1), case when $2 = 1 then 0 end,
      (select tally - ${countsSql('event')} from event where stream = $1 and seq = $2)) + sum(counts) over (order by seq) as tally
    from piece
  ), written as (
    update event set tally = counted.tally from counted
    where event.stream = $1 and event.seq = counted.seq and event.tally <> counted.tally
  )
  select coalesce(max(seq), $2 - 1) as last from counted`

const headTallySql = `
  update stream set tally = (select tally from event where stream = $1 order by seq desc limit 1)
  where id = $1 and head = $2`

/** Under the lock a piece at a time: who sends between two pieces counts on from the wrong one, and is in a later piece. */
const recountPiece = async (tx: Transaction, stream: string, from: number): Promise<number | undefined> => {
  const [locked] = await tx.query<{ head: number }>('select head from stream where id = $1 for update', [stream])
  if (!locked) return undefined
  const [piece] = await tx.query<{ last: number }>(recountSql, [stream, from, eventsAtOnce])
  const last = piece?.last ?? from
  if (last < locked.head) return last + 1
  await tx.query(headTallySql, [stream, locked.head])
  return undefined
}

const recount = async (db: Database, { stream, seq }: Miscounted): Promise<boolean> => {
  for (let from: number | undefined = seq; from !== undefined; ) {
    const start: number = from
    from = await db.transaction((tx) => recountPiece(tx, stream, start))
  }
  return true
}

/** Of every service. `held` is a condition on `stream`: those that are about to go are left alone. */
export const streamChecks = (held = 'true'): Checks => ({
  holes: {
    about: 'ranges of streams where events are missing',
    anew: true,
    look: ({ db }) => lookForHoles(db, held),
    mend: fillHole,
  } satisfies Check<Hole>,
  heads: {
    about: 'streams whose head is behind what they hold',
    anew: true,
    look: ({ db }) => lookAtHeads(db, held),
    mend: raiseHead,
  } satisfies Check<OfStream>,
  tallies: {
    about: 'streams that are counted wrong',
    anew: true,
    look: ({ db }) => lookAtTallies(db, held),
    mend: recount,
  } satisfies Check<Miscounted>,
})
