/** What chat has of somebody whose account is closed: where it is, and what goes by a statement. */
import { type EventBody, erasedName } from '@parley/protocol'
import { beforeIds, type Queryable } from '@parley/service-kit'

/** Behind every position that auth tells of, so that no name from there, however late, takes the place of this one. */
const lastEpoch = 2 ** 31 - 1
/** A version behind all of the name. See `renames.ts`. */
export const erasedAt = { name: erasedName, epoch: lastEpoch, seq: 0 } as const

export const isErased = ({ epoch }: { readonly epoch: number }): boolean => epoch === lastEpoch

const pictureSql = 'update person set picture = null where id = $1'
export const forgetPicture = async (tx: Queryable, person: string): Promise<void> =>
  void (await tx.query(pictureSql, [person]))

const roomsSql = `
  select id from stream where kind = 'chat/room' and id > coalesce($1::uuid, '${beforeIds}') order by id limit $2`

/** Rooms of every kind, and threads, a page at a time. */
export const roomsAfter = async (db: Queryable, after: string | undefined, most: number): Promise<string[]> =>
  (await db.query<{ id: string }>(roomsSql, [after ?? null, most])).map(({ id }) => id)

/** As for a ban (`bans.ts`), by the words of the stretches; also pinned messages, which stay when their time is over. */
const saidSql = `
  with units as (
    select s.room, s.first, s.last, false as pinned from stretch s
    where s.room = any($1::uuid[]) and (s.words is null or s.maker is null or s.words @@ $3::tsquery)
    union all
    select stream.id, coalesce(covered.last, stream.floor) + 1, stream.head, false from stream
    left join lateral (select last from stretch where room = stream.id order by first desc limit 1) covered on true
    where stream.id = any($1::uuid[])
    union all
    select room, seq, seq, true from message_state where room = any($1::uuid[]) and pinned is not null
  )
  select distinct units.room, said.seq from units
  cross join lateral (
    select event.seq from event
    where event.stream = units.room and event.seq between units.first and units.last and event.by = $2 and event.ev = 'message.sent'
      and (units.pinned or event.seq > (select floor from stream where id = units.room))
    order by event.seq offset 0
  ) said
  order by units.room, said.seq limit $4`

export interface Said {
  readonly room: string
  readonly seq: number
}

/** What somebody has said in these rooms, in their order. `mark` is theirs as an author, as stretches hold it. */
export const findSaid = (
  db: Queryable,
  rooms: readonly string[],
  person: string,
  mark: string,
  most: number,
): Promise<Said[]> => db.query<Said>(saidSql, [rooms, person, mark, most])

const reactedSql = `
  select room, seq, emoji from reaction where room = any($1::uuid[]) and person = $2 order by room, seq, emoji limit $3`
export const findReacted = (db: Queryable, rooms: readonly string[], person: string, most: number) =>
  db.query<Said & { readonly emoji: string }>(reactedSql, [rooms, person, most])

const votedSql = `
  select vote.room, vote.seq from vote join poll on poll.room = vote.room and poll.seq = vote.seq
  where vote.room = any($1::uuid[]) and vote.person = $2 and poll.closed is null order by vote.room, vote.seq limit $3`
/** In polls that are open. */
export const findVoted = (db: Queryable, rooms: readonly string[], person: string, most: number) =>
  db.query<Said>(votedSql, [rooms, person, most])

const groupSql = `
  select membership.room from membership join room on room.id = membership.room
  where membership.person = $1 and room.kind <> 'direct' limit 1`
/** One that they are in. */
export const findGroupOf = async (db: Queryable, person: string): Promise<string | undefined> =>
  (await db.query<{ room: string }>(groupSql, [person]))[0]?.room

const spaceSql = `select space from resident where person = $1 limit 1`
/** One that they live in. */
export const findSpaceOf = async (db: Queryable, person: string): Promise<string | undefined> =>
  (await db.query<{ space: string }>(spaceSql, [person]))[0]?.space

const directSql = `
  select room.id as room, case when low = $1 then high else low end as other
  from membership join room on room.id = membership.room
  where membership.person = $1 and room.kind = 'direct' and room.id > coalesce($2::uuid, '${beforeIds}') order by room.id limit 1`

export interface DirectRoom {
  readonly room: string
  readonly other: string
}

export const nextDirect = async (
  db: Queryable,
  person: string,
  after: string | undefined,
): Promise<DirectRoom | undefined> => (await db.query<DirectRoom>(directSql, [person, after ?? null]))[0]

export interface Undelivered extends Said {
  readonly id: string
  readonly body: Pick<EventBody<'message.sent'>, 'text' | 'files'>
}

/** A message has a key, by which what came back is known again in the stream of its sender. */
const undeliveredSql = `
  select event.stream as room, event.seq, event.key as id, event.body
  from member left join delivery on delivery.room = member.room and delivery.person = member.person
  join event on event.stream = member.room and event.seq > greatest(member.read, coalesce(delivery.seq, 0))
    and event.by = $3 and event.ev = 'message.sent' and event.key is not null
  where member.room = $1 and member.person = $2
    and not exists (select from event returned where returned.stream = $3 and returned.key = event.key)
  order by event.seq limit $4`

/** What the other one has said in a direct room that has not come to this person. */
export const findUndelivered = (db: Queryable, { room, other }: DirectRoom, person: string, most: number) =>
  db.query<Undelivered>(undeliveredSql, [room, person, other, most])

const named = `(body::jsonb || jsonb_build_object('name', $2::text))::json`
const isNamed = `body ->> 'name' is distinct from $2`
const namesSql = `
  update event set body = ${named} where (stream, seq) in (
    select stream, seq from event
    where body ->> 'user' = $1 and ev in ('member.joined', 'resident.joined', 'resident.changed')
      and body::jsonb ? 'name' and ${isNamed} limit $3
  ) returning 1`
const directNameSql = `
  update event set body = ${named}
  where stream = $3 and ev = 'room.joined' and body ->> 'room' = $1::text and ${isNamed} returning 1`

/** In what others were told: how many it was. */
export const forgetNames = async (db: Queryable, person: string, most: number): Promise<number> =>
  (await db.query(namesSql, [person, erasedName, most])).length

/** What the other one's devices were told when the room was made. */
export const forgetNameOf = async (db: Queryable, { room, other }: DirectRoom): Promise<number> =>
  (await db.query(directNameSql, [room, erasedName, other])).length

const invitationsSql = `
  with fewer as (
    update invitation set people = array_remove(people, $1) where people @> array[$1::uuid] and people <> array[$1::uuid] and creator <> $1
  )
  delete from invitation where creator = $1 or people = array[$1::uuid] returning 1`
/** Theirs, and those for them alone. */
export const forgetInvitations = async (db: Queryable, person: string): Promise<number> =>
  (await db.query(invitationsSql, [person])).length

const ownHiddenSql = `update hidden set blocked = false where person = $1 and blocked`
const hiddenSql = `delete from hidden where person = $1 returning 1`
/** Whom they hide, also as they block them. */
export const forgetHidden = async (db: Queryable, person: string): Promise<number> => {
  await db.query(ownHiddenSql, [person])
  return (await db.query(hiddenSql, [person])).length
}

const nicksSql = `update audit set change = null where person = $1 and change is not null returning 1`
/** What was written down of how they were called, or otherwise stood, before and after. */
export const forgetChanges = async (db: Queryable, person: string): Promise<number> =>
  (await db.query(nicksSql, [person])).length
