/** The built web page, for tests that run beside each other. */
import { webPage } from '@parley/web'
import pg from 'pg'
import { inject } from 'vitest'

/** Its folder. Whoever comes first builds it, where its sources have changed, and the others wait for that. */
export const builtPage = async (): Promise<string> => {
  const client = new pg.Client({ connectionString: inject('backing').postgresUrl })
  await client.connect()
  try {
    await client.query(`select pg_advisory_lock(hashtextextended('web page', 0))`)
    return await webPage()
  } finally {
    await client.end()
  }
}
