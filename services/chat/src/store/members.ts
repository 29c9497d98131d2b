/**
 * Who is in a room (`membership`), and how far they have read there (`cursor`, with a row for who has). The view `member` joins
 * the two: who has no cursor stands where they came in.
 */
import { mostTold } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import type { Role, RoomCount, Standing } from '../rules.ts'

export interface MemberRow extends Standing {
  readonly name: string
}

const listSql = `
  select membership.person, membership.role, membership.joined, coalesce(person.name, '') as name
  from membership left join person on person.id = membership.person
  where membership.room = $1 and membership.joined > $2 order by membership.joined limit $3`

/** In the order in which they came, after a position. */
export const listMembers = (db: Queryable, room: string, after: number, limit: number): Promise<MemberRow[]> =>
  db.query<MemberRow>(listSql, [room, after, limit])

const isInSql = `
  select 1 from membership
  where room = coalesce((select parent from room where id = $1), $1) and person = $2 and stands_in($1, $2) for key share`

const seesSql = `
  select 1 from resident
  where space = (select coalesce(room.space, parent.space) from room left join room parent on parent.id = room.parent where room.id = $1)
    and person = $2 and stands_in($1, $2) for key share`

/** Whoever takes them out of the room, or its space, meanwhile waits: so what is written of them after this goes with them. */
export const isIn = async (tx: Queryable, room: string, person: string): Promise<boolean> =>
  (await tx.query(isInSql, [room, person])).length > 0 || (await tx.query(seesSql, [room, person])).length > 0

const standsSql = `select stands_in($1, $2) as stands`

/** Whether somebody is in a room of any kind, and so sees it. */
export const stands = async (db: Queryable, room: string, person: string): Promise<boolean> =>
  (await db.query<{ stands: boolean }>(standsSql, [room, person]))[0]?.stands === true

const heirsSql = `
  (select person, role, joined from membership where room = $1 and role = 'owner' limit 1)
  union all
  (select person, role, joined from membership where room = $1 and role = 'admin' order by joined limit 1)
  union all
  (select person, role, joined from membership where room = $1 order by joined limit 1)`

/** An owner, where there is one, the admin and the member of longest standing. */
export const findHeirs = (db: Queryable, room: string): Promise<Standing[]> => db.query<Standing>(heirsSql, [room])

const getSql = `select person, role, joined from membership where room = $1 and person = any($2::uuid[])`

export const getMembers = async (
  db: Queryable,
  room: string,
  people: readonly string[],
): Promise<Map<string, Standing>> =>
  new Map((await db.query<Standing>(getSql, [room, people])).map((member) => [member.person, member]))

interface StandingRow extends Omit<Standing, 'may'> {
  /** A set of bits as text; null where no space rules the room. */
  readonly may: string | null
}

const holdSql = `
  select from membership
  where room = (select parent from room where id = $1) and person = any($2::uuid[]) order by person for key share`
const standingSql = `
  select standing.person, standing.role, standing.joined, permissions_in($1, standing.person, clock_timestamp())::text as may
  from unnest($2::uuid[]) as asked (person), standing_of($1, asked.person) standing`

const standingsOf = async (db: Queryable, room: string, people: readonly string[]): Promise<Standing[]> =>
  (await db.query<StandingRow>(standingSql, [room, people])).map(({ may, ...standing }) => ({
    ...standing,
    ...(may === null ? {} : { may: BigInt(may) }),
  }))

/** How somebody stands in a room of any kind; nothing where they are not in it. */
export const standingIn = async (db: Queryable, room: string, person: string): Promise<Standing | undefined> =>
  (await standingsOf(db, room, [person]))[0]

const hushedSql = `
  select 1 from room join room ruling on ruling.id = coalesce(room.parent, room.id)
  join resident on resident.space = ruling.space and resident.person = $2
  join space on space.id = ruling.space
  where room.id = $1 and (resident.muted_until > clock_timestamp() or resident.accepted < space.rules_need)`

/** Whether somebody may only read in the space that a room is of: they are timed out, or have not accepted its rules. */
export const isHushedIn = async (db: Queryable, room: string, person: string): Promise<boolean> =>
  (await db.query(hushedSql, [room, person])).length > 0

/**
 * As `getMembers`, of a thread or a room of a space. Whoever is about to leave the parent of a thread waits, or has left; whoever
 * changes what somebody may do in a space has locked the stream.
 */
export const lockStanding = async (
  tx: Queryable,
  thread: string,
  people: readonly string[],
): Promise<Map<string, Standing>> => {
  await tx.query(holdSql, [thread, people])
  return new Map((await standingsOf(tx, thread, people)).map((standing) => [standing.person, standing]))
}

const adminsSql = `select count(*) as admins from membership where room = $1 and role = 'admin'`

export const countAdmins = async (db: Queryable, room: string): Promise<number> =>
  (await db.query<{ admins: number }>(adminsSql, [room]))[0]?.admins ?? 0

const countSql = `select members from room where id = $1`

export const countMembers = async (db: Queryable, room: string): Promise<number> =>
  (await db.query<{ members: number }>(countSql, [room]))[0]?.members ?? 0

const roomsSql = `select person, rooms from person_rooms where person = any($1::uuid[]) order by person`

/** In how many rooms each of these people is; nothing of who is in none. True for those whose streams are locked. */
export const countRooms = (db: Queryable, people: readonly string[]): Promise<RoomCount[]> =>
  db.query<RoomCount>(roomsSql, [people])

export interface NewMember {
  readonly person: string
  readonly role: Role
  readonly joined: number
}

const insertSql = `
  insert into membership (room, person, role, joined, since, since_tally)
  select $1, person, role, joined, $2, $3 from unnest($4::uuid[], $5::text[], $6::bigint[]) as new (person, role, joined)`

/** Their reading begins at `head`: what was said before they came is not unread. */
export const insertMembers = (
  db: Queryable,
  room: string,
  at: { head: number; tally: number },
  members: readonly NewMember[],
) =>
  db.query(insertSql, [
    room,
    at.head,
    at.tally,
    members.map((member) => member.person),
    members.map((member) => member.role),
    members.map((member) => member.joined),
  ])

const deleteSql = `
  with read as (delete from cursor where room = $1 and person = $2)
  delete from membership where room = $1 and person = $2`

/** With their cursor. */
export const deleteMember = (db: Queryable, room: string, person: string) => db.query(deleteSql, [room, person])

const roleSql = `update membership set role = $3 where room = $1 and person = $2`
export const setRole = (db: Queryable, room: string, person: string, role: Role) =>
  db.query(roleSql, [room, person, role])

export interface Cursor {
  readonly head: number
  readonly read: number
  readonly unread: number
  readonly mentions: number
  readonly moved: boolean
  /** Whether the others in the room are told: they may see it, and the room is small. */
  readonly shown: boolean
}

/**
 * How many events of a room count up to a position, as an expression. What is gone counted before the first event held; pinned messages
 * that are left below the floor say nothing of that.
 */
export const tallyAtSql = (room: string, seq: string): string => `coalesce(
  (select tally from event
    where stream = ${room} and seq <= ${seq} and seq > (select floor from stream where id = ${room}) order by seq desc limit 1),
  (select tally - was_message(ev, body)::int from event
    where stream = ${room} and seq > (select floor from stream where id = ${room}) order by seq limit 1),
  (select tally from stream where id = ${room}))`

/** How many are unread of who stands at this tally: what is gone counts as read. `stream` has the row of the room. */
export const unreadSql = (readTally: string, stream = 'stream'): string =>
  `${stream}.tally - greatest(${readTally}, ${stream}.floor_tally)`

/** What is gone counts as read: a position below the floor is the floor. */
const moveSql = `
  with target as (
    select greatest($3, floor) as seq, ${tallyAtSql('$1', '$3')} as tally
    from stream where id = $1
  ), moved as (
    insert into cursor (room, person, read, read_tally)
    select $1, $2, target.seq, target.tally from target, standing_of($1, $2) member, stream
    where member.room = $1 and member.person = $2 and member.read < $3 and stream.id = $1 and stream.head >= $3
    on conflict (room, person) do update set read = excluded.read, read_tally = excluded.read_tally
    where cursor.read < excluded.read
    returning cursor.read, cursor.read_tally
  )
  select stream.head, coalesce(moved.read, member.read) as read,
    ${unreadSql('coalesce(moved.read_tally, member.read_tally)')} as unread,
    mentions_of($1, $2, greatest(coalesce(moved.read, member.read), stream.floor), stream.head) as mentions,
    moved.read is not null as moved,
    exists (
      select from reader join room on room.id = $1 and room.members between 1 and ${mostTold} where reader.person = $2
    ) as shown
  from standing_of($1, $2) member join stream on stream.id = $1 left join moved on true
  where member.room = $1 and member.person = $2`

/**
 * Moves the cursor forward, never back and never past the head. Nothing where the person is not in the room. Where
 * another device moved it further while this one waited, the statement knows neither; the next one does.
 */
export const moveCursor = async (
  db: Queryable,
  room: string,
  person: string,
  seq: number,
): Promise<Cursor | undefined> => {
  const [cursor] = await db.query<Cursor>(moveSql, [room, person, seq])
  if (cursor && cursor.read < seq && seq <= cursor.head) return moveCursor(db, room, person, seq)
  return cursor
}
