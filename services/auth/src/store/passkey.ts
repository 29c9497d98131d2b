import type { Queryable } from '@parley/service-kit'

export interface Passkey {
  readonly id: string
  readonly account: string
  readonly credential: string
  readonly publicKey: Buffer
  readonly counter: number
  readonly transports: readonly string[]
}

/** False where some account has it already. */
export const insertPasskey = async (tx: Queryable, passkey: Passkey & { readonly name: string }): Promise<boolean> => {
  const { id, account, credential, publicKey, counter, transports, name } = passkey
  const sql = `
    insert into passkey (id, account, credential, public_key, counter, transports, name)
    values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning 1`
  return (await tx.query(sql, [id, account, credential, publicKey, counter, transports, name])).length > 0
}

export const findPasskey = async (db: Queryable, credential: string): Promise<Passkey | undefined> => {
  const sql = `
    select id, account, credential, public_key as "publicKey", counter::float8 as counter, transports
    from passkey where credential = $1`
  return (await db.query<Passkey>(sql, [credential]))[0]
}

export interface ListedPasskey extends Pick<Passkey, 'id' | 'credential' | 'transports'> {
  readonly name: string
  readonly createdAt: Date
  readonly usedAt: Date | null
}

/** The oldest first. */
export const listPasskeys = (db: Queryable, account: string): Promise<ListedPasskey[]> => {
  const sql = `
    select id, credential, transports, name, created_at as "createdAt", used_at as "usedAt"
    from passkey where account = $1 order by created_at, id`
  return db.query<ListedPasskey>(sql, [account])
}

/** False where it has counted further: what was signed is a copy, or of a copied device. Some devices count nothing. */
export const usePasskey = async (tx: Queryable, id: string, counter: number): Promise<boolean> => {
  const sql = `
    update passkey set counter = $2, used_at = clock_timestamp()
    where id = $1 and (counter < $2 or (counter = 0 and $2 = 0)) returning 1`
  return (await tx.query(sql, [id, counter])).length > 0
}

/** False where the account has no such passkey. */
export const renamePasskey = async (db: Queryable, account: string, id: string, name: string): Promise<boolean> => {
  const sql = 'update passkey set name = $3 where id = $2 and account = $1 returning 1'
  return (await db.query(sql, [account, id, name])).length > 0
}

export const removePasskey = async (tx: Queryable, account: string, id: string): Promise<boolean> =>
  (await tx.query('delete from passkey where id = $2 and account = $1 returning 1', [account, id])).length > 0
