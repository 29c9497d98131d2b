/** What files hold, where that lies in a folder: into an archive, and back. A store that speaks S3 has backups of its own. */
import { Readable } from 'node:stream'
import { bytesLock, keptFolder, openFolder, type Store } from '@parley/files'
import type { Environment } from '@parley/service-kit'
import type pg from 'pg'
import { BadArchive, type Part } from './archive.ts'
import { withFolder } from './database.ts'

/** Undefined where nothing says where files are. */
export const openFiles = async (env: Environment): Promise<Store | undefined> => {
  const { FILES_FOLDER } = withFolder(env)
  return FILES_FOLDER ? await openFolder(keptFolder({ FILES_FOLDER })) : undefined
}

/** Until the end of the session no bytes are removed that this moment knows of. */
export const holdBytes = (client: pg.Client) => client.query(`select pg_advisory_lock(${bytesLock})`)

/** A release before this one has no other place than the folder. */
const namesSql = `
  select name from files.stored
  where content is not null and coalesce(to_jsonb(stored) ->> 'place', 'folder') = 'folder' and name > $1
  order by name limit 1000`

async function* namesIn(client: pg.Client): AsyncGenerator<string> {
  for (let last: string | undefined = ''; last !== undefined; ) {
    const { rows }: { rows: { name: string }[] } = await client.query(namesSql, [last])
    for (const { name } of rows) yield name
    last = rows.at(-1)?.name
  }
}

export async function* bytesOf(client: pg.Client, files: Store | undefined): AsyncGenerator<Part> {
  let left = 0
  for await (const name of namesIn(client)) {
    const bytes = await files?.read(name)
    if (bytes) yield { file: { name } }
    else left++
    for await (const piece of bytes ?? []) yield { rows: piece as Buffer }
  }
  if (left === 0) return
  const why = files ? 'are not in FILES_FOLDER' : 'lie in FILES_FOLDER, which is not set'
  console.error(`the backup lacks the bytes of ${left} names, which ${why}`)
}

/** As the service makes them: nothing that leads out of the folder. */
const isName = (name: string): boolean => /^[\da-f]{64}-[\da-f]{32}\.[\da-z.]{1,20}$/.test(name)

/** Puts files back. `undo` takes those away that were not there before. */
export const filesInto = (files: Store | undefined) => {
  const put: string[] = []
  return {
    put: async (name: string, rows: AsyncIterable<Buffer>): Promise<void> => {
      if (!files) throw new BadArchive('it holds files, and FILES_FOLDER does not say where they belong')
      if (!isName(name)) throw new BadArchive('it is damaged')
      if ((await files.size(name)) === undefined) put.push(name)
      await files.put(name, Readable.from(rows))
    },
    undo: async (): Promise<void> => await files?.remove(put),
  }
}
