/** Where somebody whose account is closed still stands in what contacts keeps. */
import type { Queryable } from '@parley/service-kit'

const partySql = `
  select party from party_member where person = $1 union all select party from party_request where person = $1 limit 1`
/** One that they are in, or want to come into. */
export const findPartyOf = async (db: Queryable, person: string): Promise<string | undefined> =>
  (await db.query<{ party: string }>(partySql, [person]))[0]?.party

const requestSql = 'delete from party_request where party = $1 and person = $2'
const memberSql = 'delete from party_member where party = $1 and person = $2'
/** Of a party that is over. */
export const forgetPlace = async (tx: Queryable, party: string, person: string): Promise<void> => {
  await tx.query(requestSql, [party, person])
  await tx.query(memberSql, [party, person])
}

const invitationSql = `
  select id from invitation where state = 'pending' and (sender = $1 or recipient = $1) order by id limit 1`
export const findOpenInvitation = async (db: Queryable, person: string): Promise<string | undefined> =>
  (await db.query<{ id: string }>(invitationSql, [person]))[0]?.id

const cardSql = `select id from card where state = 'open' and sender = $1 order by id limit 1`
export const findOpenCard = async (db: Queryable, person: string): Promise<string | undefined> =>
  (await db.query<{ id: string }>(cardSql, [person]))[0]?.id

/** Whom others block or restrict, they go on to: it is their own word, and hides what is left. */
const relationSql = `
  (select other from relation where person = $1 limit 1)
  union all
  (select person from relation where other = $1 and (stands is not null or not (blocked or restricted)) limit 1)
  limit 1`
/** Somebody with whom they stand in any way. */
export const findStanding = async (db: Queryable, person: string): Promise<string | undefined> =>
  (await db.query<{ other: string }>(relationSql, [person]))[0]?.other
