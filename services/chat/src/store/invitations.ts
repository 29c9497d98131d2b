/** Links by which people come into a group. */
import type { Queryable } from '@parley/service-kit'
import type { CodeKey } from '../invite-code.ts'
import type { InviteView } from '../rules.ts'

export interface Invitation {
  readonly id: string
  readonly creator: string
  readonly at: number
  readonly expires: number | null
  readonly left: number | null
  readonly uses: number
  readonly used: number
  readonly approval: boolean
}

export interface Terms {
  readonly expiresInMs: number
  readonly uses: number
  readonly approval: boolean
}

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`
const columns = `id, creator, ${ms('at')} as at, ${ms('expires')} as expires,
  greatest(0, floor(extract(epoch from expires - clock_timestamp()) * 1000))::bigint as left, uses, used, approval`
/** It lets somebody in. */
const isOpen = '(expires is null or expires > clock_timestamp()) and (uses = 0 or used < uses)'

const insertSql = `
  insert into invitation (room, id, code, creator, expires, uses, approval)
  values ($1, gen_random_uuid(), $2, $3,
    case when $4::bigint > 0 then clock_timestamp() + $4::bigint * interval '1 millisecond' end, $5, $6)
  returning ${columns}`

export const insertInvitation = async (
  db: Queryable,
  { room, hash }: CodeKey,
  creator: string,
  { expiresInMs, uses, approval }: Terms,
): Promise<Invitation> =>
  (await db.query<Invitation>(insertSql, [room, hash, creator, expiresInMs, uses, approval]))[0] as Invitation

const listSql = `select ${columns} from invitation where room = $1 and ${isOpen} order by at desc, id`

export const listInvitations = (db: Queryable, room: string): Promise<Invitation[]> =>
  db.query<Invitation>(listSql, [room])

const forgetSql = `delete from invitation where room = $1 and not (${isOpen})`
const countSql = `select count(*) as invitations from invitation where room = $1`

/** How many let people in, once those are forgotten that no longer do. */
export const countInvitations = async (db: Queryable, room: string): Promise<number> => {
  await db.query(forgetSql, [room])
  return (await db.query<{ invitations: number }>(countSql, [room]))[0]?.invitations ?? 0
}

const deleteSql = `delete from invitation where room = $1 and id = $2 returning 1`

/** False where there was none. */
export const deleteInvitation = async (db: Queryable, room: string, id: string): Promise<boolean> =>
  (await db.query(deleteSql, [room, id])).length > 0

/** One statement, so that all of it is of one moment. Nothing where there is no such group. */
const viewSql = `
  select room.name, room.members, coalesce(${isOpen}, false) as "isOpen", coalesce(approval, false) as approval,
    invitation.creator as by, coalesce(person.name, '') as "byName",
    exists (select from membership where membership.room = room.id and membership.person = $3) as "isIn",
    exists (select from barred where barred.room = room.id and barred.person = $3) as "isBarred",
    exists (select from request where request.room = room.id and request.person = $3) as "asks"
  from room
  left join invitation on invitation.room = room.id and invitation.code = $2
  left join person on person.id = invitation.creator
  where room.id = $1 and room.kind = 'group'`

/** In the eyes of somebody who has the code, or what they hold for one. */
export const viewInvitation = async (
  db: Queryable,
  { room, hash }: CodeKey,
  person: string,
): Promise<InviteView | undefined> => (await db.query<InviteView>(viewSql, [room, hash, person]))[0]

const useSql = `update invitation set used = used + 1 where room = $1 and code = $2`
export const useInvitation = (db: Queryable, { room, hash }: CodeKey) => db.query(useSql, [room, hash])
