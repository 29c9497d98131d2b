/** How much a page reads, by the plans that the service has: those that know no value. */
import type { Database } from '@parley/service-kit'
import { sessionSettings } from '@parley/service-kit/testing'
import pg from 'pg'
import { onTestFinished } from 'vitest'

export type BuffersOf = (ask: (db: Pick<Database, 'query' | 'read'>) => Promise<unknown>) => Promise<number>

/** Resolves to the pages of Postgres that the last statement of what is asked looks at; it gets no rows. */
export const useBuffers = async (adminUrl: string): Promise<BuffersOf> => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  onTestFinished(() => client.end())
  for (const setting of Object.entries(sessionSettings('chat')))
    await client.query('select set_config($1, $2, false)', setting)
  return async (ask) => {
    let buffers = 0
    const query = async (text: string, values: readonly unknown[] = []) => {
      await client.query(`prepare page as ${text}`)
      const given = values.map((value) => (value === null ? 'null' : pg.escapeLiteral(String(value)))).join()
      const { rows } = await client.query(`explain (analyze, buffers, format json) execute page (${given})`)
      buffers = rows[0]['QUERY PLAN'][0].Plan['Shared Hit Blocks']
      await client.query('deallocate page')
      return []
    }
    for (let times = 0; times < 2; times++) await ask({ query, read: () => 0 })
    return buffers
  }
}
