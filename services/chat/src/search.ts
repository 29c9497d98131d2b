/** Looking for messages, newest first: stretches that may have them, then what is said there. */
import { type EventFrame, fail, type Input, isOver, type Output, originOf, usualPage } from '@parley/protocol'
import { type Database, jsonBytes, type Queryable, type Transaction, takeFitting } from '@parley/service-kit'
import { markOf, type Sight, sees } from '@parley/wire'
import { findTerms, partsOf, type Spot, type Stems, sieveOf, type Term } from './search-terms.ts'
import { sightOf } from './store/hidden.ts'
import { readMoments, readSaid, type SaidRow, sieve, type Unit, type Where } from './store/search.ts'
import { stemsOf } from './store/stems.ts'
import { stretchLength } from './store/stretches.ts'
import { hasLink, type Word, wordsOf } from './words.ts'

export type Question = Input<'message.search'>
type Found = Output<'message.search'>

/** What all searches of a process have in common. */
export interface SearchMeans {
  /** Connections of its own: however slow a search is, no send waits for it. */
  readonly db: Database
  readonly configuration: string
  readonly maker: string
  /** A statement may take so long. */
  readonly mostMs: number
}

/** The last message of a page, or a moment: what is earlier, and of that moment what stands behind it. */
interface Place {
  readonly at: number
  readonly room?: string
  readonly seq?: number
}

const latest: Place = { at: 253_402_300_799_000 }

const placePattern = /^\d{1,15}(\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\/\d{1,15})?$/

const placeOf = (text: string | undefined): Place => {
  if (text === undefined) return latest
  if (!placePattern.test(text)) fail('BAD_INPUT', { at: '/next', why: 'must be `next` of the page before' })
  const [at = '', room, seq] = text.split('/')
  return room === undefined ? { at: Number(at) } : { at: Number(at), room, seq: Number(seq) }
}

interface Hit {
  readonly row: SaidRow
  readonly text: string
  readonly spots: Spot[]
}

const isBehind = ({ at, room, seq }: SaidRow, place: Place): boolean => {
  if (at !== place.at || place.room === undefined) return at <= place.at
  return room === place.room ? seq < (place.seq ?? 0) : room < place.room
}

const newestFirst = ({ row: one }: Hit, { row: other }: Hit): number =>
  other.at - one.at || (one.room === other.room ? other.seq - one.seq : one.room < other.room ? 1 : -1)

interface Test {
  readonly question: Question
  readonly terms: readonly Term[]
  readonly place: Place
  readonly sight: Sight | undefined
}

/** What the text tells; the rest was looked at where it is noted. */
const hasTrait = ({ has, not_has: notHas = [] }: Question, { noted }: SaidRow, text: string): boolean =>
  !(notHas.includes('link') && hasLink(text)) && (!has || noted || (has.includes('link') && hasLink(text)))

/** Words are told apart of those alone that pass everything else. */
const candidates = (rows: readonly SaidRow[], { question, place, sight }: Test) =>
  rows.flatMap((row) => {
    if (isOver(row.body, row.at, row.now)) return []
    const { by, audience, body } = row
    const mark = markOf('message.sent', by, { audience, origin: originOf(body) })
    if (!isBehind(row, place) || !sees(mark, sight)) return []
    const text = row.edited ?? (JSON.parse(row.body) as { readonly text: string }).text
    if (!hasTrait(question, row, text)) return []
    return [{ row, text, words: wordsOf(text) }]
  })

const hitsOf = (
  found: readonly { readonly row: SaidRow; readonly text: string; readonly words: readonly Word[] }[],
  terms: readonly Term[],
  stems: Stems,
): Hit[] =>
  found.flatMap(({ row, text, words }) => {
    const spots = findTerms(words, terms, stems)
    return spots ? [{ row, text, spots }] : []
  })

const frameOf = ({ row }: Hit): EventFrame => ({
  on: `chat/room/${row.room}`,
  seq: row.seq,
  ev: 'message.sent',
  by: row.by,
  at: row.at,
  is: JSON.parse(row.body),
})

const mostLooked = 16_384
/**
 * Stretches that a page begins with: the newest few, which have a common word. More where these make no page; all where so many are
 * of one moment that the page would not get on.
 */
const mostFound = { first: 8, usual: 256, most: 16_384 } as const
/** Events that are read in one statement; more where few of them are meant, as those alone come to us. */
const readAtOnce = { first: 256, most: 65_536 }
/** Events that a page reads, unless it would not get on. */
const mostRead = 65_536
/** Of each unit, newest first: a common word is in the first few, and for a rare one all of them have to be read. */
const pieces = { first: 32, most: stretchLength }

interface Piece {
  /** What is read now, and what of the same units is left for later. */
  readonly now: readonly Unit[]
  readonly later: readonly Unit[]
}

/** The newest events of the first units, so many of all together. */
const takePieces = (units: readonly Unit[], piece: number, atOnce: number): Piece => {
  const taken = units.slice(0, Math.max(1, Math.floor(atOnce / piece)))
  const now = taken.map((unit) => ({ ...unit, first: Math.max(unit.first, unit.last - piece + 1) }))
  return {
    now,
    later: taken
      .filter(({ first, last }) => last - first >= piece)
      .map((unit) => ({ ...unit, last: unit.last - piece })),
  }
}

interface Looking extends Test {
  readonly tx: Queryable
  readonly where: Where
  readonly means: SearchMeans
  readonly stems: Stems
  readonly limit: number
}

interface Looked {
  readonly hits: readonly Hit[]
  /** What has not been looked at is no later than this. */
  readonly rest: number | undefined
}

const readUnits = async (units: readonly Unit[], { tx, where, means, stems, terms, ...test }: Looking) => {
  const { authors = null, not_authors: notAuthors = [] } = test.question
  const { mentions = null, not_mentions: notMentions = null } = test.question
  const people = { authors, notAuthors, mentions, notMentions }
  const { has = null, not_has: notHas = null } = test.question
  const rows = await readSaid(tx, { units, ...where, ...people, has, notHas, parts: partsOf(terms, stems) })
  const found = candidates(rows, { terms, ...test })
  const said = found.flatMap(({ words }) => words.map(({ word }) => word))
  const asked = terms.flatMap(({ words }) => words)
  return hitsOf(found, terms, said.length > 0 ? await stemsOf(tx, means.configuration, [...said, ...asked]) : stems)
}

/** What is left of a unit is no later than the first of what was read of it. */
const lowered = async (tx: Queryable, later: readonly Unit[]): Promise<Unit[]> => {
  if (later.length === 0) return []
  const moments = await readMoments(tx, later)
  return later.map((unit, place) => ({ ...unit, until: Math.min(unit.until, moments[place] ?? unit.until) }))
}

/** What is later than all that has not been looked at is in its place; of the others one cannot know yet. */
const settledOf = ({ hits, rest }: Looked): Hit[] =>
  rest === undefined ? [...hits] : hits.filter(({ row }) => row.at > rest)

/**
 * Until there is a page, or there was enough to read. The newest are gone through in any case, so that whoever goes on gets on:
 * many rooms may have something of the same moment.
 */
const readThrough = async (units: readonly Unit[], end: number | undefined, looking: Looking): Promise<Looked> => {
  const hits: Hit[] = []
  const { limit, where, tx } = looking
  const newest = Math.min(where.to, units[0]?.until ?? 0)
  let [queue, piece, atOnce] = [units, pieces.first, readAtOnce.first]
  for (let read = 0; queue.length > 0; ) {
    const rest = (queue[0] as Unit).until
    if (settledOf({ hits, rest }).length > limit || (read >= mostRead && rest < newest)) return { hits, rest }
    const { now, later } = takePieces(queue, piece, atOnce)
    const found = await readUnits(now, looking)
    hits.push(...found)
    if (found.length < limit) {
      piece = Math.min(piece * 4, pieces.most)
      atOnce = Math.min(atOnce * 4, readAtOnce.most)
    }
    read += now.reduce((sum, { first, last }) => sum + last - first + 1, 0)
    queue = [...queue.slice(now.length), ...(await lowered(tx, later))].sort((one, other) => other.until - one.until)
  }
  return { hits, rest: end }
}

const look = async (looking: Looking, db: Database): Promise<Looked> => {
  const { tx, where, means, terms, question, stems, limit } = looking
  const { authors = null, mentions = null, has } = question
  const isLink = has?.every((trait) => trait === 'link') ?? false
  const noted = has && !has.includes('link') ? has : null
  const query = sieveOf(terms, { authors, hasLink: isLink }, stems)
  const sieved = async (most: number) => {
    const asked = { query, mentions, noted, maker: means.maker, mostLooked, mostFound: most }
    const { units, rest, rows } = await sieve(tx, where, asked)
    db.read(rows)
    return { units, rest, getsOn: rest === undefined || rest < Math.min(where.to, units[0]?.until ?? 0) }
  }
  const first = await sieved(mostFound.first)
  if (first.getsOn) {
    const looked = await readThrough(first.units, first.rest, looking)
    if (looked.rest === undefined || settledOf(looked).length > limit) return looked
  }
  const usual = await sieved(mostFound.usual)
  const { units, rest } = usual.getsOn ? usual : await sieved(mostFound.most)
  return readThrough(units, rest, looking)
}

const pageOf = (looked: Looked, limit: number, mostBytes: number): Found => {
  const { rest } = looked
  const settled = settledOf(looked).toSorted(newestFirst)
  const all = settled.slice(0, limit).map((hit) => ({
    event: frameOf(hit),
    ...(hit.row.edited === null ? {} : { edited: hit.row.edited }),
    spots: hit.spots,
  }))
  const page = [...takeFitting(all, jsonBytes, mostBytes)]
  const { event } = page.at(-1) ?? {}
  if (event && page.length < settled.length)
    return { hits: page, next: `${event.at}/${event.on.slice(event.on.lastIndexOf('/') + 1)}/${event.seq}` }
  return rest === undefined ? { hits: page } : { hits: page, next: String(Math.max(0, rest)) }
}

const prepare = async (tx: Transaction, mostMs: number): Promise<void> => {
  await tx.query('set transaction isolation level repeatable read, read only')
  await tx.query(`select set_config('statement_timeout', $1, true)`, [`${mostMs}ms`])
}

const lookIn = async (tx: Transaction, means: SearchMeans, asked: Asked): Promise<Found> => {
  const { person, question, terms, mostBytes } = asked
  await prepare(tx, means.mostMs)
  const { limit = usualPage.hits, rooms = null, not_rooms: notRooms = [], threads = false } = question
  const place = placeOf(question.next)
  const to = Math.min(place.at, (question.before ?? latest.at + 1) - 1)
  const where = { person, rooms, notRooms, threads, from: question.after ?? 0, to }
  const stems = await stemsOf(
    tx,
    means.configuration,
    terms.flatMap(({ words }) => words),
  )
  const sight = await sightOf(tx, person)
  const looked = await look({ tx, where, means, stems, limit, terms, question, place, sight }, means.db)
  const page = pageOf(looked, limit, mostBytes)
  return page.hits.length === 0 && page.next !== undefined && Number(page.next) >= to ? fail('SEARCH_TOO_LONG') : page
}

export interface Asked {
  readonly person: string
  readonly question: Question
  readonly terms: readonly Term[]
  readonly mostBytes: number
}

const statementTimedOut = '57014'

/**
 * All of a page is of one moment: rights, what hides whom, stretches and events. A statement that lasts too long is not tried again:
 * it would last as long.
 */
export const search = (means: SearchMeans, asked: Asked): Promise<Found> =>
  means.db.transaction(
    async (tx) => {
      try {
        return await lookIn(tx, means, asked)
      } catch (reason) {
        return (reason as { code?: string }).code === statementTimedOut
          ? fail('SEARCH_TOO_LONG')
          : Promise.reject(reason)
      }
    },
    { account: asked.person },
  )
