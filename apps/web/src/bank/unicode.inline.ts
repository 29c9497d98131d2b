/** The emoji of Unicode by the names that people type; plain data in the bundle. */
import { gemoji } from 'gemoji'

const joined = (words: readonly string[]): string => words.map((word) => word.replaceAll(' ', '_')).join()

/** Each a line: the emoji, its names, and words by which it is found besides. One text, as nothing is smaller. */
export const unicodeLines: string = gemoji
  .map(({ emoji, names, tags }) => `${emoji} ${joined(names)} ${joined(tags)}`)
  .join('\n')
