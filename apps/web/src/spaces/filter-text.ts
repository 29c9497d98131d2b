/** Filters in words. */
import type { Output } from '@parley/client'
import { tame } from '../tame.ts'

export type Filter = Output<'filter.list'>['filters'][number]
export type Found = Filter['found']

const outcomes: Readonly<Record<Filter['outcome'], string>> = {
  block: 'is not said',
  flag: 'is said, and noted in the log',
  mask: 'is said with stars for the words',
  time_out: 'is not said, and whoever said it only reads for a while',
}

export const foundText = (found: Found): string => {
  if ('words' in found) return found.words.map(tame).join(', ')
  if ('mentions' in found) return `More than ${found.mentions} mentions`
  return `More than ${found.messages} messages in ${found.seconds} seconds`
}

/** As in `bad, worse: is not said`. */
export const filterText = ({ found, outcome }: Pick<Filter, 'found' | 'outcome'>): string =>
  `${foundText(found)}: ${outcomes[outcome]}`

/** Words as they are written one a line; each once. */
export const wordsIn = (lines: string): string[] => [
  ...new Set(
    lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  ),
]
