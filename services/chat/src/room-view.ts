/** Rooms as the protocol tells them. */
import {
  type EventFrame,
  fail,
  lastBytes,
  type Output,
  permissionNames,
  type Redacted,
  usualPage,
} from '@parley/protocol'
import { eventsAt, takeFitting } from '@parley/service-kit'
import type { Chat } from './context.ts'
import type { KeepingConfig } from './keeping.ts'
import { toldOf } from './settings.ts'
import { sightOf } from './store/hidden.ts'
import { listMembers, type MemberRow } from './store/members.ts'
import { type RoomView, viewRoom, viewRooms } from './store/rooms.ts'

type Summary = Omit<Output<'room.list'>['rooms'][number], 'last'>
type Member = Output<'room.get'>['members'][number]
type Side = Pick<Chat, 'db' | 'answerBytes' | 'config'>

/** Bytes of JSON beside the name, and of one character of the name, at most. */
const aroundBytes = 560
const characterBytes = 6
/** Of what somebody keeps about a room, with the name of a folder. */
const keptBytes = 800

interface Named {
  readonly name: string
  readonly topic?: string
  readonly preference?: object | null
}

const bytesOf = ({ name, topic = '', preference }: Named) =>
  aroundBytes + characterBytes * (name.length + topic.length) + (preference ? keptBytes : 0)

/** Those with a name that fit one answer; one in any case. */
export const fitNamed = <One extends Named>(
  all: readonly One[],
  { answerBytes }: Pick<Side, 'answerBytes'>,
): readonly One[] => takeFitting(all, bytesOf, answerBytes())

const summarise = (view: RoomView, config: KeepingConfig): Summary => ({
  room: view.id,
  kind: view.kind,
  name: view.name,
  role: view.role,
  ...(view.topic ? { topic: view.topic } : {}),
  ...toldOf(view, config),
  on: `chat/room/${view.id}`,
  epoch: view.epoch,
  head: view.head,
  floor: view.floor,
  read: view.read,
  unread: view.unread,
  ...(view.mentions > 0 ? { mentions: view.mentions } : {}),
  ...(view.preference ? { preference: view.preference } : {}),
  ...(view.restricted ? { restricted: true } : {}),
})

const withLast = (view: RoomView, frame: string | undefined) => ({
  view,
  frame,
  bytes: bytesOf(view) + (frame ? Buffer.byteLength(frame) : 0),
})

/** A page of somebody's rooms, each with the event at its head as they see it. */
export const listRooms = async (
  { db, answerBytes, config }: Side,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<Output<'room.list'>> => {
  const [found, sight] = await Promise.all([viewRooms(db, person, after, limit + 1), sightOf(db, person)])
  const views = found.slice(0, limit)
  const heads = views.map(({ id, head: seq, epoch, since }) => ({ on: `chat/room/${id}`, seq, epoch, since }))
  const frames = await eventsAt(db, heads, { sight, mostBytes: lastBytes })
  const all = views.map((view, place) => withLast(view, frames[place]))
  const rooms = takeFitting(all, ({ bytes }) => bytes, answerBytes()).map(({ view, frame }) => ({
    ...summarise(view, config),
    ...(frame ? { last: JSON.parse(frame) as EventFrame | Redacted } : {}),
  }))
  return { rooms, more: found.length > rooms.length }
}

const toMember = ({ person: user, name, role, joined }: MemberRow): Member => ({ user, name, role, joined })

/** Read after the head: who came or left since then comes as an event too. */
export const pageOfMembers = async (side: Side, room: string, after = 0, limit: number = usualPage.members) => {
  const found = await listMembers(side.db, room, after, limit + 1)
  const held = fitNamed(found.slice(0, limit), side)
  return { members: held.map(toMember), more: found.length > held.length }
}

/** Of a room of a space, and of a thread of one. */
const inSpace = ({ space, category, place, apart, may }: RoomView): Pick<Output<'room.get'>, 'space'> =>
  space === null
    ? {}
    : {
        space: {
          space,
          ...(category === null ? {} : { category }),
          place,
          ...(apart ? { apart } : {}),
          may: permissionNames(BigInt(may ?? 0)),
        },
      }

/** The room and the first of its members, in the eyes of somebody who is in it. */
export const describeRoom = async (side: Side, person: string, room: string): Promise<Output<'room.get'>> => {
  const view = (await viewRoom(side.db, person, room)) ?? fail('ROOM_NOT_FOUND')
  const { parent, root: seq, wait_ms } = view
  const { members } = await pageOfMembers(side, parent ?? room)
  const thread = parent !== null && seq !== null ? { thread: { parent, seq } } : {}
  const waits = wait_ms === null ? {} : { wait_ms }
  return { ...summarise(view, side.config), ...waits, member_count: view.members, members, ...inSpace(view), ...thread }
}
