/** A folder of this machine, or one that several share. */
import { createReadStream } from 'node:fs'
import { type FileHandle, mkdir, open, opendir, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Store } from './store.ts'

/** So many files lie in one folder that its list stays short: names begin with a hash. */
const placeOf = (root: string, name: string): string => join(root, name.slice(0, 2), name)

const isGone = (reason: unknown): boolean => (reason as NodeJS.ErrnoException).code === 'ENOENT'
const isElsewhere = (reason: unknown): boolean => (reason as NodeJS.ErrnoException).code === 'EXDEV'

const opened = async (path: string): Promise<FileHandle | undefined> => {
  try {
    return await open(path)
  } catch (reason) {
    if (isGone(reason)) return undefined
    throw reason
  }
}

const flush = async (path: string): Promise<void> => {
  await using handle = await open(path, 'r')
  await handle.sync()
}

/** A name shows when the bytes are on disk, and not before. */
const move = async (from: string, to: string): Promise<void> => {
  await flush(from)
  try {
    await rename(from, to)
  } catch (reason) {
    if (!isElsewhere(reason)) throw reason
    const beside = `${to}.part`
    await using handle = await open(beside, 'w')
    await pipeline(createReadStream(from), handle.createWriteStream({ autoClose: false, flush: true }))
    await rename(beside, to)
    await rm(from, { force: true })
  }
  await flush(dirname(to))
}

export const openFolder = async (root: string): Promise<Store> => {
  await mkdir(root, { recursive: true, mode: 0o700 })
  return {
    take: async (name, path) => {
      const place = placeOf(root, name)
      await mkdir(dirname(place), { recursive: true, mode: 0o700 })
      await move(path, place)
    },
    read: async (name, span) => {
      const handle = await opened(placeOf(root, name))
      return handle?.createReadStream(span ? { start: span.first, end: span.last } : {})
    },
    remove: async (names) => {
      for (const name of names) await rm(placeOf(root, name), { force: true })
    },
    async *list() {
      for await (const entry of await opendir(root, { recursive: true })) if (entry.isFile()) yield entry.name
    },
  }
}
