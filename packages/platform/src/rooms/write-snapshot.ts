/** Writes what chat's tables say at one moment, while people go on. */
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Environment, openClient, type Queryable } from '@parley/service-kit'
import { writeFile } from '../backup/backup.ts'
import { openDatabase } from '../backup/database.ts'

/** `path` is a file that does not exist yet, for its owner alone, or - for the output. */
export const writeSnapshot = async (
  name: string,
  path: string,
  env: Environment,
  lines: (db: Queryable) => AsyncIterable<string>,
): Promise<void> => {
  await using database = await openDatabase(env, { shared: true })
  const client = await openClient(database.url, name)
  try {
    await client.query('begin transaction isolation level repeatable read, read only')
    await client.query('set local search_path = chat')
    const query: Queryable['query'] = async (sql, values) => (await client.query(sql, values as unknown[])).rows
    const write = (to: Writable) => pipeline(Readable.from(lines({ query })), to)
    if (path === '-') await write(process.stdout)
    else await writeFile(path, write)
  } finally {
    await client.end()
  }
}
