/** Which languages there are, and which one the page speaks: what somebody has chosen on this device, or what their browser asks for. */

/** By what they call themselves. A new one has a catalogue beside this, a line in `catalogues`, and one in `public/boot.js`. */
export const languages = { en: 'English', de: 'Deutsch' } as const

export type Language = keyof typeof languages

/** `boot.js` reads it, too. */
export const languageKey = 'parley.language'

/** As what is kept, or `undefined` for what the browser says. */
export const readLanguage = (kept: string | null): Language | undefined =>
  kept !== null && Object.hasOwn(languages, kept) ? (kept as Language) : undefined

const baseOf = (tag: string): string => tag.split('-')[0]?.toLowerCase() ?? ''

/** The first that the page has; English where there is none. */
export const languageFor = (kept: string | null, asked: readonly string[]): Language =>
  readLanguage(kept) ?? asked.map(baseOf).map(readLanguage).find(Boolean) ?? 'en'

/** Dates and numbers as in the reader's own country, where that speaks the language. */
export const localeFor = (language: Language, asked: readonly string[]): string =>
  asked.find((tag) => baseOf(tag) === language) ?? language

/** In which direction a language is written. */
export const directionOf = (language: string): 'ltr' | 'rtl' =>
  ['ar', 'fa', 'he', 'ur'].includes(baseOf(language)) ? 'rtl' : 'ltr'
