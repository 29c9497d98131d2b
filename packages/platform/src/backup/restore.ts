/** `parley restore <file> [--replace]`: what a backup holds, in an empty database, with a new epoch. All of it, or nothing. */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { ConfigFaults, type Environment } from '@parley/service-kit'
import { BadArchive, readArchive } from './archive.ts'
import { openDatabase } from './database.ts'
import { putBack } from './put-back.ts'

interface Source extends AsyncDisposable {
  readonly path: string
}

/** What comes by a pipe is kept until it is known to be whole. */
const keepInput = async (): Promise<Source> => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-restore-'))
  const path = join(folder, 'archive')
  const remove = () => rm(folder, { recursive: true, force: true })
  try {
    await pipeline(process.stdin, createWriteStream(path, { flags: 'wx', mode: 0o600 }))
  } catch (reason) {
    await remove()
    throw reason
  }
  return { path, [Symbol.asyncDispose]: remove }
}

const sourceOf = async (path: string): Promise<Source> =>
  path === '-' ? await keepInput() : { path, [Symbol.asyncDispose]: async () => {} }

/** To its end, before anything is changed. */
const checkWhole = async (path: string): Promise<void> => {
  for await (const _ of readArchive(createReadStream(path)));
}

const explain =
  (given: string) =>
  (reason: unknown): never => {
    if (!(reason instanceof BadArchive)) throw reason
    throw new Error(
      `${given === '-' ? 'the input' : given} cannot be restored: ${reason.message}. Nothing was changed.`,
    )
  }

const work = async (path: string, replace: boolean, env: Environment): Promise<void> => {
  await checkWhole(path)
  await using database = await openDatabase(env, { shared: false })
  const { at, services } = await putBack(database.url, readArchive(createReadStream(path)), { replace })
  console.log(`restored ${services.map(({ name }) => name).join(' and ')} as of ${at}, in a new epoch`)
  if (env.POSTGRES_URL || env.POSTGRES_URL_FILE)
    console.log('Now parley migrate, which lets the services in, and then start them.')
}

export const restore = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { replace: { type: 'boolean', default: false } },
    allowPositionals: true,
  })
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0)
    throw new ConfigFaults(['restore takes the file to read, or - for its input'])
  await using source = await sourceOf(given)
  await work(source.path, values.replace, env).catch(explain(given))
  return undefined
}
