import type { Room } from '@parley/client'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Avatar } from '../people/avatar.tsx'
import { PersonAvatar } from '../people/person-avatar.tsx'

const otherIn = ({ kind, members }: Room, me: string): string | undefined =>
  kind === 'direct' ? members.find(({ user }) => user !== me)?.user : undefined

/** The id of the other person of a direct room, where it is known who that is. */
export const useOther = (room: Room): string | undefined => {
  const { me } = useChat()
  return useSelected(room, (room) => otherIn(room, me))
}

/** A direct room wears the colour of the other person, and shows whether they are there; a group has one of its own. */
export const RoomAvatar = ({ room }: { readonly room: Room }) => {
  const other = useOther(room)
  const name = useSelected(room, (room) => room.name)
  const picture = useSelected(room, (room) => room.picture)
  return other === undefined ? (
    <Avatar id={room.id} name={name} picture={picture} />
  ) : (
    <PersonAvatar user={other} name={name} />
  )
}
