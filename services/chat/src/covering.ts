/** Makes search ready behind the sends, by the clock: stretches of rooms' histories, with the words that are said in them. */
import { beforeIds, type Job, type Queryable } from '@parley/service-kit'
import { authorMark, linkMark, stemMark } from './search-terms.ts'
import { stemsOf } from './store/stems.ts'
import {
  type Covered,
  type Held,
  listCovered,
  listStale,
  outdate,
  putStretch,
  readStretch,
  stretchLength,
} from './store/stretches.ts'
import { hasLink, wordsIn } from './words.ts'

/** Changes when the words of a text are others than before: what was made the other way is made anew. */
const version = 1

export const makerOf = (configuration: string): string => `${version} ${configuration}`

/** A vector of Postgres holds a million bytes; what is longer by far is said by nobody, and read as it is. */
const mostBytes = 500_000

/** Every word once, and marks of who has said something and of what there is. Null where they are too many. */
export const wordsOfStretch = async (
  db: Queryable,
  configuration: string,
  said: Held['said'],
): Promise<string[] | null> => {
  const words = new Set<string>()
  for (const { text } of said) for (const word of wordsIn(text)) words.add(word)
  const stems = await stemsOf(db, configuration, words)
  const all = new Set(words)
  for (const word of words) for (const stem of stems(word)) all.add(stemMark(stem))
  for (const { by, text } of said) {
    if (by) all.add(authorMark(by))
    if (hasLink(text)) all.add(linkMark)
  }
  let bytes = 0
  for (const word of all) bytes += Buffer.byteLength(word) + 8
  return bytes > mostBytes ? null : [...all]
}

/** A room whose stretches end so many positions before its head is read on once it rests. Up to that a search reads the events themselves. */
const leastBehind = 32
/** Where somebody writes, nothing is made behind them before so much has come, and then whole stretches alone. */
const mostBehind = 16 * stretchLength
const usualRestMs = 60_000
const roomsAtOnce = 2_000
const staleAtOnce = 200
/** Of all streams: to look at 20,000 takes a fifth of a second, and the next run goes on with others. */
const pagesARun = 10
/** Stretches, after which a run ends; the next one goes on where it stood. */
const mostMade = 2_000

interface Indexing {
  readonly db: Queryable
  readonly configuration: string
  /** A room in which nothing came for so many milliseconds rests. */
  readonly restMs?: number
}

/** Makes one stretch, up to what is held of it. Gives where it ends; nothing where it has to be made another time. */
const makeStretch = async ({ db, configuration }: Indexing, room: string, first: number) => {
  const held = await readStretch(db, room, first)
  if (!held) return undefined
  const words = await wordsOfStretch(db, configuration, held.said)
  return (await putStretch(db, { ...held, room, first, words, maker: makerOf(configuration) })) ? held : undefined
}

/** A stretch that is not full yet is made anew, with what has come. */
const nextFirst = ({ first, last }: Covered): number =>
  first !== null && last < first + stretchLength - 1 ? first : last + 1

/** Of a room that needs it now, how many positions its stretches may end before its head. */
const behindOf = ({ head, last, rests }: Covered): number => {
  if (rests) return leastBehind
  return head - last >= mostBehind ? stretchLength : Number.POSITIVE_INFINITY
}

/** Gives how many stretches were made. */
const cover = async (indexing: Indexing, room: Covered, most: number): Promise<number> => {
  const maker = makerOf(indexing.configuration)
  if (room.maker !== null && room.maker !== maker) await outdate(indexing.db, room.room, maker)
  const behind = behindOf(room)
  let made = 0
  for (let { last } = room, first = nextFirst(room); room.head - last >= behind && made < most; made++) {
    const held = await makeStretch(indexing, room.room, first)
    if (!held) return made
    last = held.last
    first = last + 1
  }
  return made
}

/** What is new, and what was said before there were stretches; what was taken back, and what was made otherwise. */
export const coverRooms = (indexing: Indexing): Job<'stretches'> => {
  let after: string = beforeIds

  const coverPage = async (most: number): Promise<{ made: number; isLast: boolean }> => {
    const { rooms, end } = await listCovered(indexing.db, {
      after,
      limit: roomsAtOnce,
      restMs: indexing.restMs ?? usualRestMs,
    })
    let made = 0
    for (const room of rooms) {
      made += await cover(indexing, room, most - made)
      // The next run begins with this room once more: it may have more than there was time for.
      if (made >= most) return { made, isLast: true }
      after = room.room
    }
    after = end ?? beforeIds
    return { made, isLast: end === undefined }
  }

  return {
    name: 'cover-rooms',
    everySeconds: 20,
    counts: ['stretches'],
    run: async () => {
      let stretches = 0
      for (const { room, first } of await listStale(indexing.db, staleAtOnce))
        if (await makeStretch(indexing, room, first)) stretches++
      for (let left = pagesARun; left > 0 && stretches < mostMade; left--) {
        const { made, isLast } = await coverPage(mostMade - stretches)
        stretches += made
        if (isLast) break
      }
      return { stretches }
    },
  }
}
