/** Where uploads outlive the program, with the bytes that have not gone yet. */

/** An upload as it is kept. */
export interface KeptUpload {
  /** UUID; the same through every try. */
  readonly id: string
  /** Id of the room for which it is meant. */
  readonly room: string
  /** What the file is called. */
  readonly name: string
  /** Its bytes. */
  readonly blob: Blob
  /** What is said of it to those who cannot see or hear it. */
  readonly alt?: string | undefined
  /** How loud a recording is: up to 64 bytes in base64, one for each of its equal parts. */
  readonly waveform?: string | undefined
  /** The id that it has on the server, once it has begun. */
  readonly file?: string | undefined
  /** Whether it waits for `resume`. */
  readonly isPaused?: boolean | undefined
}

/** A failing store costs only that uploads end with the program. */
export interface UploadStore {
  /** Those of which no other program takes care, the first one first. Asked for once. */
  load(): Promise<KeptUpload[]>
  /** Adds it, or replaces the one with its id. */
  save(kept: KeptUpload): Promise<void>
  /** It was sent, or is given up. */
  remove(id: string): Promise<void>
}

/** Keeps uploads for as long as the program runs: what is used where no other is given. */
export const memoryUploads = (): UploadStore => ({
  load: async () => [],
  save: async () => {},
  remove: async () => {},
})

const table = 'uploads'

const settled = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })

const open = (name: string): Promise<IDBDatabase> => {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => request.result.createObjectStore(table, { keyPath: 'id' })
  return settled(request)
}

/** Held until the page is gone, or for as long as it is not let go. False where another page holds it. */
const hold = (name: string, letGo: Promise<void>): Promise<boolean> => {
  const { locks } = globalThis.navigator ?? {}
  if (!locks) return Promise.resolve(true)
  return new Promise((resolve, reject) => {
    locks
      .request(name, { ifAvailable: true }, (lock) => {
        resolve(lock !== null)
        return lock ? letGo : undefined
      })
      .catch(reject)
  })
}

/**
 * Keeps uploads in the browser's `indexedDB`, in a database of this name. Of several pages of one browser, one at a time takes care of an
 * upload: the one in which it was begun, and where that is gone, the next that is opened.
 */
export const indexedDbUploads = (name: string): UploadStore => {
  let opened: Promise<IDBDatabase> | undefined
  const held = new Map<string, () => void>()
  const holds = async (id: string): Promise<boolean> => {
    if (held.has(id)) return true
    let letGo = () => {}
    const until = new Promise<void>((resolve) => {
      letGo = resolve
    })
    held.set(id, letGo)
    const isOurs = await hold(`${name}.${id}`, until)
    if (!isOurs) held.delete(id)
    return isOurs
  }
  const within = async (mode: IDBTransactionMode): Promise<IDBObjectStore> => {
    opened ??= open(name)
    return (await opened).transaction(table, mode).objectStore(table)
  }
  return {
    load: async () => {
      const all: KeptUpload[] = await settled((await within('readonly')).getAll())
      const ours = await Promise.all(all.map(({ id }) => holds(id)))
      return all.filter((_, place) => ours[place]).sort((one, other) => (one.id < other.id ? -1 : 1))
    },
    save: async (kept) => {
      await holds(kept.id)
      await settled((await within('readwrite')).put(kept))
    },
    remove: async (id) => {
      await settled((await within('readwrite')).delete(id))
      held.get(id)?.()
      held.delete(id)
    },
  }
}
