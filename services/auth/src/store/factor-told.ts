/** What the other services know of second factors: whether an account has one, and nothing else. */
import type { Queryable, Snapshot, Summary } from '@parley/service-kit'

const holdsSql = (account: string) => `
  (exists (select from totp where account = ${account} and confirmed_at is not null)
    or exists (select from passkey where account = ${account}))`

const noteSql = `
  insert into factor_told (account, holds)
  select id, true from account where id = $1 and ${holdsSql('$1')}
  on conflict (account) do nothing returning holds`
const changeSql = `
  update factor_told set holds = not holds where account = $1 and holds <> ${holdsSql('$1')} returning holds`

/** Behind the lock of their stream: what is to be told of them now; undefined where that was told. */
export const noteFactor = async (tx: Queryable, account: string): Promise<boolean | undefined> => {
  const [changed] = await tx.query<{ holds: boolean }>(changeSql, [account])
  const [row = changed] = await tx.query<{ holds: boolean }>(noteSql, [account])
  return row?.holds
}

const untoldSql = `
  select account from (
    select account, true as holds from totp where confirmed_at is not null union select account, true from passkey
  ) has full join factor_told told using (account)
  where coalesce(told.holds, false) <> coalesce(has.holds, false)
  order by account limit $1`

/** Of whom something else was told than is so. */
export const findUntold = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ account: string }>(untoldSql, [most])).map(({ account }) => account)

const snapshotSql = `
  select told.account as place, told.account as stream, stream.head as seq, 'factor.changed' as ev, told.account as by,
    floor(extract(epoch from now()) * 1000)::bigint as at,
    json_build_object('user', told.account, 'second_factor', told.holds) as is, (select current_epoch()) as epoch
  from factor_told told join stream on stream.id = told.account
  where $1::uuid is null or told.account > $1::uuid
  order by told.account limit $2`

export const factors: Snapshot<'factor.changed'> = {
  kinds: ['factor.changed'],
  read: (db, after, limit) => db.query<Summary<'factor.changed'>>(snapshotSql, [after, limit]),
}
