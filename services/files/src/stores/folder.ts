/** A folder of this machine, or one that several share. */
import { createReadStream, createWriteStream } from 'node:fs'
import { type FileHandle, mkdir, open, opendir, rename, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Store } from './store.ts'

/** So many files lie in one folder that its list stays short: names begin with a hash. */
const placeOf = (root: string, name: string): string => join(root, name.slice(0, 2), name)
/** Where it lies while it comes. */
const arriving = (place: string): string => `${place}.part`

const hasCode = (reason: unknown, code: string): boolean => (reason as NodeJS.ErrnoException).code === code

const orMissing = async <T>(found: Promise<T>): Promise<T | undefined> => {
  try {
    return await found
  } catch (reason) {
    if (hasCode(reason, 'ENOENT')) return undefined
    throw reason
  }
}

const flush = async (path: string): Promise<void> => {
  await using handle = await open(path, 'r')
  await handle.sync()
}

const makeFolder = async (path: string): Promise<void> => {
  if (await mkdir(path, { recursive: true, mode: 0o700 })) await flush(dirname(path))
}

const write = async (bytes: Readable, place: string): Promise<void> => {
  const beside = arriving(place)
  try {
    await pipeline(bytes, createWriteStream(beside, { mode: 0o600, flush: true }))
    await rename(beside, place)
  } catch (reason) {
    await rm(beside, { force: true })
    throw reason
  }
}

/** A name shows when the bytes are on disk, and not before. */
const move = async (from: string, to: string): Promise<void> => {
  await flush(from)
  try {
    await rename(from, to)
  } catch (reason) {
    if (!hasCode(reason, 'EXDEV')) throw reason
    await write(createReadStream(from), to)
    await rm(from, { force: true })
  }
}

const intoPlace = async (root: string, name: string, come: (place: string) => Promise<void>): Promise<void> => {
  const place = placeOf(root, name)
  await makeFolder(dirname(place))
  await come(place)
  await flush(dirname(place))
}

export const openFolder = async (root: string): Promise<Store> => {
  await mkdir(root, { recursive: true, mode: 0o700 })
  return {
    take: (name, path) => intoPlace(root, name, (place) => move(path, place)),
    put: (name, bytes) => intoPlace(root, name, (place) => write(bytes, place)),
    read: async (name, span) => {
      const handle: FileHandle | undefined = await orMissing(open(placeOf(root, name)))
      return handle?.createReadStream(span ? { start: span.first, end: span.last } : {})
    },
    size: async (name) => (await orMissing(stat(placeOf(root, name))))?.size,
    remove: async (names) => {
      const places = names.map((name) => placeOf(root, name))
      for (const path of [...places, ...places.map(arriving)]) await rm(path, { force: true })
    },
    async *list() {
      for await (const entry of await opendir(root, { recursive: true })) if (entry.isFile()) yield entry.name
    },
  }
}
