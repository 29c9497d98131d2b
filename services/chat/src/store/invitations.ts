/** Links by which people come into a group or a space. */
import type { Queryable } from '@parley/service-kit'
import type { InviteView } from '../entry-rules.ts'
import type { CodeKey } from '../invite-code.ts'
import { mayEnterSql } from './entering.ts'

export interface Invitation {
  readonly id: string
  readonly creator: string
  readonly at: number
  readonly expires: number | null
  readonly left: number | null
  readonly uses: number
  readonly used: number
  readonly approval: boolean
  readonly roles: readonly number[]
  /** Those alone whom it is for; null: everybody. */
  readonly people: readonly string[] | null
  /** Whether who has no role lives there until they go offline; of a group it is false. */
  readonly temporary: boolean
  /** When it was made, in microseconds since 1970. */
  readonly micros: number
}

export interface Terms {
  readonly expiresInMs: number
  readonly uses: number
  readonly approval: boolean
  readonly roles: readonly number[]
  readonly people: readonly string[] | null
  readonly temporary: boolean
}

/** Where a page of what comes one after the other ended. */
export interface PageEnd {
  readonly micros: number
  readonly id: string
}

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`
export const microsSql = (moment: string) => `(extract(epoch from ${moment}) * 1000000)::bigint`
const columns = `id, creator, ${ms('at')} as at, ${ms('expires')} as expires,
  greatest(0, floor(extract(epoch from expires - clock_timestamp()) * 1000))::bigint as left, uses, used, approval, roles,
  people::text[], temporary, ${microsSql('at')} as micros`
/** It lets somebody in. */
export const isOpen = '(expires is null or expires > clock_timestamp()) and (uses = 0 or used < uses)'

const insertSql = `
  insert into invitation (room, id, code, creator, expires, uses, approval, roles, people, temporary)
  values ($1, gen_random_uuid(), $2, $3,
    case when $4::bigint > 0 then clock_timestamp() + $4::bigint * interval '1 millisecond' end, $5, $6, $7, $8, $9)
  returning ${columns}`

export const insertInvitation = async (
  db: Queryable,
  { place, hash }: CodeKey,
  creator: string,
  { expiresInMs, uses, approval, roles, people, temporary }: Terms,
): Promise<Invitation> => {
  const values = [place, hash, creator, expiresInMs, uses, approval, roles, people, temporary]
  return (await db.query<Invitation>(insertSql, values))[0] as Invitation
}

const listSql = `
  select ${columns} from invitation
  where room = $1 and ${isOpen} and ($2::uuid is null or creator = $2)
    and ($3::bigint is null or ${microsSql('at')} < $3 or ${microsSql('at')} = $3 and id > $4)
  order by ${microsSql('at')} desc, id limit $5`

interface ListAsked {
  readonly place: string
  /** Undefined: by anybody. */
  readonly creator: string | undefined
  readonly after: PageEnd | undefined
  readonly limit: number
}

/** The latest first. */
export const listInvitations = (db: Queryable, { place, creator, after, limit }: ListAsked): Promise<Invitation[]> =>
  db.query<Invitation>(listSql, [place, creator ?? null, after?.micros ?? null, after?.id ?? null, limit])

const forgetSql = `delete from invitation where room = $1 and not (${isOpen})`
const countSql = `select count(*) as invitations from invitation where room = $1`

/** How many let people in, once those are forgotten that no longer do. */
export const countInvitations = async (db: Queryable, place: string): Promise<number> => {
  await db.query(forgetSql, [place])
  return (await db.query<{ invitations: number }>(countSql, [place]))[0]?.invitations ?? 0
}

const invitedSql = `select 1 from invitation where room = $1 and people = array[$2::uuid] and ${isOpen}`

/** Whether somebody alone has an invitation that lets them in. */
export const isInvited = async (db: Queryable, place: string, person: string): Promise<boolean> =>
  (await db.query(invitedSql, [place, person])).length > 0

/** It is for somebody alone, who was told of it: `people[1]`. */
export const isForOne = `cardinality(people) = 1 and ${isOpen}`

const namedSql = `
  select people[1]::text as person, is_blocked(people[1], creator) as "isBlocked"
  from invitation
  where room = $1 and id = $2 and ${isForOne}
    and exists (select from room where room.id = invitation.room and room.kind = 'group')`

/** Whom an invitation to a group was told to, as it is for them alone; undefined where that is nobody, or it is used. */
export const toldOf = async (db: Queryable, room: string, id: string): Promise<string | undefined> => {
  const [named] = await db.query<{ person: string; isBlocked: boolean }>(namedSql, [room, id])
  return named?.isBlocked ? undefined : named?.person
}

const creatorSql = `select creator from invitation where room = $1 and id = $2`

/** Who made it; undefined where there is none. */
export const creatorOf = async (db: Queryable, place: string, id: string): Promise<string | undefined> =>
  (await db.query<{ creator: string }>(creatorSql, [place, id]))[0]?.creator

const deleteSql = `delete from invitation where room = $1 and id = $2`
export const deleteInvitation = (db: Queryable, place: string, id: string) => db.query(deleteSql, [place, id])

const revokeSql = `delete from invitation where room = $1 and creator = any($2::uuid[])`

const receivedSql = `
  select told.place as room, room.name, room.members as member_count, told.by, told.at, told.code
  from unnest($2::uuid[], $3::bytea[], $4::uuid[], $5::bigint[], $6::text[]) with ordinality as told (place, hash, by, at, code, ord)
  join invitation on invitation.room = told.place and invitation.code = told.hash and invitation.people = array[$1::uuid] and ${isOpen}
  join room on room.id = told.place and room.kind = 'group'
  where not is_blocked($1, told.by)
    and not exists (select from membership where membership.room = told.place and membership.person = $1)
  order by told.ord`

/** Somebody was told that they are invited to a group. */
export interface ToldInvitation {
  readonly key: CodeKey
  readonly code: string
  readonly by: string
  /** In milliseconds since 1970. */
  readonly at: number
}

export interface Received {
  readonly room: string
  readonly name: string
  readonly member_count: number
  readonly by: string
  readonly at: number
  readonly code: string
}

/** Those of them that still let somebody in, in the same order. */
export const stillOpen = (db: Queryable, person: string, told: readonly ToldInvitation[]): Promise<Received[]> =>
  db.query<Received>(receivedSql, [
    person,
    told.map(({ key }) => key.place),
    told.map(({ key }) => key.hash),
    told.map(({ by }) => by),
    told.map(({ at }) => at),
    told.map(({ code }) => code),
  ])

/** Events of somebody's own stream in which an invitation is looked for; one that so many followed is no longer told. */
const mostLooked = 10_000

const toldSql = `
  select by, ${ms('at')} as at, body->>'code' as code from event
  where stream = $1 and seq > (select head from stream where id = $1) - ${mostLooked} and ev = 'room.invited'
  order by seq desc limit $2`

/** As it was said to them in their own stream, the latest first: nothing else keeps the code. */
export const toldInvitations = (db: Queryable, person: string, most: number) =>
  db.query<Omit<ToldInvitation, 'key'>>(toldSql, [person, most])

const declineSql = `
  delete from invitation using room
  where invitation.room = $1 and code = $2 and people = array[$3::uuid] and room.id = invitation.room and room.kind = 'group'
  returning room.id`

/** Ends what is for somebody alone; false where there is nothing such. */
export const declineInvitation = async (db: Queryable, { place, hash }: CodeKey, person: string): Promise<boolean> =>
  (await db.query(declineSql, [place, hash, person])).length > 0

/** All that these have made: whom they would bring in, somebody else may invite. */
export const revokeInvitations = (db: Queryable, place: string, creators: readonly string[]) =>
  db.query(revokeSql, [place, creators])

const placeSql = `
  select id, name, '' as description, members, 'open' as entry, false as "isSpace" from room where id = $1 and kind = 'group'
  union all
  select id, name, description, residents, entry, true from space where id = $1`

/** One statement, so that all of it is of one moment. Nothing where there is no such group or space. */
const viewSql = `
  select place.name, place.description, place.members, place.entry, place."isSpace",
    coalesce(${isOpen}, false) as "isOpen", coalesce(approval, false) as approval, coalesce(invitation.roles, '{}') as roles,
    coalesce(invitation.temporary, false) as temporary,
    invitation.people is not null as "isForSome", coalesce($3 = any(invitation.people), false) as "isNamed",
    invitation.creator as by, coalesce(person.name, '') as "byName",
    exists (select from membership where membership.room = place.id and membership.person = $3)
      or exists (select from resident where resident.space = place.id and resident.person = $3) as "isIn",
    not ${mayEnterSql('place.id', '$3')} as "isBarred",
    exists (select from request where request.room = place.id and request.person = $3) as "asks"
  from (${placeSql}) place
  left join invitation on invitation.room = place.id and invitation.code = $2
  left join person on person.id = invitation.creator`

/** In the eyes of somebody who has the code, or what they hold for one; of somebody unknown where they have no account yet. */
export const viewInvitation = async (
  db: Queryable,
  { place, hash }: CodeKey,
  person: string | undefined,
): Promise<InviteView | undefined> => (await db.query<InviteView>(viewSql, [place, hash, person ?? null]))[0]

const useSql = `update invitation set used = used + 1 where room = $1 and code = $2`
export const useInvitation = (db: Queryable, { place, hash }: CodeKey) => db.query(useSql, [place, hash])
