/** What comes of something that somebody says, or calls something, where a space has filters. */
import { fail } from '@parley/protocol'
import type { Database } from '@parley/service-kit'
import { isAdministrator, isMuted, type Rights } from '../space-rights.ts'
import { takeTurn } from '../store/filters.ts'
import { stands } from '../store/members.ts'
import { findByKey } from '../store/messages.ts'
import { readRights } from '../store/spaces.ts'
import { timeOut } from '../time-outs.ts'
import type { FilterBook, InForce } from './book.ts'
import { type Filter, type Hit, mask, type Said } from './compile.ts'

export interface Judged {
  readonly texts: readonly string[]
  /** Filters that found something and let it pass. */
  readonly flags: readonly string[]
}

interface MessageName {
  readonly room: string
  readonly key: string
}

interface Saying extends Said {
  readonly person: string
  /** Of a message: what was said before with this key in this room is said already. */
  readonly sent?: MessageName
}

export interface Judge {
  readonly book: FilterBook
  readonly inRoom: (room: string, saying: Saying) => Promise<Judged>
  readonly inSpace: (space: string, saying: Saying) => Promise<Judged>
}

const usualTimeOutMs = 3_600_000

/** Of much that they say at once, only the first one counts. */
const timeOutBy = (db: Database, space: string, person: string, { time_out_ms: ms = usualTimeOutMs, text }: Filter) =>
  db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [person])
      const streams = await tx.lock([space, person])
      const stream = streams.find('chat/space', space)
      const whom = (await readRights(tx, space, [person])).get(person)
      if (!stream || !whom || isMuted(whom)) return
      await timeOut(tx, { stream, own: streams.of('chat/user', person), whom, by: null, inMs: ms, reason: text })
    },
    { account: person },
  )

const isExempt = (rights: Rights, { exempt_roles: roles = [] }: Filter): boolean =>
  isAdministrator(rights) || rights.resident.roles.some((role) => roles.includes(role))

const concerns = (room: string, { exempt_rooms: rooms = [] }: Filter): boolean => !rooms.includes(room)

/** Of more than one that stops it, the gravest. */
const stop = async (db: Database, space: string, person: string, hits: readonly Hit[]): Promise<void> => {
  const filters = hits.map(({ filter }) => filter)
  const grave = filters.find(({ outcome }) => outcome === 'time_out')
  if (grave) await timeOutBy(db, space, person, grave)
  const stopping = grave ?? filters.find(({ outcome }) => outcome === 'block')
  if (stopping) fail('MESSAGE_STOPPED', stopping.text === undefined ? {} : { why: stopping.text })
}

const pass = (texts: readonly string[], hits: readonly Hit[]): Judged => {
  const masking = hits.filter(({ filter }) => filter.outcome === 'mask')
  return {
    texts: texts.map((text, place) =>
      mask(
        text,
        masking.flatMap(({ parts }) => parts[place] ?? []),
      ),
    ),
    flags: hits.flatMap(({ filter }) => (filter.outcome === 'flag' ? [filter.filter] : [])),
  }
}

/** What is given of it is text. */
type Names = { readonly [Member in 'name' | 'topic']?: string }
type Given = { readonly [Member in keyof Names]?: string | undefined }

const judgeAll = async (judge: Judge['inRoom'], where: string, person: string, names: Given): Promise<Names> => {
  const said = Object.entries(names).flatMap(([member, text]) => (text ? [[member, text] as const] : []))
  if (said.length === 0) return {}
  const { texts } = await judge(where, { person, texts: said.map(([, text]) => text), mentions: 0 })
  return Object.fromEntries(said.map(([member], place) => [member, texts[place]]))
}

/** What a room or a thread of one is called, and what it is about, as far as that is said. */
export const judgeNames = ({ inRoom }: Judge, room: string, person: string, names: Given): Promise<Names> =>
  judgeAll(inRoom, room, person, names)

/** The same, of a room that is made. */
export const judgeNewNames = ({ inSpace }: Judge, space: string, person: string, names: Given): Promise<Names> =>
  judgeAll(inSpace, space, person, names)

export const makeJudge = (db: Database, book: FilterBook): Judge => {
  const floods = async ({ floods: all, space, room }: InForce, person: string): Promise<Hit[]> => {
    const hits: Hit[] = []
    for (const { filter, messages, seconds } of all) {
      if (!concerns(room, filter)) continue
      if (!(await takeTurn(db, { space, person, filter: filter.filter, messages, seconds })))
        hits.push({ filter, parts: [] })
    }
    return hits
  }

  /** From whoever does not see it, or may only read, nothing is found: the refusal is the same as without filters. `where` is not given of a new room. */
  const judge = async (inForce: InForce | undefined, saying: Saying, where?: string): Promise<Judged> => {
    const { person, sent, ...said } = saying
    const free = { texts: said.texts, flags: [] }
    if (!inForce) return free
    const { space, room } = inForce
    const found = inForce.find(said).filter(({ filter }) => concerns(room, filter))
    const all = sent ? [...found, ...(await floods(inForce, person))] : found
    if (all.length === 0) return free
    if (sent && (await findByKey(db, sent.room, sent.key))?.by === person) return free
    const rights = (await readRights(db, space, [person])).get(person)
    if (!rights || isMuted(rights) || (where && !(await stands(db, where, person)))) return free
    const hits = all.filter(({ filter }) => !isExempt(rights, filter))
    await stop(db, space, person, hits)
    return pass(said.texts, hits)
  }

  const free = ({ texts }: Saying): Judged => ({ texts, flags: [] })
  return {
    book,
    inRoom: async (room, saying) => (book.isEmpty ? free(saying) : judge(await book.ofRoom(room), saying, room)),
    inSpace: async (space, saying) => (book.isEmpty ? free(saying) : judge(await book.ofSpace(space), saying)),
  }
}
