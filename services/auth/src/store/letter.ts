/** Mail that other services have sent to people: each once, by its id. */
import type { Queryable } from '@parley/service-kit'
import { isRestricted } from './restriction.ts'

export type Ended = 'sent' | 'refused'

export interface Claimed {
  readonly address: string
  /** Of which it is not known that they came to nothing, this one included. */
  readonly tries: number
}

const claimSql = `
  insert into letter (id, account, claimed_until)
  select $1, account, now() + make_interval(secs => $3) from email
  where account = $2 and rests_until <= now()
    and not ${isRestricted('email.account')}
    and not exists (select from closing where closing.account = email.account)
  on conflict (id) do update set claimed_until = excluded.claimed_until, tries = letter.tries + 1
    where letter.account = excluded.account and letter.outcome is null and letter.claimed_until <= now()
  returning tries, (select address from email where account = $2) as address`

/** By this process alone, for so many seconds. Nothing where it has ended, another one sends it, or nobody is to get it. */
export const claimLetter = async (
  db: Queryable,
  id: string,
  account: string,
  seconds: number,
): Promise<Claimed | undefined> => (await db.query<Claimed>(claimSql, [id, account, seconds]))[0]

export interface Found {
  readonly outcome: Ended | null
  readonly isClaimed: boolean
}

const findSql = `select outcome, claimed_until > now() as "isClaimed" from letter where id = $1 and account = $2`

export const findLetter = async (db: Queryable, id: string, account: string): Promise<Found | undefined> =>
  (await db.query<Found>(findSql, [id, account]))[0]

const endSql = `
  with ended as (update letter set outcome = $2 where id = $1 returning account)
  update email set refusals = case when $2 = 'refused' then refusals + 1 else 0 end,
    rests_until = case when $2 = 'refused' then now() + make_interval(days => least(32, 2 ^ refusals)::int) else '-infinity' end
  from ended where email.account = ended.account and email.address = $3 and ($2 = 'refused' or refusals > 0)`

/** What came of it at this address. */
export const endLetter = (db: Queryable, id: string, outcome: Ended, address: string) =>
  db.query(endSql, [id, outcome, address])

const giveBackSql = `
  update letter set claimed_until = '-infinity', tries = tries - case when $2 then 0 else 1 end where id = $1`

/** It may be tried again. `isUnsure`: it may have been sent. */
export const giveBackLetter = (db: Queryable, id: string, isUnsure: boolean) => db.query(giveBackSql, [id, isUnsure])

const deleteSql = `
  delete from letter where id in (
    select id from letter where at < now() - make_interval(secs => $1) order by at limit $2 for update skip locked
  ) returning 1`

export const deleteOldLetters = async (db: Queryable, seconds: number, limit: number): Promise<number> =>
  (await db.query(deleteSql, [seconds, limit])).length
