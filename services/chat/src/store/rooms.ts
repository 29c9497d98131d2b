/** Rooms as rows, and as one user sees them. */
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import type { Kind, Role } from '../rules.ts'

export interface RoomRow {
  readonly id: string
  readonly kind: Kind
  readonly name: string
}

/** A room in somebody's eyes: a direct room has the other's name. */
export interface RoomView extends RoomRow, InEpoch {
  readonly role: Role
  readonly head: number
  readonly floor: number
  readonly read: number
  readonly unread: number
  readonly members: number
}

const viewSql = (condition: string) => `
  select room.id, room.kind, member.role, stream.head, stream.floor, member.read,
    stream.tally - member.read_tally as unread, room.members, (select current_epoch()) as epoch,
    case when room.kind = 'group' then room.name else other.name end as name
  from member
  join room on room.id = member.room
  join stream on stream.id = member.room
  left join person other on room.kind = 'direct'
    and other.id = case when room.low = member.person then room.high else room.low end
  where member.person = $1 and ${condition}`

const viewOneSql = viewSql('member.room = $2')
const viewPageSql = `${viewSql("member.room > coalesce($2::uuid, '00000000-0000-0000-0000-000000000000')")} order by member.room limit $3`

/** Nothing where there is no such room, or the person is not in it: from outside the two are one. */
export const viewRoom = async (db: Database, person: string, room: string): Promise<RoomView | undefined> =>
  (await viewed(db, db.query<RoomView>(viewOneSql, [person, room])))[0]

export const viewRooms = (
  db: Database,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<RoomView[]> => viewed(db, db.query<RoomView>(viewPageSql, [person, after ?? null, limit]))

const viewed = async (db: Database, reading: Promise<RoomView[]>): Promise<RoomView[]> => {
  const views = await reading
  db.read(views)
  return views
}

const getSql = `
  select id, kind, name from room
  where id = $1 and exists (select from membership where membership.room = room.id and membership.person = $2)`

/** Nothing where the person is not in it. */
export const getRoomOf = async (db: Queryable, person: string, id: string): Promise<RoomRow | undefined> =>
  (await db.query<RoomRow>(getSql, [id, person]))[0]

const insertGroupSql = `
  insert into room (id, kind, name, creator, key) values ($1, 'group', $2, $3, $4)
  on conflict (creator, key) where key is not null do nothing returning id`

/** False where the creator has a room with this key already. */
export const insertGroup = async (
  db: Queryable,
  id: string,
  name: string,
  creator: string,
  key: string | undefined,
): Promise<boolean> => (await db.query(insertGroupSql, [id, name, creator, key ?? null])).length === 1

const insertDirectSql = `
  insert into room (id, kind, name, creator, low, high) values ($1, 'direct', '', $2, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid))
  on conflict (low, high) where kind = 'direct' do nothing returning id`

/** False where the two have a room already. */
export const insertDirect = async (db: Queryable, id: string, creator: string, other: string): Promise<boolean> =>
  (await db.query(insertDirectSql, [id, creator, other])).length === 1

const byKeySql = `select id from room where creator = $1 and key = $2`
const byPairSql = `select id from room where kind = 'direct' and low = least($1::uuid, $2::uuid) and high = greatest($1::uuid, $2::uuid)`

export const findGroup = async (db: Queryable, creator: string, key: string): Promise<string | undefined> =>
  (await db.query<RoomRow>(byKeySql, [creator, key]))[0]?.id

export const findDirect = async (db: Queryable, one: string, other: string): Promise<string | undefined> =>
  (await db.query<RoomRow>(byPairSql, [one, other]))[0]?.id
