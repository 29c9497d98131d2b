/** Rooms of parties, by their party. */
import type { Queryable } from '@parley/service-kit'

export interface PartyRoom {
  readonly party: string
  readonly room: string
  /** Who made the party. */
  readonly creator: string
}

const insertSql = `
  with new as (insert into party_room (party, room) values ($1, $2) on conflict do nothing returning room)
  insert into room (id, kind, name, creator) select room, 'group', $3, $4 from new on conflict do nothing returning id`

/** False where it was made before. */
export const insertPartyRoom = async (
  db: Queryable,
  { party, room, creator }: PartyRoom,
  name: string,
): Promise<boolean> => (await db.query(insertSql, [party, room, name, creator])).length > 0

const listSql = `
  select party, party_room.room, creator from party_room join room on room.id = party_room.room
  where party = any($1::uuid[]) and not over`

/** Of the parties that are not over, and have a room. */
export const listPartyRooms = async (db: Queryable, parties: readonly string[]): Promise<Map<string, PartyRoom>> =>
  new Map((await db.query<PartyRoom>(listSql, [parties])).map((row) => [row.party, row]))

const overSql = `update party_room set over = true where party = $1`

export const endPartyRoom = (db: Queryable, party: string) => db.query(overSql, [party])

const isOneSql = `select 1 from party_room where room = $1`

/** Whether a room is one of a party, which says who is in it. */
export const isPartyRoom = async (db: Queryable, room: string): Promise<boolean> =>
  (await db.query(isOneSql, [room])).length > 0
