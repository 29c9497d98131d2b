/** Whom one keeps away, as far as the list of conversations goes by it. It is told here by who knows how one stands with others. */
import type { Room } from '@parley/client'
import { useSyncExternalStore } from 'react'

export type Away = 'blocked' | 'restricted'
/** By the ids of people. */
export type KeptAway = ReadonlyMap<string, Away>

let kept: KeptAway = new Map()
const listeners = new Set<() => void>()

const isSame = (one: KeptAway, other: KeptAway): boolean =>
  one.size === other.size && [...one].every(([user, away]) => other.get(user) === away)

export const tellKeptAway = (now: KeptAway): void => {
  if (isSame(now, kept)) return
  kept = now
  for (const listener of listeners) listener()
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The same until it is another. */
export const useKeptAway = (): KeptAway => useSyncExternalStore(subscribe, () => kept)

/** Whether the other one of a direct room is kept away, and how; nothing where it is not known who that is. */
export const awayIn = (
  { kind, members }: Pick<Room, 'kind' | 'members'>,
  me: string | undefined,
  keptAway: KeptAway,
): Away | undefined => {
  if (kind !== 'direct' || keptAway.size === 0) return undefined
  const other = members.find(({ user }) => user !== me)
  return other && keptAway.get(other.user)
}
