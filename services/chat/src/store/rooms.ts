/** Rooms as rows, and as one user sees them. */
import { permissionSet } from '@parley/protocol'
import { beforeIds, type Database, type InEpoch, type Queryable } from '@parley/service-kit'
import type { Preference } from '../preferences.ts'
import type { Kind, Role, RuledAs, ToldKind } from '../rules.ts'
import type { Change, OwnSettings } from '../settings.ts'
import { unreadSql } from './members.ts'
import { mentionsAfterCursor } from './mentions.ts'
import { ownKeepingSql } from './retention.ts'
import { viewed } from './viewed.ts'

/** `topic` is empty where nothing is said. */
export interface RoomRow extends OwnSettings {
  readonly id: string
  readonly kind: ToldKind
}

/** A room in somebody's eyes: a direct room has the other's name. */
export interface RoomView extends RoomRow, InEpoch {
  /** Of which space it is, or its room where it is a thread; null where it is of none. */
  readonly space: string | null
  readonly category: string | null
  readonly place: number
  readonly apart: boolean
  /** What the person may do there, in a space: a set of bits as text. */
  readonly may: string | null
  readonly role: Role
  readonly head: number
  /** From where on they can read at all. */
  readonly floor: number
  /** Up to where they see nothing as they came later, also of what is held below the floor. */
  readonly since: number
  readonly read: number
  readonly unread: number
  readonly mentions: number
  /** A direct room with somebody whom the person restricts. */
  readonly restricted: boolean
  readonly members: number
  /** Null where nothing was set. */
  readonly preference: Preference | null
  /** Of a thread: the room that it belongs to, and the message that it hangs on there. */
  readonly parent: string | null
  readonly root: number | null
  /** Of a slow room: milliseconds until the person may say something there. Null: now. */
  readonly wait_ms: number | null
}

/** Of `room`, or of what a thread has of its room; `space` is the one that it is of. */
const settingsOf = (table: string) =>
  `${table}.mention_all, ${table}.posting, ${table}.slow_seconds, ${table}.theme, coalesce(${table}.picture::text, '') as picture, ${table}.newcomers, ${ownKeepingSql(table, 'space')}`

const skips = permissionSet('skip_slow_mode')

/** As what it is told, and what it is in its space. */
const ofSpace = `case when room.kind = 'space' then room.form else room.kind end as kind,
  ruling.space, ruling.category, ruling.place, ruling.apart, permissions_in(ruling.id, member.person, clock_timestamp())::text as may`
const ofNone = `room.kind, null as space, null as category, 0 as place, false as apart, null as may`

interface Inside {
  /** Who is in which room, as `member`. */
  readonly from: string
  /** The last position of which the person sees nothing, as they came later. */
  readonly since: string
}

const viewSql = ({ from, since }: Inside, condition: string, place: string) => `
  select room.id, ${place}, member.role, stream.head, greatest(stream.floor, ${since}) as floor, ${since} as since, member.read,
    ${unreadSql('member.read_tally')} as unread, ${mentionsAfterCursor} as mentions,
    room.kind = 'direct' and exists (
      select from curb where curb.person = member.person and curb.other = case when room.low = member.person then room.high else room.low end
        and restricts
    ) as restricted,
    ruling.members, room.topic, ${settingsOf('ruling')}, room.parent, thread.root,
    case when ruling.slow_seconds > 0 and member.role = 'member' and not exists (
      select from pace where pace.room = ruling.id and pace.person = member.person and pace.thread = room.id
    ) and (ruling.space is null or permissions_in(ruling.id, member.person, clock_timestamp()) & ${skips} = 0) then
      pause_left(ruling.id, member.person, ruling.slow_seconds, clock_timestamp())
    end as wait_ms,
    (select current_epoch()) as epoch,
    preference.kept as preference,
    case when room.kind = 'direct' then other.name else room.name end as name
  from ${from}
  join room on room.id = member.room
  join stream on stream.id = member.room
  left join preference on preference.room = member.room and preference.person = member.person
  left join thread on thread.parent = room.parent and thread.room = room.id
  join room ruling on ruling.id = coalesce(room.parent, room.id)
  left join space on space.id = ruling.space
  left join person other on room.kind = 'direct'
    and other.id = case when room.low = member.person then room.high else room.low end
  where member.person = $1 and ${condition}`

const one = {
  from: 'standing_of($2, $1) member cross join (select told_since($2, $1) as since offset 0) reach',
  since: 'reach.since',
}
const each = { from: 'member', since: 'member.floor' }
const viewOneSql = viewSql(one, 'true', ofSpace)
const viewPageSql = `${viewSql(each, `member.room > coalesce($2::uuid, '${beforeIds}')`, ofNone)} order by member.room limit $3`

/** Nothing where there is no such room, or the person is not in it: from outside the two are one. */
export const viewRoom = async (db: Database, person: string, room: string): Promise<RoomView | undefined> =>
  (await viewed(db, db.query<RoomView>(viewOneSql, [person, room])))[0]

export const viewRooms = (
  db: Database,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<RoomView[]> => viewed(db, db.query<RoomView>(viewPageSql, [person, after ?? null, limit]))

export interface Kinds {
  readonly kind: Kind
  readonly rules: RuledAs
}

const kindSql = `
  select room.kind, coalesce(parent.kind, room.kind) as rules from room left join room parent on parent.id = room.parent
  where room.id = $1 and stands_in($1, $2)`

/** Which kind it is of, which never changes. Nothing where the person is not in it. */
export const getKindFor = async (db: Queryable, person: string, id: string): Promise<Kinds | undefined> =>
  (await db.query<Kinds>(kindSql, [id, person]))[0]

const getSql = `
  select room.id, case when room.kind = 'space' then room.form else room.kind end as kind, room.name, room.topic, ${settingsOf('room')}
  from room left join space on space.id = room.space where room.id = $1`

/** One that has to be there; true for as long as its stream is locked. */
export const getRoom = async (db: Queryable, id: string): Promise<RoomRow> => {
  const [row] = await db.query<RoomRow>(getSql, [id])
  if (!row) throw new Error(`there is no room ${id}`)
  return row
}

const changeSql = `update room set name = coalesce($2, name), topic = coalesce($3, topic),
  mention_all = coalesce($4, mention_all), posting = coalesce($5, posting), slow_seconds = coalesce($6, slow_seconds),
  theme = coalesce($7, theme), keep_hours = case when $8::integer is null then keep_hours else nullif($8, 0) end,
  keep_pins = coalesce($9, keep_pins), keep_threads = coalesce($10, keep_threads), newcomers = coalesce($11, newcomers),
  picture = case when $12::text is null then picture else nullif($12, '')::uuid end where id = $1`

export const changeRoom = (db: Queryable, id: string, change: Change) => {
  const { name, topic, mention_all, posting, slow_seconds, theme, keep_hours, keep_pins, keep_threads } = change
  const said = [name, topic, mention_all, posting, slow_seconds, theme, keep_hours, keep_pins, keep_threads]
  return db.query(changeSql, [id, ...[...said, change.newcomers, change.picture].map((value) => value ?? null)])
}

const beginTurnsSql = `select begin_turns($1, $2)`

/** A room that becomes slow counts from what was said last. */
export const beginTurns = (db: Queryable, id: string, seconds: number) => db.query(beginTurnsSql, [id, seconds])

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
