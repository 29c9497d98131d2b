/** Streams that somebody wants to look at, where they may. */
import { deploymentBank, permissionSet, type StreamKind } from '@parley/protocol'
import { type Database, type InEpoch, streamName } from '@parley/service-kit'
import { type FollowQuestion, type FollowState, type Ruler, sinceIn } from '@parley/wire'
import { ensureBank } from './bank.ts'
import { unreadSql } from './members.ts'
import { floorInSpace } from './residents.ts'

interface Row extends InEpoch {
  /** The question that it answers, from 1. */
  readonly ord: number
  readonly id: string
  readonly kind: StreamKind
  readonly head: number
  readonly floor: number
  /** Null where that is the floor. */
  readonly since: number | null
  readonly read: number
  readonly unread: number
  readonly mentions: number
  /** The stream that rules it, where that is another one. */
  readonly ruler: string | null
  readonly rulerKind: StreamKind
  readonly rulerHead: number
  readonly rulerFloor: number
  /** The room by whose name those are called who see it. */
  readonly audience: string
  /** Whether it is a thread that not all of them see. */
  readonly private: boolean | null
}

/** Who has no cursor in a room of a space has read nothing there. Of streams in which nothing is read, all is. */
const sql = `
  select asked.ord, stream.id, stream.kind, stream.head, (select current_epoch()) as epoch,
    case when stream.kind = 'chat/space' then ${floorInSpace('resident')} when room.id is null then stream.floor
      else greatest(stream.floor, reach.since) end as floor, reach.since,
    case when room.id is null then stream.head else coalesce(inside.read, cursor.read, stream.floor) end as read,
    case when room.id is null then 0 else ${unreadSql('coalesce(inside.read_tally, cursor.read_tally, 0)')} end as unread,
    case when room.id is null then 0
      else mentions_of(room.id, asked.reader, greatest(inside.read, cursor.read, stream.floor), stream.head) end as mentions,
    ruling.id as ruler, ruling.kind as "rulerKind", ruling.head as "rulerHead", ruling.floor as "rulerFloor",
    coalesce(room.parent, room.id) as audience,
    case when room.parent is not null then
      (select private from thread where thread.parent = room.parent and thread.room = room.id)
    end as private
  from unnest($1::uuid[], $2::text[], $3::uuid[]) with ordinality as asked (reader, kind, id, ord)
  join stream on stream.id = asked.id and stream.kind = asked.kind
  left join room on room.id = stream.id
  left join lateral (select told_since(room.id, asked.reader) as since offset 0) reach on room.id is not null
  left join stream ruling on ruling.id = stream.ruler
  left join lateral (
    select read, read_tally from standing_of(asked.id, asked.reader)
  ) inside on room.id is not null
  left join cursor on cursor.room = stream.id and cursor.person = asked.reader
  left join resident on resident.space = stream.id and resident.person = asked.reader
  where case
    when stream.kind = 'chat/user' then stream.id = asked.reader
    when stream.kind = 'chat/space' then resident.person is not null
    when stream.kind = 'chat/bank' then true
    when room.kind = 'space' then permissions_in(room.id, asked.reader, now()) & $4 <> 0
    else inside.read is not null
  end`

const splitName = (on: string) => {
  const end = on.lastIndexOf('/')
  return { kind: on.slice(0, end), id: on.slice(end + 1) }
}

const rulerOf = ({ ruler, rulerKind, epoch, rulerHead, rulerFloor, audience }: Row): Ruler | null =>
  ruler === null ? null : { on: streamName(rulerKind, ruler), epoch, head: rulerHead, floor: rulerFloor, audience }

const toState = (row: Row): FollowState => {
  const { id, kind, epoch, head, floor, since, read, unread, mentions } = row
  const own = sinceIn(floor, since ?? floor)
  const state = { on: streamName(kind, id), epoch, head, floor, ...own, read, unread, ruler: rulerOf(row) }
  return mentions > 0 ? { ...state, mentions } : state
}

/** A gateway of the release before would go on showing it to who may see it no more. */
const isKept = ({ ruler }: Row, asked: FollowQuestion | undefined): boolean => ruler === null || asked?.rules === true

const bankStream = streamName('chat/bank', deploymentBank)

const readStates = async (db: Database, asked: readonly FollowQuestion[]): Promise<(FollowState | null)[]> => {
  const names = asked.map(({ on }) => splitName(on))
  const values = [asked.map(({ reader }) => reader), names.map(({ kind }) => kind), names.map(({ id }) => id)]
  const rows = await db.query<Row>(sql, [...values, String(permissionSet('view'))])
  db.read(rows)
  const states = new Map(rows.filter((row) => isKept(row, asked[row.ord - 1])).map((row) => [row.ord, toState(row)]))
  return asked.map((_, place) => states.get(place + 1) ?? null)
}

/** In the order of the question; null where there is no such stream, or the reader may not see it: from outside the two are one. */
export const followStreams = async (
  db: Database,
  asked: readonly FollowQuestion[],
): Promise<(FollowState | null)[]> => {
  const states = await readStates(db, asked)
  if (!asked.some(({ on }, place) => on === bankStream && !states[place])) return states
  await ensureBank(db)
  return readStates(db, asked)
}
