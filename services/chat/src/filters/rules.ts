/** What a filter may say. */
import { fail } from '@parley/protocol'
import type { Filter } from './compile.ts'
import { bareWord, fold } from './fold.ts'

/** As it is kept. Fails where it could find nothing, or has nothing to put stars for. */
export const checkFilter = ({ name, found, ...rest }: Filter): Filter => {
  if (!('words' in found)) {
    if (rest.outcome === 'mask') fail('BAD_INPUT', { at: '/outcome', why: 'can be `mask` for words alone' })
    return { name: name.normalize('NFC'), found, ...rest }
  }
  const place = found.words.findIndex((word) => fold(bareWord(word)).text === '')
  if (place >= 0) fail('BAD_INPUT', { at: `/found/words/${place}`, why: 'shows nothing' })
  return { name: name.normalize('NFC'), found: { words: [...new Set(found.words)] }, ...rest }
}

/** As the audit log tells it: short. */
export const toldFilter = ({ name, found, outcome }: Filter) => ({
  name,
  outcome,
  ...('words' in found ? { words: found.words.length } : found),
})
