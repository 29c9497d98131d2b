/** People who came in by a name alone. */
import type { Queryable } from '@parley/service-kit'

export const isGuest = async (db: Queryable, user: string): Promise<boolean> =>
  (await db.query('select 1 from account where id = $1 and guest', [user])).length > 0

/** Which of these people are. */
export const guestsAmong = async (db: Queryable, users: readonly string[]): Promise<Set<string>> => {
  const rows = await db.query<{ id: string }>('select id from account where id = any($1::uuid[]) and guest', [users])
  return new Set(rows.map(({ id }) => id))
}

/** The name that it was made under is nobody's any more. False where it is no guest. */
export const becomeAccount = async (tx: Queryable, user: string, passwordHash: string): Promise<boolean> => {
  const sql = `
    update account set guest = false, became_at = clock_timestamp(), password_hash = $2 where id = $1 and guest returning 1`
  if ((await tx.query(sql, [user, passwordHash])).length === 0) return false
  await tx.query('delete from username where account = $1', [user])
  return true
}

/**
 * Has those closed that nobody has used for so many seconds: whoever has no session left does not come back. What they have said stays, as that of
 * everybody who does not say otherwise. Gives who they are.
 */
export const closeIdleGuests = async (db: Queryable, seconds: number, limit: number): Promise<string[]> => {
  const sql = `
    insert into closing (account, messages, due_at)
    select id, 'anonymise', now() from account
    where guest and created_at < now() - make_interval(secs => $1)
      and not exists (
        select from session where session.account = account.id and ended_at is null and expires_at > now()
          and used_at > now() - make_interval(secs => $1))
      and not exists (select from closing where closing.account = account.id)
    order by created_at, id limit $2
    on conflict do nothing returning account`
  return (await db.query<{ account: string }>(sql, [seconds, limit])).map(({ account }) => account)
}
