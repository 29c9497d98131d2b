/** What links of messages lead to. The service that keeps files looks them up: it asks which, and then has it told in their rooms. */
import { linksIn, mayHaveLinks } from '@parley/markdown'
import { type EventBody, mostPreviews, mostPreviewText } from '@parley/protocol'
import { answerQuestion, type Bus, type Database, type Queryable } from '@parley/service-kit'
import { type LinksQuestion, type PreviewsQuestion, roomsOwner, type ToldLinks } from '@parley/wire'
import type { SendMessage } from './send.ts'
import { findPreviewable, findPreviews, insertPreviewed, type Previewable } from './store/previews.ts'

/** Where links are looked up, whoever does that reads of each message that may have some. */
export const tellingOfLinks = (send: SendMessage, areLookedUp: boolean): SendMessage =>
  areLookedUp ? (message) => send(mayHaveLinks(message.body) ? { ...message, tells: true } : message) : send

/** None of what somebody else said first: whoever hides that one is told nothing of it. */
const linksOf = ({ body }: Previewable): string[] => {
  const { text, forwarded } = JSON.parse(body) as EventBody<'message.sent'>
  const links = forwarded ? [] : linksIn(text)
  return links.filter(({ length }) => length <= mostPreviewText.link).slice(0, mostPreviews)
}

/** In the order of the questions; null where nothing is to be looked up. */
export const linksToLookUp = async (db: Queryable, asked: readonly LinksQuestion[]): Promise<(ToldLinks | null)[]> => {
  const found = new Map((await findPreviewable(db, asked)).map((row) => [row.ord, row]))
  return asked.map((_, place) => {
    const row = found.get(place + 1)
    const links = row ? linksOf(row) : []
    return row && links.length > 0 ? { id: row.id, links } : null
  })
}

/** Once for what a message says: a repeat finds that it was told, and what comes too late that the message says something else. */
const tellPreviews = (db: Database, { previews, ...of }: PreviewsQuestion): Promise<object> =>
  db.transaction(
    async (tx) => {
      const { room, message } = of
      const stream = (await tx.lock([room])).find('chat/room', room)
      const [said] = stream ? await findPreviewable(tx, [of]) : []
      if (!stream || !said) return {}
      const links = linksOf(said)
      const held = previews.filter(({ link }) => links.includes(link))
      if (held.length === 0) return {}
      const { seq } = tx.emit(stream, 'message.previewed', said.by, { seq: message, previews: held })
      await insertPreviewed(tx, room, message, seq)
      return {}
    },
    { account: of.room },
  )

/** Files of what is told of the links of a message. */
export const previewFiles = async (db: Queryable, room: string, seq: number): Promise<string[]> => {
  const body = await findPreviews(db, room, seq)
  const { previews = [] } = JSON.parse(body ?? '{}') as Partial<EventBody<'message.previewed'>>
  return previews.flatMap(({ picture }) => picture?.file ?? [])
}

export const answerPreviews = (bus: Bus, db: Database): void => {
  answerQuestion(bus, roomsOwner, 'links', (asked) => linksToLookUp(db, asked))
  answerQuestion(bus, roomsOwner, 'previews', (asked) => tellPreviews(db, asked))
}
