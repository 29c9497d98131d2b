/** What is said of a declaration: the doc comment right before it. */
import type { Source } from '../../check/source.ts'

const linesOf = (value: string): string[] => value.split('\n').map((line) => line.replace(/^\s*\*? ?/, '').trimEnd())

/** Empty where there is none. */
export const docBefore = ({ parsed, text }: Source, start: number): string => {
  const last = parsed.comments.findLast(({ end }) => end <= start)
  if (last?.type !== 'Block' || !last.value.startsWith('*') || text.slice(last.end, start).trim() !== '') return ''
  return linesOf(last.value.slice(1)).join('\n').trim()
}

/** Of what others can reach and are not meant to use. */
export const isInternal = (about: string): boolean => about.startsWith('@internal')
