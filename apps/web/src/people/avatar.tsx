import { Badge } from '../files/later.tsx'
import { tame } from '../tame.ts'
import { initialsOf, toneOf } from './tone.ts'

interface AvatarProps {
  readonly id: string
  readonly name: string
  /** The file that is its picture. Not given, or empty: it has none. */
  readonly picture?: string
}

/** Decoration: the name always stands beside it. */
export const Avatar = ({ id, name, picture }: AvatarProps) => (
  <span className={`avatar ${toneOf(id)}`} aria-hidden="true">
    {initialsOf(tame(name))}
    {picture && <Badge of={id} file={picture} />}
  </span>
)
