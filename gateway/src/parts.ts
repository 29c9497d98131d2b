/** A long list of streams in parts, so that no frame is longer than so many bytes, however many streams somebody has. */
import type { OpenedFrame, Output } from '@parley/protocol'
import { splitFitting } from '@parley/service-kit'

type Followed = Output<'hello'>['streams'][number]

/** What one owner says of what a reader follows. */
export interface List {
  readonly owner: string
  readonly streams: readonly Followed[]
  /** Named by the client, and not theirs. */
  readonly unknown: readonly string[]
}

/** Bytes of the streams in one frame, as JSON. */
export const partBytes = 32_768
/** Besides its name: seven numbers of sixteen digits at most, and what they are called. */
const stateBytes = 200

const isName = (item: Followed | string): item is string => typeof item === 'string'
const isStream = (item: Followed | string): item is Followed => !isName(item)
const bytesOf = (item: Followed | string) => (isName(item) ? item.length + 3 : item.on.length + stateBytes)
const sizeOf = ({ streams, unknown }: List): number =>
  [...streams, ...unknown].reduce((bytes, item) => bytes + bytesOf(item), 0)

/** At least one part; the last one alone has no `more`. */
export const toParts = ({ owner, streams, unknown }: List): OpenedFrame[] => {
  const parts = splitFitting<Followed | string>([...streams, ...unknown], bytesOf, partBytes)
  const filled = parts.length > 0 ? parts : [[]]
  return filled.map((items, place) => ({
    opened: owner,
    streams: items.filter(isStream),
    unknown: items.filter(isName),
    ...(place < filled.length - 1 ? { more: true as const } : {}),
  }))
}

export interface Split {
  /** What the answer to hello names. */
  readonly first: readonly OpenedFrame[]
  /** What comes behind it. */
  readonly later: readonly OpenedFrame[]
}

/** As much as one frame may hold of all of them, and then the rest. */
export const splitLists = (lists: readonly List[], most = partBytes): Split => {
  const first: OpenedFrame[] = []
  const later: OpenedFrame[] = []
  let room = most
  for (const list of lists) {
    const [begin, ...rest] = toParts(list) as [OpenedFrame, ...OpenedFrame[]]
    const bytes = sizeOf({ owner: list.owner, ...begin })
    if (bytes <= room) first.push(begin)
    else later.push(begin)
    room -= Math.min(bytes, room)
    later.push(...rest)
  }
  return { first, later }
}
