import { useChat, useSelected } from '../chat/chat-context.ts'
import { Avatar } from './avatar.tsx'

interface PortraitProps {
  /** Their id. */
  readonly user: string
  readonly name: string
}

/** How somebody looks: their picture, where they have one. */
export const Portrait = ({ user, name }: PortraitProps) => {
  const { people } = useChat().parley
  const picture = useSelected(people, () => people.get(user)?.picture)
  return <Avatar id={user} name={name} {...(picture && { picture })} />
}
