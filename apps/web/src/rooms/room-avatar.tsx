import type { Room } from '@parley/client'
import { useChat, useSelected } from '../chat/chat-context.ts'
import { Avatar } from '../people/avatar.tsx'

const otherIn = ({ kind, members }: Room, me: string): string | undefined =>
  kind === 'direct' ? members.find(({ user }) => user !== me)?.user : undefined

/** A direct room wears the colour of the other person, where it is known who that is; a group has one of its own. */
export const RoomAvatar = ({ room }: { readonly room: Room }) => {
  const { me } = useChat()
  const id = useSelected(room, (room) => otherIn(room, me) ?? room.id)
  const name = useSelected(room, (room) => room.name)
  return <Avatar id={id} name={name} />
}
