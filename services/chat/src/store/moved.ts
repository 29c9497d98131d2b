/** Where rooms of spaces stand, and whether everybody who lives there sees them. */
import { permissionSet } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export interface MovedRoom {
  readonly space: string
  readonly room: string
  readonly head: number
  readonly tally: number
  /** For sure: every role and every person sees it. */
  readonly isOpen: boolean
}

/** Everyone's role lets see it, and nobody, by another role or by themselves, is kept from it. */
const sql = `
  select room.space, room.id as room, stream.head, stream.tally,
    (coalesce(everyone.may, 0) & ~coalesce(said.deny, 0) | coalesce(said.allow, 0)) & $2 <> 0
      and not exists (select from role_override o where o.room = at.place and o.role <> 0 and o.deny & $2 <> 0)
      and not exists (select from person_override o where o.room = at.place and o.deny & $2 <> 0) as "isOpen"
  from room join stream on stream.id = room.id
  cross join lateral (select case when room.apart then room.id else coalesce(room.category, room.id) end as place) at
  left join role everyone on everyone.space = room.space and everyone.id = 0
  left join role_override said on said.room = at.place and said.role = 0
  where room.id = any($1::uuid[]) and room.space is not null`

export const movedRooms = (db: Queryable, rooms: readonly string[]): Promise<MovedRoom[]> =>
  db.query<MovedRoom>(sql, [rooms, String(permissionSet('view'))])
