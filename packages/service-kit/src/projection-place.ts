/** How far a projection has read, as all processes of the service know it. */
import type { EventName } from '@parley/protocol'
import type { OutboxPosition } from '@parley/wire'
import type { Database, Queryable } from './database.ts'
import type { Afterwards, Projection } from './projection.ts'
import type { Transaction } from './transaction.ts'

/** A process that knows other kinds, or makes something else of them, has a place of its own. */
const ofThis = 'owner = $1 and name = $2 and version = $3 and kinds = $4'
const positionSql = `select position::text from projection where ${ofThis}`
const claimSql = `${positionSql} for update`
const initSql = `
  insert into projection (owner, name, version, kinds, position) values ($1, $2, $3, $4, 'null') on conflict do nothing`
const moveSql = `update projection set position = $5 where ${ofThis}`

export interface Place {
  /** As it is noted: whoever finds another one has been overtaken. */
  readonly noted: string
  readonly position: OutboxPosition | null
}

/** What is done in the transaction that moves a place. */
export type Work = (tx: Transaction) => Promise<Afterwards>

export const openPlace = async <E extends EventName>(db: Database, { owner, name, version, kinds }: Projection<E>) => {
  const key = [owner, name, version, [...new Set(kinds)].sort()]
  await db.query(initSql, key)

  const read = async (from: Queryable, sql: string): Promise<Place> => {
    const [row] = await from.query<{ position: string }>(sql, key)
    const noted = row?.position ?? 'null'
    return { noted, position: JSON.parse(noted) }
  }

  return {
    read: () => read(db, positionSql),
    /** Nothing where another process of this service has moved it meanwhile: then nothing is done twice. */
    move: async ({ noted }: Place, to: OutboxPosition | null, work: Work): Promise<void> => {
      const then = await db.transaction(async (tx) => {
        if ((await read(tx, claimSql)).noted !== noted) return undefined
        const then = await work(tx)
        await tx.query(moveSql, [...key, JSON.stringify(to)])
        return then
      })
      then?.()
    },
  }
}
