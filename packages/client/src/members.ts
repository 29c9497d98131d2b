/** Who is in a room, brought up to date by its events. Pure. */
import type { EventFrame, Output } from '@parley/protocol'
import { isEvent } from './events.ts'

export type Member = Output<'room.get'>['members'][number]

const without = (members: readonly Member[], user: string): Member[] => members.filter((member) => member.user !== user)

/** An event that the list already includes changes nothing once all events have been applied. */
export const applyToMembers = (members: readonly Member[], event: EventFrame): readonly Member[] => {
  if (isEvent(event, 'member.joined')) return [...without(members, event.is.user), event.is]
  if (isEvent(event, 'member.left')) return without(members, event.is.user)
  if (!isEvent(event, 'role.changed')) return members
  const { user, role } = event.is
  return members.map((member) => (member.user === user ? { ...member, role } : member))
}
