/** Where rooms of spaces stand. */
import type { Queryable } from '@parley/service-kit'

export interface MovedRoom {
  readonly space: string
  readonly room: string
  readonly head: number
  readonly tally: number
  /** The last event of the space, as of then, that changed who sees what. */
  readonly rightsAt: number | null
}

const sql = `
  select room.space, room.id as room, stream.head, stream.tally, ruling.rights_at as "rightsAt"
  from room join stream on stream.id = room.id left join stream ruling on ruling.id = room.space
  where room.id = any($1::uuid[]) and room.space is not null`

export const movedRooms = (db: Queryable, rooms: readonly string[]): Promise<MovedRoom[]> =>
  db.query<MovedRoom>(sql, [rooms])
