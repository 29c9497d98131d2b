/** Accounts, against what others are told of them. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { type ProfileTold, profileOf } from '../profile.ts'

const accountsAtOnce = 500

interface OfAccount extends Finding {
  readonly id: string
}

/** One that is being closed has no name on purpose. */
const isInUse = 'not exists (select from closing where closing.account = account.id and begun_at is not null)'

/** The newest event that tells of an account. */
const toldSql = (account: string) => `
  select body ->> 'name' as name, (body ->> 'profile')::integer as version, (body ->> 'picture')::uuid as picture from event
  where stream = ${account} and ev in ('account.created', 'account.changed') order by seq desc limit 1`
const isUntold =
  '(account.name, profile.version, profile.picture) is distinct from (told.name, told.version, told.picture)'
const withProfile = 'left join profile on profile.account = account.id'

const untoldSql = `
  select account.id, ${isUntold} as untold
  from (select id, name from account where id > $1 and ${isInUse} order by id limit $2) account ${withProfile}
  left join lateral (${toldSql('account.id')}) told on true
  order by account.id`

async function* lookForUntold(db: Queryable): AsyncGenerator<OfAccount> {
  const values = (last: OfAccount | undefined) => [last?.id ?? beforeIds]
  for await (const { id, untold } of inPages<OfAccount & { untold: boolean }>(db, untoldSql, values, accountsAtOnce))
    if (untold) yield { what: `account ${id}`, id }
}

const accountSql = `
  select account.name, profile.version, profile.picture, ${isUntold} as untold from account ${withProfile}
  left join lateral (${toldSql('account.id')}) told on true where id = $1`

const tell = (db: Database, { id }: OfAccount): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.ensureStreams('auth/user', [id])
    const stream = (await tx.lock([id])).of('auth/user', id)
    const [account] = await tx.query<ProfileTold & { name: string; untold: boolean }>(accountSql, [id])
    if (!account?.untold) return false
    tx.emit(stream, 'account.created', id, { user: id, name: account.name, ...profileOf(account) })
    return true
  })

const namelessSql = `
  select account.id, not exists (select from username where username.account = account.id and reserved_until is null) as nameless
  from (select id from account where id > $1 and ${isInUse} order by id limit $2) account order by account.id`

async function* lookForNameless(db: Queryable): AsyncGenerator<OfAccount> {
  const values = (last: OfAccount | undefined) => [last?.id ?? beforeIds]
  for await (const { id, nameless } of inPages<OfAccount & { nameless: boolean }>(
    db,
    namelessSql,
    values,
    accountsAtOnce,
  ))
    if (nameless) yield { what: `account ${id}`, id }
}

export const untold: Check<OfAccount> = {
  about: 'accounts of which others are told nothing, or another name or profile',
  look: ({ db }) => lookForUntold(db),
  mend: tell,
}

const giveBackSql = `
  update username set reserved_until = null where name = (
    select name from username where account = $1 and reserved_until is not null order by reserved_until desc limit 1
  ) and not exists (select from username where account = $1 and reserved_until is null) returning 1`

/** They log in by the last name that is kept for them; where none is, nobody knows what it was. */
export const nameless: Check<OfAccount> = {
  about: 'accounts that no login name leads to',
  look: ({ db }) => lookForNameless(db),
  mend: (db, { id }) => db.transaction(async (tx) => (await tx.query(giveBackSql, [id])).length > 0),
}
