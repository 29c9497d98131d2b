/** A client that is shown less, and still shows its fault. */
import { ddmin, shortest } from './ddmin.ts'
import type { Fault, Sight } from './history.ts'
import type { RecordedClient } from './recorded.ts'
import { seenFaults } from './seen.ts'
import type { Streams } from './stored.ts'

export const isSame = (one: Fault, other: Fault): boolean =>
  one.fault === other.fault &&
  one.client === other.client &&
  one.user === other.user &&
  one.on === other.on &&
  one.seq === other.seq &&
  one.id === other.id

/** What is shown of a place is mostly enough, and what lies between two times cannot be halved. */
const isAt = (sight: Sight, { on, seq }: Fault) => 'seq' in sight && sight.on === on && sight.seq === seq

/** A sight, and what came before it of the same stream. */
interface Placed {
  readonly sight: Sight
  readonly before: Placed | undefined
  /** Where the client stood. */
  readonly at: number | undefined
}

const standsAfter = (sight: Sight, at: number | undefined): number | undefined =>
  'from' in sight ? sight.from : 'seq' in sight ? Math.max(sight.seq, at ?? 0) : undefined

const placed = (sights: readonly Sight[]): Placed[] => {
  const last = new Map<string, Placed>()
  return sights.map((sight) => {
    if ('page' in sight) return { sight, before: undefined, at: undefined }
    const before = last.get(sight.on)
    const now = { sight, before, at: before && standsAfter(before.sight, before.at) }
    last.set(sight.on, now)
    return now
  })
}

/**
 * Where nothing is left of a stream before a sight, a start at the place where the client stood takes its place.
 */
const mended = (kept: readonly Placed[]): Sight[] => {
  const begun = new Set<string>()
  return kept.flatMap(({ sight, before, at }) => {
    const { on } = sight
    const isMissed = before !== undefined && !begun.has(on)
    if (!('page' in sight)) begun.add(on)
    return isMissed && at !== undefined ? [{ on, from: at, anew: true }, sight] : [sight]
  })
}

/** As few sights as show the fault, and no more other faults than before. */
export const withFewerSights = (
  streams: Streams,
  name: string,
  client: RecordedClient,
  fault: Fault,
): RecordedClient => {
  let least = client
  let faults = [...seenFaults(streams, name, client)].length
  const isEnough = (sights: Sight[]): boolean => {
    const now = [...seenFaults(streams, name, { ...client, sights })]
    const shows = now.length <= faults && now.some((other) => isSame(other, fault))
    if (shows) [least, faults] = [{ ...client, sights }, now.length]
    return shows
  }
  shortest(client.sights.length, (length) => isEnough(client.sights.slice(0, length)))
  const isEnoughMended = (kept: readonly Placed[]) => isEnough(mended(kept))
  isEnoughMended(placed(least.sights).filter(({ sight }) => isAt(sight, fault)))
  ddmin(placed(least.sights), isEnoughMended)
  least.sights.forEach((sight, place) => {
    if (!('page' in sight)) return
    ddmin(sight.page, (page) => isEnough(least.sights.with(place, { ...sight, page })))
  })
  return least
}
