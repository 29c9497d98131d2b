/** The newest event of each stream of another service, for comparing a projection with what it is made of. */
import type { EventBody, EventName, Owner } from '@parley/protocol'
import type { InEpoch, Queryable } from '../database.ts'

export interface ToldEvent<E extends EventName = EventName> extends InEpoch {
  readonly stream: string
  /** Null where it has none of these names. */
  readonly seq: number | null
  readonly is: EventBody<E>
  /** How long ago it was committed: a projection takes a moment. */
  readonly seconds: number
}

export type ToldOf = <E extends EventName>(
  owner: Owner,
  kinds: readonly E[],
  after: string,
  limit: number,
) => Promise<readonly ToldEvent<E>[]>

/** The streams of one kind in the order of their ids: each with its newest event of these names. */
const toldSql = `
  select stream.id as stream, newest.seq, newest.body as is, extract(epoch from clock_timestamp() - newest.at)::float8 as seconds,
    (select current_epoch()) as epoch
  from (select id from stream where id > $2 order by id limit $3) stream
  left join lateral (
    select event.seq, event.body, event.at from event
    where event.stream = stream.id and event.ev = any($1::text[]) order by event.seq desc limit 1
  ) newest on true
  order by stream.id`

export const readTold = <E extends EventName>(db: Queryable, kinds: readonly E[], after: string, limit: number) =>
  db.query<ToldEvent<E>>(toldSql, [kinds, after, limit])
