import { PresenceDot } from './later.tsx'
import { Portrait } from './portrait.tsx'

interface PersonAvatarProps {
  /** Their id. */
  readonly user: string
  readonly name: string
}

/** With whether they are there. */
export const PersonAvatar = ({ user, name }: PersonAvatarProps) => (
  <span className="face">
    <Portrait user={user} name={name} />
    <PresenceDot user={user} />
  </span>
)
