/** How far a projection has read, as all processes of the service know it. */
import type { EventName } from '@parley/protocol'
import type { OutboxPage, OutboxPosition } from '@parley/wire'
import type { Database } from './database.ts'
import { LeftBehind } from './other-history.ts'
import { serverSql } from './outbox.ts'
import type { Afterwards, Projection } from './projection.ts'
import type { Transaction } from './transaction.ts'

/** A process that knows other kinds, or makes something else of them, has a place of its own. */
const ofThis = 'owner = $1 and name = $2 and version = $3 and kinds = $4'
const positionSql = `select position::text from projection where ${ofThis}`
const claimSql = `
  select position::text, (select ${serverSql} from history where epoch = current_epoch()) as server
  from projection where ${ofThis} for update`
const initSql = `
  insert into projection (owner, name, version, kinds, position) values ($1, $2, $3, $4, 'null') on conflict do nothing`
const moveSql = `update projection set position = $5 where ${ofThis}`

export interface Place {
  /** As it is noted: whoever finds another one has been overtaken. */
  readonly noted: string
  readonly position: OutboxPosition | null
}

/** A primary that was left behind goes on for those who are connected to it: what is read there is not written to the one that has taken over. */
const refuseLeftBehind = (server: string | null, page: string | undefined): void => {
  const [cluster, timeline] = server?.split('/') ?? []
  const [ofPage, lineOfPage] = page?.split('/') ?? []
  if (server && cluster === ofPage && timeline !== lineOfPage) throw new LeftBehind(lineOfPage ?? '', timeline ?? '')
}

/** What is done in the transaction that moves a place. */
export type Work = (tx: Transaction) => Promise<Afterwards>

type Of = Pick<Projection, 'owner' | 'name' | 'version'> & { readonly kinds: readonly EventName[] }

export const openPlace = async (db: Database, { owner, name, version, kinds }: Of) => {
  const key = [owner, name, version, [...new Set(kinds)].sort()]
  await db.query(initSql, key)

  return {
    read: async (): Promise<Place> => {
      const [row] = await db.query<{ position: string }>(positionSql, key)
      // A server that has taken over may lack the last commits.
      if (!row) await db.query(initSql, key)
      const noted = row?.position ?? 'null'
      return { noted, position: JSON.parse(noted) }
    },
    /** Nothing where another process of this service has moved it meanwhile: then nothing is done twice. */
    move: async (
      { noted }: Place,
      { next, server }: Pick<OutboxPage, 'next' | 'server'>,
      work: Work,
    ): Promise<void> => {
      const then = await db.transaction(async (tx) => {
        const [row] = await tx.query<{ position: string; server: string | null }>(claimSql, key)
        if (row?.position !== noted) return undefined
        refuseLeftBehind(row.server, server)
        const then = await work(tx)
        await tx.query(moveSql, [...key, JSON.stringify(next)])
        return then
      })
      then?.()
    },
  }
}
