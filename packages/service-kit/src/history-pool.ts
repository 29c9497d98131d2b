/** Connections to Postgres as a service has them. */
import { History } from './history.ts'
import { makePool, type Pool, type PoolOptions } from './sql.ts'

/** A pool of which every connection leads to the history that the process goes on with. */
export const openPool = (options: Omit<PoolOptions, 'enter'>): { readonly pool: Pool; readonly history: History } => {
  const history = new History(options.log)
  const pool = makePool({ ...options, enter: (client) => history.enter(client) })
  history.use(pool)
  return { pool, history }
}
