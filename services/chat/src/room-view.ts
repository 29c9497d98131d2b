/** Rooms as the protocol tells them. */
import { fail, type Output, usualPage } from '@parley/protocol'
import { takeFitting } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { listMembers, type MemberRow } from './store/members.ts'
import { type RoomView, viewRoom } from './store/rooms.ts'

type Summary = Output<'room.list'>['rooms'][number]
type Member = Output<'room.get'>['members'][number]
type Side = Pick<Chat, 'db' | 'answerBytes'>

/** Bytes of JSON beside the name, and of one character of the name, at most. */
const aroundBytes = 400
const characterBytes = 6
const bytesOf = ({ name }: { readonly name: string }) => aroundBytes + characterBytes * name.length

/** Those with a name that fit one answer; one in any case. */
export const fitNamed = <Named extends { readonly name: string }>(
  all: readonly Named[],
  { answerBytes }: Pick<Side, 'answerBytes'>,
): readonly Named[] => takeFitting(all, bytesOf, answerBytes())

export const summarise = (view: RoomView): Summary => ({
  room: view.id,
  kind: view.kind,
  name: view.name,
  role: view.role,
  on: `chat/room/${view.id}`,
  epoch: view.epoch,
  head: view.head,
  floor: view.floor,
  read: view.read,
  unread: view.unread,
})

const toMember = ({ person: user, name, role, joined }: MemberRow): Member => ({ user, name, role, joined })

/** Read after the head: who came or left since then comes as an event too. */
export const pageOfMembers = async (side: Side, room: string, after = 0, limit: number = usualPage.members) => {
  const found = await listMembers(side.db, room, after, limit + 1)
  const held = fitNamed(found.slice(0, limit), side)
  return { members: held.map(toMember), more: found.length > held.length }
}

/** The room and the first of its members, in the eyes of somebody who is in it. */
export const describeRoom = async (side: Side, person: string, room: string): Promise<Output<'room.get'>> => {
  const view = (await viewRoom(side.db, person, room)) ?? fail('ROOM_NOT_FOUND')
  const { members } = await pageOfMembers(side, room)
  return { ...summarise(view), member_count: view.members, members }
}
