/** What the page speaks: set before anything is evaluated that has texts of its own. */
import type { Language } from './languages.ts'

export type Choices = Readonly<Record<string, Compiled | number>>
type Token = string | readonly [name: string, type?: string, choices?: Choices]
export type Compiled = string | readonly Token[]
export type Messages = Readonly<Record<string, Compiled>>

interface Spoken {
  readonly language: Language
  /** As Intl wants it: in tests, that of the machine. */
  readonly locale: string | undefined
  readonly messages: Messages
  readonly plurals: Intl.PluralRules
}

declare global {
  /** Of the page as a whole: its first script may have been asked for twice, and is two modules then. */
  var parleySpoken: Spoken | undefined
}

/** Without a catalogue, as in tests, the texts of the code are shown, in English. */
const english: Spoken = { language: 'en', locale: undefined, messages: {}, plurals: new Intl.PluralRules('en') }

export const spoken = (): Spoken => globalThis.parleySpoken ?? english

export const speak = (language: Language, locale: string, messages: Messages): void => {
  globalThis.parleySpoken = { language, locale, messages, plurals: new Intl.PluralRules(locale) }
}

/** More texts of the same language. */
export const learn = (messages: Messages): void => {
  const before = spoken()
  globalThis.parleySpoken = { ...before, messages: { ...before.messages, ...messages } }
}
