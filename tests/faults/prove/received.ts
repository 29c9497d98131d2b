/** What a client was told of rooms and spaces, whatever told it: events, signals and answers. */
import { asEvent, isRedacted, type ServerFrame, type SignalFrame } from '@parley/protocol'
import { cameOf } from '../../setup/came.ts'
import type { Received } from './rights.ts'

type Told = Pick<Received, 'on' | 'seq' | 'about'>

const ofSpace = 'chat/space/'
export const streamOfRoom = (room: string): string => `chat/room/${room}`

/** What an event of a space tells of a room alone is about that room: who does not see it gets its number only. */
const roomTold = (ev: string, is: Record<string, unknown>): string | undefined =>
  ['room.added', 'room.altered', 'room.removed'].includes(ev) ? String(is.room) : undefined

const toldByEvent = (frame: Extract<ServerFrame, { seq: number }>): Told => {
  const { on, seq, ev, is } = asEvent(frame)
  const about = on.startsWith(ofSpace) && !isRedacted({ ev }) ? roomTold(ev, is) : undefined
  return { on, seq, about }
}

/** Streams, rooms and events as answers name them, at any depth. */
const toldByAnswer = (value: unknown): Told[] => {
  if (typeof value !== 'object' || value === null) return []
  const { on, room, seq, head } = value as Record<string, unknown>
  const stream = on ?? (typeof room === 'string' ? streamOfRoom(room) : undefined)
  const place = typeof on === 'string' && typeof seq === 'number' ? seq : head
  const own = typeof stream === 'string' && typeof place === 'number' ? [{ on: stream, seq: place }] : []
  return [...own, ...Object.values(value).flatMap(toldByAnswer)]
}

/** A signal says how far a room or a thread goes, or nothing of what was said. */
const toldBySignal = ({ on, is }: SignalFrame): Told[] => {
  const { room, head } = is as { room?: string; head?: number }
  const own = { on, seq: 0 }
  return room !== undefined && head !== undefined ? [own, { on: streamOfRoom(room), seq: head }] : [own]
}

const toldBy = (frame: ServerFrame): Told[] => {
  if ('ok' in frame) return toldByAnswer(frame.ok)
  if ('opened' in frame) return toldByAnswer(frame.streams)
  if ('reset' in frame) return [{ on: frame.on, seq: 0 }]
  if (!('ev' in frame)) return []
  return 'seq' in frame ? [toldByEvent(frame)] : toldBySignal(frame)
}

/** On one's own stream nothing is told of what was said elsewhere but by what one does. */
const isOfAll = ({ on }: Told) => !on.startsWith('chat/user/')

export const receivedBy = (user: string, frames: Iterable<ServerFrame>): Received[] =>
  [...frames].flatMap((frame) =>
    toldBy(frame)
      .filter(isOfAll)
      .map((told) => ({ user, ...told, ...cameOf(frame) })),
  )

/** The same of an answer over HTTP. */
export const receivedIn = (user: string, answer: unknown, asked: number, came: number): Received[] =>
  toldByAnswer(answer).map((told) => ({ user, ...told, asked, came }))
