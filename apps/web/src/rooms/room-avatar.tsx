import type { Room } from '@parley/client'
import { useChat } from '../chat/chat-context.ts'
import { Avatar } from '../people/avatar.tsx'

/** A direct room wears the colour of the other person, where it is known who that is; a group has one of its own. */
export const RoomAvatar = ({ room }: { readonly room: Room }) => {
  const { me } = useChat()
  const other = room.kind === 'direct' ? room.members.find(({ user }) => user !== me)?.user : undefined
  return <Avatar id={other ?? room.id} name={room.name} />
}
