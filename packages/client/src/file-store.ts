/** Unsent messages and positions in one file, for programs in Node. */
import { open, readFile, realpath, rename, writeFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { LockFile } from './lock-file.ts'
import type { PositionStore, Positions } from './positions.ts'
import type { Pending, UnsentStore } from './unsent-store.ts'

/** A file with unsent messages and positions; to be spread into the options of `Parley`. */
export interface OpenFileStore extends AsyncDisposable {
  /** The unsent messages in it. */
  readonly unsent: UnsentStore
  /** The positions in it. */
  readonly positions: PositionStore
  /** Lets another program have the file. To be called when the connection that uses it is closed. */
  close(): Promise<void>
}

interface Kept {
  /** The form of the file. */
  readonly parley: 1
  positions: Positions
  readonly unsent: Pending[]
}

/**
 * `new Parley({ url, token, ...(await fileStore('bot.json')) })`. The file is written aside, flushed to the disk and put
 * in place: killed at any moment, it is as it was before a change or after it. Whoever changes much changes it at once.
 * Throws where another program uses it, or what is in it is not its own.
 */
export const fileStore = async (path: string): Promise<OpenFileStore> => {
  const place = await realpath(path).catch(() => resolve(path))
  const lock = await LockFile.take(`${place}.lock`)
  try {
    return storeOf(await read(place), place, lock)
  } catch (fault) {
    await lock.release()
    throw fault
  }
}

const read = async (path: string): Promise<Kept> => {
  const text = await readFile(path, 'utf8').catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ENOENT') return undefined
    throw fault
  })
  return text === undefined ? { parley: 1, positions: {}, unsent: [] } : parse(text, path)
}

const parse = (text: string, path: string): Kept => {
  try {
    const kept = JSON.parse(text) as Partial<Kept> | null
    if (kept?.parley === 1 && kept.positions && Array.isArray(kept.unsent)) return kept as Kept
  } catch {}
  throw new Error(`${path} holds something else than positions and unsent messages: move it away, or name another file`)
}

const storeOf = (kept: Kept, path: string, lock: LockFile): OpenFileStore => {
  const unsent = new Map(kept.unsent.map((pending) => [pending.id, pending]))
  let { positions } = kept
  const write = oneAtATime(() => {
    const text = JSON.stringify({ parley: 1, positions, unsent: [...unsent.values()] } satisfies Kept)
    return replace(path, text, lock)
  })
  const close = async () => {
    await write.settled()
    await lock.release()
  }
  return {
    unsent: {
      load: async () => [...unsent.values()],
      save: (pending) => {
        unsent.set(pending.id, pending)
        return write()
      },
      remove: async (id) => {
        if (unsent.delete(id)) await write()
      },
    },
    positions: {
      load: async () => positions,
      save: (newer) => {
        positions = newer
        return write()
      },
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** Whatever is asked for while one writing is under way is done by the next. */
const oneAtATime = (act: () => Promise<void>) => {
  let acting: Promise<void> | undefined
  let next: Promise<void> | undefined
  const begin = (): Promise<void> => {
    next = undefined
    acting = act().finally(() => {
      acting = undefined
    })
    return acting
  }
  const run = (): Promise<void> => {
    if (!acting) return begin()
    next ??= acting.then(begin, begin)
    return next
  }
  const settled = async () => {
    while (acting || next) await (next ?? acting)?.catch(() => {})
  }
  return Object.assign(run, { settled })
}

const replace = async (path: string, text: string, lock: LockFile): Promise<void> => {
  if (!(await lock.isHeld())) throw new Error(`${path} was taken over by another program, as this one stood still`)
  const aside = `${path}.new`
  await writeFile(aside, text, { mode: 0o600, flush: true })
  await rename(aside, path)
  await flushFolder(dirname(path))
}

/** The name has to outlive a power failure too. Windows opens no folders, and needs it not. */
const flushFolder = async (path: string): Promise<void> => {
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
