/** What the service that notifies asks: whom a message is to be told to, and how far people have read. */
import { answerQuestion, type Bus, beforeIds, type Database, jsonBytes } from '@parley/service-kit'
import { type Glimpse, type NoticeQuestion, type Notices, roomsOwner } from '@parley/wire'
import { findGlimpses, type GlimpseRow } from './store/glimpses.ts'
import { findNotices, findStandings, type NoticeRow } from './store/notices.ts'

const toNotices = ({ most }: NoticeQuestion, rows: readonly NoticeRow[]): Notices => {
  const [first] = rows
  if (!first) return { of: [] }
  const looked = rows.filter((row): row is NoticeRow & { person: string } => row.person !== null)
  const next = looked.length >= most ? looked.at(-1)?.person : undefined
  return {
    by: first.by,
    id: first.id,
    ...(first.direct ? { direct: true } : {}),
    ...(first.urgent ? { urgent: true } : {}),
    places: first.places,
    of: looked.filter(({ told }) => told).map(({ person, why }) => [person, why]),
    ...(next === undefined ? {} : { next }),
  }
}

/** Of what does not fit so many bytes nobody is told yet: it is asked for again. */
const fitting = (asked: readonly NoticeQuestion[], all: readonly Notices[], mostBytes: number): Notices[] => {
  let bytes = 0
  return all.map((notices, place) => {
    bytes += jsonBytes(notices)
    const { of: _, ...about } = notices
    return place === 0 || bytes <= mostBytes ? notices : { ...about, of: [], next: asked[place]?.after ?? beforeIds }
  })
}

/** In the order of the questions. */
export const noticesOf = async (
  db: Database,
  asked: readonly NoticeQuestion[],
  mostBytes: number,
): Promise<Notices[]> => {
  const found = Map.groupBy(await findNotices(db, asked), ({ ord }) => ord)
  const all = asked.map((question, place) => toNotices(question, found.get(place + 1) ?? []))
  return fitting(asked, all, mostBytes)
}

/** Of the text of a message; as much as a lock screen shows. */
const mostCharacters = 240

const toGlimpse = ({ name, room, text }: GlimpseRow): Glimpse => ({
  ...(name === null ? {} : { name }),
  ...(room === null ? {} : { room }),
  ...(text === null ? {} : { text }),
})

export const answerNotices = (bus: Bus, db: Database, answerBytes: () => number): void => {
  answerQuestion(bus, roomsOwner, 'notices', (asked) => noticesOf(db, asked, answerBytes()))
  answerQuestion(bus, roomsOwner, 'standings', (asked) => findStandings(db, asked))
  answerQuestion(bus, roomsOwner, 'glimpses', async (asked) =>
    (await findGlimpses(db, asked, mostCharacters)).map(toGlimpse),
  )
}
