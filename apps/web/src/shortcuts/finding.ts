import { beginsSo } from '../mentions/mention-text.ts'
import type { ShortcutId } from './table.ts'

export interface Goal {
  readonly id: string
  readonly name: string
  /** What it is of, such as the space of a room. */
  readonly of?: string | undefined
  /** The keys that lead there, too. */
  readonly shortcut?: ShortcutId
  go(): void
}

export interface Goals {
  readonly title: string
  readonly goals: readonly Goal[]
  /** Are there for who has typed something alone. */
  readonly isAsked?: true
}

/** Of each kind so many are offered. */
const most = 7

/** Each word of what is sought begins a word of its name, or of what it is of. */
const fits = ({ name, of = '' }: Goal, words: readonly string[]): boolean =>
  words.every((word) => beginsSo(name, word) || beginsSo(of, word))

export const goalsNamed = (sought: string, kinds: readonly Goals[]): readonly Goals[] => {
  const words = sought.split(/\s+/).filter(Boolean)
  return kinds
    .filter(({ isAsked }) => words.length > 0 || !isAsked)
    .map((kind) => ({ ...kind, goals: kind.goals.filter((goal) => fits(goal, words)).slice(0, most) }))
    .filter(({ goals }) => goals.length > 0)
}
