/** Where rooms of spaces stand, and whether everybody who lives there sees them. */
import { permissionSet } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import { isOpenSql } from './space-rooms.ts'

export interface MovedRoom {
  readonly space: string
  readonly room: string
  readonly head: number
  readonly tally: number
  /** For sure: every role and every person sees it. */
  readonly isOpen: boolean
}

const sql = `
  select room.space, room.id as room, stream.head, stream.tally, ${isOpenSql('room.space', 'at.place', '$2')} as "isOpen"
  from room join stream on stream.id = room.id
  cross join lateral (select case when room.apart then room.id else coalesce(room.category, room.id) end as place) at
  where room.id = any($1::uuid[]) and room.space is not null`

export const movedRooms = (db: Queryable, rooms: readonly string[]): Promise<MovedRoom[]> =>
  db.query<MovedRoom>(sql, [rooms, String(permissionSet('view'))])
