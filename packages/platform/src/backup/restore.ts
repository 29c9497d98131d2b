/** `parley restore <file> [--replace]`: what a backup holds, in an empty database, with a new epoch. All of it, or nothing. */
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { ConfigFaults, type Environment, readConfig } from '@parley/service-kit'
import { readOptions } from '../options.ts'
import { BadArchive, readArchive } from './archive.ts'
import { openFiles } from './bytes.ts'
import { folderConfig, openDatabase } from './database.ts'
import { putBack } from './put-back.ts'

interface Source extends AsyncDisposable {
  readonly path: string
}

/** Beside the data, where there is room for it and nobody else reads; a container may have nothing else to write on. */
const placeFor = async (env: Environment): Promise<string> => {
  if (env.POSTGRES_URL || env.POSTGRES_URL_FILE) return tmpdir()
  const { PARLEY_DATA: dataDir } = readConfig(folderConfig, env)
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  return dataDir
}

/** What comes by a pipe is kept until it is known to be whole. */
const keepInput = async (env: Environment): Promise<Source> => {
  const folder = await mkdtemp(join(await placeFor(env), 'restore-'))
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

export const sourceOf = async (path: string, env: Environment): Promise<Source> =>
  path === '-' ? await keepInput(env) : { path, [Symbol.asyncDispose]: async () => {} }

/** To its end, before anything is changed. */
const checkWhole = async (path: string, hasFolder: boolean): Promise<void> => {
  for await (const part of readArchive(createReadStream(path)))
    if ('file' in part && !hasFolder)
      throw new BadArchive('it holds files, and FILES_FOLDER does not say where they belong')
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
  const files = await openFiles(env)
  await checkWhole(path, files !== undefined)
  await using database = await openDatabase(env, { shared: false })
  const { at, services } = await putBack(database.url, readArchive(createReadStream(path)), {
    replace,
    files,
  })
  console.log(`restored ${services.map(({ name }) => name).join(', ')} as of ${at}, in a new epoch`)
  if (env.POSTGRES_URL || env.POSTGRES_URL_FILE)
    console.log('Now parley migrate, which lets the services in, and then start them.')
}

const usage = `parley restore <file> [--replace], or npm run restore -- <file> [--replace]

Puts what a backup holds into an empty database, in a new epoch; - reads the input. With --replace what is there is gone for good.`

export const restore = async (args: readonly string[], env: Environment): Promise<undefined> => {
  const options = { replace: { type: 'boolean', default: false } } as const
  const { values, positionals } = readOptions({ usage, options, takesWords: true, args })
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0)
    throw new ConfigFaults(['restore takes the file to read, or - for its input'])
  await using source = await sourceOf(given, env)
  await work(source.path, values.replace, env).catch(explain(given))
  return undefined
}
