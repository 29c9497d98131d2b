/** Filters in words. */
import { t } from '@lingui/core/macro'
import type { Output } from '@parley/client'
import { tame } from '../tame.ts'

export type Filter = Output<'filter.list'>['filters'][number]
export type Found = Filter['found']

const outcomes: Readonly<Record<Filter['outcome'], string>> = {
  block: t`is not said`,
  flag: t`is said, and noted in the log`,
  mask: t`is said with stars for the words`,
  time_out: t`is not said, and whoever said it only reads for a while`,
}

export const foundText = (found: Found): string => {
  if ('words' in found) return found.words.map(tame).join(', ')
  if ('mentions' in found) return t`More than ${found.mentions} mentions`
  return t`More than ${found.messages} messages in ${found.seconds} seconds`
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
