import { Avatar } from './avatar.tsx'
import { PresenceDot } from './later.tsx'

interface PersonAvatarProps {
  /** Their id. */
  readonly user: string
  readonly name: string
}

/** With whether they are there. */
export const PersonAvatar = ({ user, name }: PersonAvatarProps) => (
  <span className="face">
    <Avatar id={user} name={name} />
    <PresenceDot user={user} />
  </span>
)
