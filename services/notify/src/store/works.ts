/** What concerns more people than are told at once: a part at a time, in the order in which it came. */
import type { Queryable } from '@parley/service-kit'

export interface Work {
  readonly id: number
  readonly room: string
  readonly message: number
  /** Position of the event that tells of the message; null where it is to be told of no more. */
  readonly told: number | null
  readonly source: string | null
  readonly at: number | null
  /** People up to this one are done. */
  readonly after: string
}

const insertSql = `
  insert into work (room, message, told, source, at, after)
  values ($1, $2, $3, $4, $5, coalesce($6::uuid, '00000000-0000-0000-0000-000000000000'))`

export type NewWork = Pick<Work, 'room' | 'message'> & Partial<Pick<Work, 'told' | 'source' | 'at' | 'after'>>

export const insertWork = async (db: Queryable, { room, message, told, source, at, after }: NewWork): Promise<void> =>
  void (await db.query(insertSql, [room, message, told ?? null, source ?? null, at ?? null, after ?? null]))

const columns = 'id, room, message, told, source, at, after'

/** The one whose turn it is. */
export const firstWork = async (db: Queryable): Promise<Work | undefined> =>
  (await db.query<Work>(`select ${columns} from work order by id limit 1`))[0]

const claimSql = `select 1 from work where id = $1 and after = $2 for update`

/** False where somebody else has gone on with it. */
export const claimWork = async (db: Queryable, { id, after }: Work): Promise<boolean> =>
  (await db.query(claimSql, [id, after])).length > 0

/** Up to this person it is done; altogether where none is given. */
export const moveWork = async (db: Queryable, { id }: Work, after: string | undefined): Promise<void> => {
  if (after === undefined) await db.query('delete from work where id = $1', [id])
  else await db.query('update work set after = $2 where id = $1', [id, after])
}
