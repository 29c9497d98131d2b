/** Whom messages are told to: chat says it, by what is so now. */
import type { Told } from '@parley/service-kit'
import type { NoticeQuestion, Notices } from '@parley/wire'
import type { Act } from './acts.ts'
import type { There } from './asking.ts'
import type { Notice } from './notice.ts'
import type { Work } from './store/works.ts'

export type MessageEvent = Told<'message.sent'> | Told<'message.edited'>

/** People of one message who are told with the others of a page of events; the rest of them later, a part at a time. */
export const atOnce = 50

export const roomOf = (on: string): string => on.slice(on.lastIndexOf('/') + 1)

/** Rooms of which most messages are told to nobody: what a room is never changes. */
export class PlainRooms {
  readonly #rooms = new Set<string>()
  static readonly #most = 100_000

  has(room: string): boolean {
    return this.#rooms.has(room)
  }

  note(room: string, { by, direct }: Notices): void {
    if (by === undefined || direct) return
    if (this.#rooms.size >= PlainRooms.#most) this.#rooms.clear()
    this.#rooms.add(room)
  }
}

/** Nothing where it is told to nobody in any case. */
export const questionOf = (event: MessageEvent, plain: PlainRooms): NoticeQuestion | undefined => {
  const room = roomOf(event.on)
  if (event.ev === 'message.edited')
    return event.is.told && { room, message: event.is.seq, told: event.seq, most: atOnce }
  const { mentions, reply, silent } = event.is
  if (silent || (!mentions && reply === undefined && plain.has(room))) return undefined
  return { room, message: event.seq, told: event.seq, most: atOnce }
}

interface About {
  readonly room: string
  readonly message: number
  readonly source: string
  readonly at: number
}

/** Somebody who does not want to be disturbed is told silently, and of `here` only who is there. */
const noticesFor = (
  { room, message, source, at }: About,
  { by, of, urgent, places }: Notices,
  there: There,
): Notice[] =>
  of
    .filter(([user, why]) => why !== 'here' || there.get(user) !== 'offline')
    .map(([person, why]) => ({
      person,
      kind: why === 'here' ? 'mention' : why,
      source,
      at,
      room,
      message,
      ...(by === undefined ? {} : { by }),
      ...(urgent ? { urgent } : {}),
      ...(places ? { places } : {}),
      ...(there.get(person) === 'dnd' ? { silent: true } : {}),
    }))

/** What comes of a message, and what is left to do. */
export const actsOf = (
  { room, message, told }: NoticeQuestion,
  at: number,
  notices: Notices,
  there: There,
): readonly Act[] => {
  const { id, next } = notices
  if (id === undefined) return []
  const about = { room, message, source: `message ${room} ${id}`, at }
  const raises = noticesFor(about, notices, there).map((raise) => ({ raise }))
  return next === undefined ? raises : [...raises, { work: { ...about, told, after: next } }]
}

/** The same for what was left. */
export const raisesOf = ({ room, message, source, at }: Work, notices: Notices, there: There): readonly Act[] =>
  noticesFor({ room, message, source: source ?? '', at: at ?? 0 }, notices, there).map((raise) => ({ raise }))
