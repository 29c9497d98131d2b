/** Streams that somebody wants to look at, where they may. */
import { permissionSet, type StreamKind, type StreamState } from '@parley/protocol'
import { type Database, type InEpoch, streamName } from '@parley/service-kit'
import type { FollowQuestion } from '@parley/wire'
import { unreadSql } from './members.ts'

interface Row extends InEpoch {
  /** The question that it answers, from 1. */
  readonly ord: number
  readonly id: string
  readonly kind: StreamKind
  readonly head: number
  readonly floor: number
  readonly read: number
  readonly unread: number
  readonly mentions: number
}

/** Who has no cursor in a room of a space has read nothing there. Of streams in which nothing is read, all is. */
const sql = `
  select asked.ord, stream.id, stream.kind, stream.head, stream.floor, (select current_epoch()) as epoch,
    case when room.id is null then stream.head else coalesce(inside.read, cursor.read, stream.floor) end as read,
    case when room.id is null then 0 else ${unreadSql('coalesce(inside.read_tally, cursor.read_tally, 0)')} end as unread,
    case when room.id is null then 0
      else mentions_of(room.id, asked.reader, greatest(inside.read, cursor.read, stream.floor), stream.head) end as mentions
  from unnest($1::uuid[], $2::text[], $3::uuid[]) with ordinality as asked (reader, kind, id, ord)
  join stream on stream.id = asked.id and stream.kind = asked.kind
  left join room on room.id = stream.id
  left join lateral (
    select read, read_tally from standing_of(asked.id, asked.reader)
  ) inside on room.id is not null
  left join cursor on cursor.room = stream.id and cursor.person = asked.reader
  where case
    when stream.kind = 'chat/user' then stream.id = asked.reader
    when stream.kind = 'chat/space' then exists (select from resident where space = stream.id and person = asked.reader)
    when room.kind = 'space' then permissions_in(room.id, asked.reader, now()) & $4 <> 0
    else inside.read is not null
  end`

const splitName = (on: string) => {
  const end = on.lastIndexOf('/')
  return { kind: on.slice(0, end), id: on.slice(end + 1) }
}

/** In the order of the question; null where there is no such stream, or the reader may not see it: from outside the two are one. */
export const followStreams = async (
  db: Database,
  asked: readonly FollowQuestion[],
): Promise<(StreamState | null)[]> => {
  const names = asked.map(({ on }) => splitName(on))
  const values = [asked.map(({ reader }) => reader), names.map(({ kind }) => kind), names.map(({ id }) => id)]
  const rows = await db.query<Row>(sql, [...values, String(permissionSet('view'))])
  db.read(rows)
  const states = new Map(
    rows.map(({ ord, id, kind, epoch, head, floor, read, unread, mentions }): [number, StreamState] => [
      ord,
      { on: streamName(kind, id), epoch, head, floor, read, unread, ...(mentions > 0 ? { mentions } : {}) },
    ]),
  )
  return asked.map((_, place) => states.get(place + 1) ?? null)
}
