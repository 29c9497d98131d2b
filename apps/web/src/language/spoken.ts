/** What the page speaks: set once, before anything is evaluated that has texts of its own. */

export type Choices = Readonly<Record<string, Compiled | number>>
type Token = string | readonly [name: string, type?: string, choices?: Choices]
export type Compiled = string | readonly Token[]
export type Messages = Readonly<Record<string, Compiled>>

interface Spoken {
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
const english: Spoken = { locale: undefined, messages: {}, plurals: new Intl.PluralRules('en') }

export const spoken = (): Spoken => globalThis.parleySpoken ?? english

export const speak = (locale: string, messages: Messages): void => {
  globalThis.parleySpoken = { locale, messages, plurals: new Intl.PluralRules(locale) }
}
