/** The streams that somebody follows: their own, and those of their parties. */
import { type Database, type InEpoch, type OpenReaders, openOwn, streamName } from '@parley/service-kit'

interface Row extends InEpoch {
  readonly reader: string
  readonly id: string
  readonly head: number
  readonly floor: number
}

const partiesSql = `
  select asked.ord, member.person as reader, stream.id, stream.head, stream.floor, (select current_epoch()) as epoch
  from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (reader, after, ord)
  join party_member member on member.person = asked.reader
    and member.party > coalesce(asked.after, '00000000-0000-0000-0000-000000000000')
  join stream on stream.id = member.party
  order by asked.ord, stream.id`

const idOf = (name: string) => name.slice(name.lastIndexOf('/') + 1)

/**
 * One's own stream is read first: whoever comes into a party between the two is told of it by both, and nobody by neither. They are few
 * enough to be one page.
 */
export const openStreams = (db: Database): OpenReaders => {
  const openOwnStreams = openOwn(db, 'contacts/user')
  return async (asked, most) => {
    const pages = await openOwnStreams(asked, most)
    const after = asked.map(({ reader, after: last }) => (last && idOf(last) !== reader ? idOf(last) : null))
    const rows = await db.query<Row & { readonly ord: number }>(partiesSql, [asked.map(({ reader }) => reader), after])
    if (rows.length > 0) db.read(rows)
    const byPlace = Map.groupBy(rows, ({ ord }) => ord)
    return pages.map((page, place) => {
      const parties = (byPlace.get(place + 1) ?? []).map(({ id, epoch, head, floor }) => {
        return { on: streamName('contacts/party', id), epoch, head, floor, read: head, unread: 0 }
      })
      return { ...page, streams: [...page.streams, ...parties] }
    })
  }
}
