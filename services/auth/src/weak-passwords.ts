/**
 * Passwords that would be guessed first. Looked at when one is chosen, and never at a log-in: who has one already gets
 * in. The list is that of zxcvbn with 49,233, of which 17,950 are long enough to be chosen. They take 60 ms at the start
 * and 1.2 MB.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const listFile = createRequire(import.meta.url).resolve('@zxcvbn-ts/language-common/src/passwords.json')

/** Shorter ones are refused by their shape. */
const shortest = 8

/** Equal for what differs in case, or in the form of its characters, alone. */
const fold = (text: string): string => text.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC')

/** Read and not imported: a module would keep all of it. */
const readCommon = (): ReadonlySet<string> => {
  const all = JSON.parse(readFileSync(listFile, 'utf8')) as readonly string[]
  return new Set(all.filter((password) => password.length >= shortest).map(fold))
}

const common = readCommon()

const withoutSigns = (text: string): string => text.replaceAll(/[^\p{L}\p{N}]/gu, '')
const withoutDigits = (text: string): string => text.replaceAll(/\p{N}/gu, '')

/** A word, once or more often, with nothing but digits and signs around it. */
const isWord = (folded: string, word: string): boolean => {
  const password = withoutSigns(folded)
  const name = withoutSigns(word)
  const letters = withoutDigits(name)
  return [name, letters].some(
    (form) => form !== '' && password.includes(form) && withoutDigits(password.replaceAll(form, '')) === '',
  )
}

/** Why this password is not to be chosen, as the rest of a sentence; undefined where it may be. `words` are those of the deployment, such as its name. */
export const weaknessOf = (password: string, username: string, words: readonly string[]): string | undefined => {
  const folded = fold(password)
  const shown = folded.replaceAll(/[\s\p{C}]/gu, '')
  if (shown === '') return 'it shows nothing'
  if (new Set(shown).size === 1) return 'it is one character, repeated'
  if (common.has(folded) || common.has(shown)) return 'it is among the most common ones'
  if (isWord(folded, username)) return 'it is your username, or little more'
  return words.some((word) => isWord(folded, fold(word))) ? 'it is a word of this place, or little more' : undefined
}
