import { tame } from '../tame.ts'
import { initialsOf, toneOf } from './tone.ts'

interface AvatarProps {
  readonly id: string
  readonly name: string
}

/** Decoration: the name always stands beside it. */
export const Avatar = ({ id, name }: AvatarProps) => (
  <span className={`avatar ${toneOf(id)}`} aria-hidden="true">
    {initialsOf(tame(name))}
  </span>
)
