/** What is loaded when somebody first begins the name of an emoji. */
import type { Nameable } from './emoji-begun.ts'
import { unicodeLines } from './unicode.inline.ts'

const split = (words: string): string[] => words.split(',').filter((word) => word !== '')

export const unicodeEmoji: readonly Nameable[] = unicodeLines.split('\n').map((line) => {
  const [emoji = '', names = '', tags = ''] = line.split(' ')
  const [name = '', ...others] = split(names)
  return { name, tags: [...others, ...split(tags)], written: emoji }
})
