/** Where rooms of spaces stand, and those who have posted there. */
import { permissionSet } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import { unreadSql } from './members.ts'

/** How far somebody has read who has posted there; at `head` of the room. */
interface PosterCursor {
  readonly person: string
  readonly read: number
  readonly unread: number
  readonly mentions: number
}

export interface MovedRoom {
  readonly space: string
  readonly room: string
  readonly head: number
  readonly tally: number
  /** The last event of the space, as of then, that changed who sees what. */
  readonly rightsAt: number | null
  readonly cursors: readonly PosterCursor[]
}

/**
 * One statement, so one moment: where the room stands is where the cursors are counted up to, and who has lost the room by then is told nothing
 * of it.
 */
const sql = `
  with stood as (
    select posted.room, json_agg(json_build_object(
      'person', posted.person, 'read', cursor.read, 'unread', ${unreadSql('cursor.read_tally', 'own')},
      'mentions', case when own.head > cursor.read then mentions_of(posted.room, posted.person, cursor.read, own.head) else 0 end
    )) as cursors
    from unnest($2::uuid[], $3::uuid[]) as posted (room, person)
    join cursor on cursor.room = posted.room and cursor.person = posted.person
    join stream own on own.id = posted.room
    where permissions_in(posted.room, posted.person, now()) & ${permissionSet('view')} <> 0
    group by posted.room
  )
  select room.space, room.id as room, stream.head, stream.tally, ruling.rights_at as "rightsAt",
    coalesce(stood.cursors, '[]') as cursors
  from room join stream on stream.id = room.id left join stream ruling on ruling.id = room.space
  left join stood on stood.room = room.id
  where room.id = any($1::uuid[]) and room.space is not null`

/** Of each room, who has posted there. */
export const movedRooms = (
  db: Queryable,
  posters: readonly (readonly [room: string, people: ReadonlySet<string>])[],
): Promise<MovedRoom[]> => {
  const pairs = posters.flatMap(([room, people]) => [...people].map((person) => [room, person] as const))
  return db.query<MovedRoom>(sql, [
    posters.map(([room]) => room),
    pairs.map(([room]) => room),
    pairs.map(([, person]) => person),
  ])
}
