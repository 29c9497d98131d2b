import type { ErrorBody } from '@parley/protocol'
import type { Aside } from './mentions.ts'

/** A message on its way. Plain data, so that a store can keep it through a reload. */
export interface Pending {
  /** UUIDv7; the same through every try. */
  readonly id: string
  /** Where it goes. */
  readonly room: string
  /** Who wrote it. */
  readonly by: string
  /** When, by the clock of this device. */
  readonly at: number
  /** Markdown. */
  readonly text: string
  /** Position of the message that it replies to. */
  readonly reply?: number | undefined
  /** What else it says. */
  readonly aside?: Aside | undefined
  /** Why it was refused for good, until it is retried or discarded. */
  readonly error?: ErrorBody | undefined
}

/** Where unsent messages outlive the program. A failing store costs only that; the messages are sent all the same. */
export interface UnsentStore {
  /** Asked for once, before anything is sent. */
  load(): Promise<Pending[]>
  /** Adds the message, or replaces the one with its id. */
  save(pending: Pending): Promise<void>
  /** The message was sent, or is forgotten. */
  remove(id: string): Promise<void>
  /** Why nothing in it outlives the program, though it was to. A page may want to say so. */
  readonly blockedBy?: unknown
}

/** Keeps unsent messages for as long as the program runs: what is used where no other is given. */
export const memoryUnsent = (): UnsentStore => {
  const held = new Map<string, Pending>()
  return {
    load: async () => [...held.values()],
    save: async (pending) => void held.set(pending.id, pending),
    remove: async (id) => void held.delete(id),
  }
}

type KeyValues = Pick<Storage, 'length' | 'key' | 'getItem' | 'setItem' | 'removeItem'>

const keysOf = (storage: KeyValues): string[] =>
  Array.from({ length: storage.length }, (_, place) => storage.key(place) ?? '')

/** An entry that is not ours, or was cut off in the writing, must not hide the others. */
const read = (text: string | null): Pending[] => {
  try {
    const pending = JSON.parse(text ?? 'null') as Pending | null
    return pending?.id ? [pending] : []
  } catch {
    return []
  }
}

/**
 * Keeps unsent messages in the browser's `localStorage`, under names that begin with `key`; in memory where the browser
 * blocks its storage. One entry for each message, so that two tabs do not overwrite each other's. Both may send the same
 * message: it has one id, so it is one message. UUIDv7 sorts in the order of making.
 */
export const localStorageUnsent = (key: string, storage?: KeyValues): UnsentStore => {
  try {
    const usable = storage ?? globalThis.localStorage
    usable.getItem(key) // throws, or is not there at all, where the browser or its user wants no page to keep anything
    return unsentIn(key, usable)
  } catch (fault) {
    return { ...memoryUnsent(), blockedBy: fault }
  }
}

const unsentIn = (key: string, storage: KeyValues): UnsentStore => ({
  load: async () =>
    keysOf(storage)
      .filter((name) => name.startsWith(`${key}.`))
      .sort()
      .flatMap((name) => read(storage.getItem(name))),
  save: async (pending) => storage.setItem(`${key}.${pending.id}`, JSON.stringify(pending)),
  remove: async (id) => storage.removeItem(`${key}.${id}`),
})
