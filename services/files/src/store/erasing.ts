/** Files of somebody whose account is closed. */
import { beforeIds, type Queryable } from '@parley/service-kit'
import { portraitKeys } from '@parley/wire'

const idsOf = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)

const uploadsSql = 'select id from upload where owner = $1 limit $2'
export const uploadsOf = async (db: Queryable, owner: string, most: number): Promise<string[]> =>
  idsOf(await db.query<{ id: string }>(uploadsSql, [owner, most]))

const filesSql = `
  select id from file where owner = $1 and not exists (select from reference where reference.file = file.id) order by id limit $2`
/** Those that stand in no message. */
export const unreferredOf = async (db: Queryable, owner: string, most: number): Promise<string[]> =>
  idsOf(await db.query<{ id: string }>(filesSql, [owner, most]))

const disownSql = `
  update file set owner = '${beforeIds}' where id = any(array(select id from file where owner = $1 order by id limit $2 for update)) returning id`
/** The messages that have them keep them, as nobody's. How many it was. */
export const disown = async (tx: Queryable, owner: string, most: number): Promise<number> =>
  (await tx.query(disownSql, [owner, most])).length

const portraitsSql = 'delete from reference where room = $1 and message = any($2) returning file'
/** Their files are no pictures of theirs any more. How many were. */
export const forgetPortraits = async (tx: Queryable, user: string): Promise<number> =>
  (await tx.query(portraitsSql, [user, Object.values(portraitKeys)])).length
