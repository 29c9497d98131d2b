/** Threads, and who follows them. Written behind the lock of the parent's stream, but for what a reply does by itself (`0017-threads.sql`). */
import { mostPosters, permissionSet } from '@parley/protocol'
import type { Database, InEpoch, Queryable } from '@parley/service-kit'
import { unreadSql } from './members.ts'
import type { Waiting } from './messages.ts'
import { viewed } from './viewed.ts'

export const archiveMinutes = [60, 1_440, 4_320, 10_080] as const
export type Minutes = (typeof archiveMinutes)[number]

/** A thread in somebody's eyes. */
export interface ThreadView extends InEpoch {
  readonly parent: string
  readonly room: string
  readonly root: number
  readonly begun: number
  readonly private: boolean
  readonly creator: string
  /** Whether this person began it. */
  readonly own: boolean
  readonly archived: boolean
  readonly locked: boolean
  readonly minutes: Minutes
  /** Empty where it has none. */
  readonly name: string
  readonly replies: number
  readonly last: number | null
  readonly lastAt: number | null
  readonly users: readonly string[]
  readonly following: boolean
  readonly head: number
  readonly tally: number
  readonly read: number
  readonly unread: number
}

/** As a member of what is told; left out where there is none. */
export const lastOf = ({ last: seq, lastAt: at }: Pick<MovedThread, 'last' | 'lastAt'>) =>
  seq === null || at === null ? {} : { last: { seq, at } }

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`

/** Of a row `thread`, without those whom the person hides. */
export const postersSql = (person: string): string => `array(
  select poster::text from unnest(thread.posters) with ordinality as posted (poster, place)
  where not exists (select from hidden where hidden.person = ${person} and hidden.author = poster)
  order by place limit ${mostPosters})`

/** Of a row `thread`: whether somebody who is in its parent with this role sees it. */
export const isSeenSql = (person: string, role = 'inside.role'): string => `
  (not thread.private or ${role} <> 'member' or exists (
    select from thread_follower follower
    where follower.parent = thread.parent and follower.room = thread.room and follower.person = ${person}))`

/** Of a row `thread`: whether anything of it may still be read. Of one from which everything was removed nothing is. */
const isHeldSql = `
  (thread.last is not null
    or not exists (select from stream where stream.id = thread.room and stream.floor > 0)
    or exists (select from message_state state where state.room = thread.room and state.pinned is not null))`

/** Whether somebody manages the threads of a room of a space. */
const managesSql = (room: string, person: string) =>
  `(select coalesce(permissions_in(${room}, ${person}, now()), 0) & ${permissionSet('manage_threads')} <> 0)`

const viewSql = (from: string) => `
  select thread.parent, thread.room, thread.root, thread.begun, thread.private, thread.creator,
    thread.creator = $1::uuid as own, thread.archived, thread.locked, thread.minutes, room.name, own.tally - thread.gone as replies, thread.last,
    ${ms('thread.last_at')} as "lastAt", ${postersSql('$1')} as users, own.head, own.tally,
    coalesce(cursor.read, 0) as read, ${unreadSql('coalesce(cursor.read_tally, 0)', 'own')} as unread,
    exists (
      select from thread_follower follower
      where follower.parent = thread.parent and follower.room = thread.room and follower.person = $1
    ) as following,
    (select current_epoch()) as epoch
  from (${from}) thread
  join room on room.id = thread.room
  join stream own on own.id = thread.room
  left join cursor on cursor.room = thread.room and cursor.person = $1`

const oneSql = viewSql(`
  select thread.* from room thread_room join thread on thread.parent = thread_room.parent and thread.room = thread_room.id
  where thread_room.id = $2 and stands_in($2, $1)`)

/** Nothing where there is no such thread for this person. */
export const viewThread = async (db: Queryable, person: string, room: string): Promise<ThreadView | undefined> =>
  (await db.query<ThreadView>(oneSql, [person, room]))[0]

/** What somebody is in the room; null where they are not in it. Asked once. */
const roleSql = '(select role from standing_of($2, $1))'

/** In the order of an index, and from where the page begins: of a hundred thousand as many are read as of a hundred. */
const listSql = `${viewSql(`
  select thread.* from thread
  where ${roleSql} is not null and thread.parent = $2 and thread.archived = $3
    and (thread.begun, thread.room) < ($4::bigint, $5::uuid) and thread.root > (select since from reach_of($2, $1))
    and coalesce(thread.said > (select came_to($2, $1)), true)
    and (${isSeenSql('$1', roleSql)} or ${managesSql('$2', '$1')}) and ${isHeldSql}
  order by thread.begun desc, thread.room desc limit $6`)}
  order by thread.begun desc, thread.room desc`

interface ThreadsAsked {
  readonly person: string
  readonly parent: string
  readonly archived: boolean
  /** `begun` and `room` of the last one before. */
  readonly before: readonly [number, string] | undefined
  readonly limit: number
}

/** Behind all threads. */
const end: ThreadsAsked['before'] = [Number.MAX_SAFE_INTEGER, 'ffffffff-ffff-ffff-ffff-ffffffffffff']

export const listThreads = (
  db: Pick<Database, 'query' | 'read'>,
  { person, parent, archived, before = end, limit }: ThreadsAsked,
) => viewed(db, db.query<ThreadView>(listSql, [person, parent, archived, ...before, limit]))

const followedSql = `${viewSql(`
  select thread.* from thread_follower own_follow
  join thread on thread.parent = own_follow.parent and thread.room = own_follow.room
  where own_follow.person = $1 and ($2::uuid is null or (own_follow.parent, own_follow.room) > ($2::uuid, $3::uuid))
    and stands_in(own_follow.room, $1) and ${isHeldSql}
  order by own_follow.parent, own_follow.room limit $4`)}
  order by thread.parent, thread.room`

export const listFollowed = (
  db: Database,
  person: string,
  after: readonly [string, string] | undefined,
  limit: number,
): Promise<ThreadView[]> =>
  viewed(db, db.query<ThreadView>(followedSql, [person, after?.[0] ?? null, after?.[1] ?? null, limit]))

const publicSql = `select room from thread where parent = $1 and root = $2 and not private`
const keySql = `select room from thread where parent = $1 and creator = $2 and key = $3`

/** The public one of a message. */
export const findThread = async (db: Queryable, parent: string, root: number): Promise<string | undefined> =>
  (await db.query<{ room: string }>(publicSql, [parent, root]))[0]?.room

/** A private one, by the key of who made it. */
export const findThreadByKey = async (
  db: Queryable,
  parent: string,
  creator: string,
  key: string,
): Promise<string | undefined> => (await db.query<{ room: string }>(keySql, [parent, creator, key]))[0]?.room

export interface NewThread {
  readonly parent: string
  readonly room: string
  readonly root: number
  readonly begun: number
  readonly private: boolean
  readonly creator: string
  readonly key: string | null
  readonly minutes: Minutes
  readonly name: string
}

const insertSql = `
  with its_room as (insert into room (id, kind, name, creator, parent) values ($2, 'thread', $9, $6, $1))
  insert into thread (parent, room, root, begun, private, creator, key, minutes, due)
  values ($1, $2, $3, $4, $5, $6, $7, $8, clock_timestamp() + $8::integer * interval '1 minute')`

export const insertThread = (db: Queryable, thread: NewThread) =>
  db.query(insertSql, [
    thread.parent,
    thread.room,
    thread.root,
    thread.begun,
    thread.private,
    thread.creator,
    thread.key,
    thread.minutes,
    thread.name,
  ])

/** Of who may have to wait: the outcome of a send that does, null where it is their turn, which they have taken then. */
const turnSql = `select turn_to_begin($1, $2, $3) as refused`

export const takeTurn = async (
  db: Queryable,
  { parent, room, creator }: Pick<NewThread, 'parent' | 'room' | 'creator'>,
): Promise<Waiting['outcome'] | null> =>
  (await db.query<{ refused: Waiting['outcome'] | null }>(turnSql, [parent, room, creator]))[0]?.refused ?? null

export interface ThreadCount {
  readonly all: number
  /** Those that are not archived. */
  readonly active: number
}

const countSql = `
  select count(*)::int as "all", count(*) filter (where not archived)::int as active
  from thread where parent = $1 and private = $2 and (not private or creator = $3)`

/**
 * Those of a room that count together with one by this person: public ones all, private ones as far as that person began them. So nobody
 * learns by a limit of private ones that they do not see.
 */
export const countThreads = async (
  db: Queryable,
  { parent, private: isPrivate, creator }: Pick<NewThread, 'parent' | 'private' | 'creator'>,
): Promise<ThreadCount> =>
  (await db.query<ThreadCount>(countSql, [parent, isPrivate, creator]))[0] ?? { all: 0, active: 0 }

export interface ThreadChange {
  readonly name?: string
  readonly archived?: boolean
  readonly locked?: boolean
  readonly archive_minutes?: Minutes
}

/** Looked at again after its time, from its last post or now on. */
const changeSql = `
  with named as (update room set name = coalesce($3::text, name) where id = $2 and $3::text is not null)
  update thread set
    archived = coalesce($4::boolean, archived), locked = coalesce($5::boolean, locked), minutes = coalesce($6::integer, minutes),
    due = case when not coalesce($4::boolean, archived) then clock_timestamp() + coalesce($6::integer, minutes) * interval '1 minute' end
  where parent = $1 and room = $2`

export const changeThread = (db: Queryable, parent: string, room: string, change: ThreadChange) =>
  db.query(changeSql, [
    parent,
    room,
    change.name ?? null,
    change.archived ?? null,
    change.locked ?? null,
    change.archive_minutes ?? null,
  ])

const parentSql = `select parent from room where id = $1 and kind = 'thread'`

/** Which never changes. */
export const parentOf = async (db: Queryable, room: string): Promise<string | undefined> =>
  (await db.query<{ parent: string }>(parentSql, [room]))[0]?.parent

const followersSql = `select count(*)::int as followers from thread_follower where parent = $1 and room = $2`

export const countFollowers = async (db: Queryable, parent: string, room: string): Promise<number> =>
  (await db.query<{ followers: number }>(followersSql, [parent, room]))[0]?.followers ?? 0

const followSql = `
  with stood as (
    insert into cursor (room, person, read, read_tally)
    select id, $3, head, tally from stream where id = $2 and $4 on conflict do nothing
  )
  insert into thread_follower (parent, room, person) values ($1, $2, $3) on conflict do nothing returning 1`

/** False where they followed it before. `fromNow` says that what has been said there is not unread. */
export const insertFollower = async (
  db: Queryable,
  { parent, room }: { readonly parent: string; readonly room: string },
  person: string,
  fromNow: boolean,
): Promise<boolean> => (await db.query(followSql, [parent, room, person, fromNow])).length > 0

const unfollowSql = `delete from thread_follower where parent = $1 and room = $2 and person = $3 returning 1`

/** False where they did not follow it. */
export const deleteFollower = async (db: Queryable, parent: string, room: string, person: string): Promise<boolean> =>
  (await db.query(unfollowSql, [parent, room, person])).length > 0

export interface MovedThread {
  readonly parent: string
  readonly room: string
  readonly root: number
  readonly head: number
  readonly tally: number
  readonly replies: number
  readonly last: number | null
  readonly lastAt: number | null
}

interface MovedForAll extends MovedThread {
  /** Where a space rules it: its last event, as of then, that changed who sees what. */
  readonly rightsAt: number | null
}

const movedSql = `
  select thread.parent, thread.room, thread.root, own.head, own.tally, own.tally - thread.gone as replies,
    thread.last, ${ms('thread.last_at')} as "lastAt"`
const ofMovedSql = `
  from unnest($1::uuid[]) as moved (room)
  join room on room.id = moved.room
  join thread on thread.parent = room.parent and thread.room = room.id
  join stream own on own.id = room.id`
const movedPublicSql = `
  ${movedSql}, ruling.rights_at as "rightsAt" ${ofMovedSql} left join stream ruling on ruling.id = own.ruler where not thread.private`

/** Of these, the public ones. */
export const movedThreads = (db: Queryable, rooms: readonly string[]): Promise<MovedForAll[]> =>
  db.query<MovedForAll>(movedPublicSql, [rooms])

export interface MovedForFollower extends MovedThread, Pick<ThreadView, 'name' | 'archived' | 'locked' | 'minutes'> {
  readonly person: string
  readonly unread: number
}

const movedPrivateSql = `
  ${movedSql}, room.name, thread.archived, thread.locked, thread.minutes, follower.person, own.tally - coalesce(cursor.read_tally, 0) as unread ${ofMovedSql}
  join thread_follower follower on follower.parent = thread.parent and follower.room = thread.room
  left join cursor on cursor.room = thread.room and cursor.person = follower.person
  join room ruling on ruling.id = thread.parent
  where thread.private and (ruling.newcomers = 'all' or not is_before(thread.parent, thread.room, follower.person))
    and (ruling.space is null or permissions_in(thread.parent, follower.person, now()) & ${permissionSet('view')} <> 0)`

/** Of these, the private ones, to each of who follows them and sees them now. */
export const movedForFollowers = (db: Queryable, rooms: readonly string[]): Promise<MovedForFollower[]> =>
  db.query<MovedForFollower>(movedPrivateSql, [rooms])

export interface DueThread {
  readonly parent: string
  readonly room: string
  readonly private: boolean
}

export interface ArchivedThread extends DueThread {
  readonly root: number
}

/** One that was posted in since is looked at again when it may be due. */
const snoozeSql = `
  update thread set due = last_at + minutes * interval '1 minute'
  where due <= clock_timestamp() and last_at + minutes * interval '1 minute' > clock_timestamp()`
const dueSql = `select parent, room, private from thread where due <= clock_timestamp() order by due limit $1`

export const listDue = async (db: Queryable, limit: number): Promise<DueThread[]> => {
  await db.query(snoozeSql)
  return db.query<DueThread>(dueSql, [limit])
}

const archiveSql = `
  update thread set archived = true, due = null
  where parent = $1 and room = any($2::uuid[]) and due <= clock_timestamp()
    and coalesce(last_at + minutes * interval '1 minute' <= clock_timestamp(), true)
  returning parent, room, root, private`

/** Those that nobody has posted in meanwhile. */
export const archiveThreads = (db: Queryable, parent: string, rooms: readonly string[]) =>
  db.query<ArchivedThread>(archiveSql, [parent, rooms])

const ofParentSql = `select room from thread where parent = $1 order by room limit $2`

export const threadsOf = async (db: Queryable, parent: string, limit: number): Promise<string[]> =>
  (await db.query<{ room: string }>(ofParentSql, [parent, limit])).map(({ room }) => room)
