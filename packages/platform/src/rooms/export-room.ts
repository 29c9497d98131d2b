/** `parley export-room <room> <file>`: one room as it is at one moment, while people go on. */
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { exportRoom } from '@parley/chat'
import { Id, matches } from '@parley/protocol'
import { ConfigFaults, type Environment, openClient, type Queryable } from '@parley/service-kit'
import { writeFile } from '../backup/backup.ts'
import { openDatabase } from '../backup/database.ts'

export const exportRoomTo = async ([room, path, ...more]: readonly string[], env: Environment): Promise<undefined> => {
  if (room === undefined || path === undefined || more.length > 0)
    throw new ConfigFaults(['export-room takes the id of the room and the file to write, or - for its output'])
  if (!matches(Id, room)) throw new ConfigFaults([`"${room}" is no id of a room`])
  await using database = await openDatabase(env, { shared: true })
  const client = await openClient(database.url, 'parley export-room')
  try {
    await client.query('begin transaction isolation level repeatable read, read only')
    await client.query('set local search_path = chat')
    const query: Queryable['query'] = async (sql, values) => (await client.query(sql, values as unknown[])).rows
    const write = (to: Writable) => pipeline(Readable.from(exportRoom({ query }, room)), to)
    if (path === '-') await write(process.stdout)
    else await writeFile(path, write)
  } finally {
    await client.end()
  }
  return undefined
}
