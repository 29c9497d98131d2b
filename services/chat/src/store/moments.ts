/** Where a room stood at a moment. */
import type { Database, InEpoch } from '@parley/service-kit'

/**
 * Halves what is held again and again, by one probe each: up to `low` all is earlier, from `high` on nothing is. Moments of one room
 * may stand in another order by as long as a send waits for its turn; then it is one of those.
 */
const momentSql = `
  with recursive halved as (
    select floor as low, head + 1 as high, head from stream where id = $1
    union all
    select case when probe.is_earlier then probe.seq else halved.low end,
      case when probe.is_earlier then halved.high else probe.seq end, halved.head
    from halved cross join lateral (
      select seq, at < to_timestamp($2 / 1000.0) as is_earlier from event
      where stream = $1 and seq = (halved.low + halved.high) / 2
    ) probe
    where halved.high - halved.low > 1
  )
  select least(min(high), max(head)) as seq, (select current_epoch()) as epoch from halved`

/** The first event of then or later, or the last one there is. */
export const findMoment = async (
  db: Database,
  room: string,
  at: number,
): Promise<InEpoch & { readonly seq: number }> => {
  const rows = await db.query<InEpoch & { readonly seq: number | null }>(momentSql, [room, at])
  return { epoch: db.read(rows), seq: rows[0]?.seq ?? 0 }
}
