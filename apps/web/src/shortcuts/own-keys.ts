/** The keys that somebody has chosen on this device. */
import type { KeptStorage } from '../kept/kept-storage.ts'
import { type ShortcutId, shortcutIds, shortcuts } from './table.ts'

export type Keys = Readonly<Record<ShortcutId, string>>

const key = 'parley.shortcuts'

/** A chord is no longer than this. */
const longest = 40

export const usualKeys = Object.fromEntries(shortcutIds.map((id) => [id, shortcuts[id].keys])) as Keys

/** What is kept may be of another release; of two that are alike the first counts. */
export const readKeys = (text: string | null): Keys => {
  const kept = parsed(text)
  return Object.fromEntries(
    shortcutIds.map((id) => {
      const own = kept[id]
      return [id, typeof own === 'string' && own !== '' && own.length <= longest ? own : usualKeys[id]]
    }),
  ) as Keys
}

const parsed = (text: string | null): Readonly<Record<string, unknown>> => {
  try {
    const kept: unknown = JSON.parse(text ?? '{}')
    return typeof kept === 'object' && kept !== null ? (kept as Readonly<Record<string, unknown>>) : {}
  } catch {
    return {}
  }
}

/** Which of them these keys are already. */
export const takenBy = (keys: Keys, chord: string, except: ShortcutId): ShortcutId | undefined =>
  shortcutIds.find((id) => id !== except && keys[id] === chord)

/** What stands as it always does is not kept, so that a later release may change it. */
export const textOf = (keys: Keys): string =>
  JSON.stringify(Object.fromEntries(Object.entries(keys).filter(([id, own]) => own !== usualKeys[id as ShortcutId])))

const listeners = new Set<() => void>()

export const textIn = (storage: KeptStorage): string | null => storage.getItem(key)

export const keysIn = (storage: KeptStorage): Keys => readKeys(textIn(storage))

export const keepKeys = (storage: KeptStorage, keys: Keys): void => {
  storage.setItem(key, textOf(keys))
  for (const listener of listeners) listener()
}

export const onKeysKept = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
