/** The page's language, before there is anything of the page: nothing is shown in another one first. */
import { insist } from '../insist.ts'
import { directionOf, type Language, languageFor, languageKey, localeFor } from './languages.ts'
import { learn, type Messages, speak, spoken } from './spoken.ts'

type Load = () => Promise<{ readonly messages: Messages }>

/** What the first load says, and what is said by parts that come later. */
const catalogues: Readonly<Record<Language, { readonly first: Load; readonly rest: Load }>> = {
  en: { first: () => import('./en.po?first'), rest: () => import('./en.po?rest') },
  de: { first: () => import('./de.po?first'), rest: () => import('./de.po?rest') },
}

const kept = (): string | null => {
  try {
    return localStorage.getItem(languageKey)
  } catch {
    return null // the browser keeps nothing
  }
}

export const beginToSpeak = async (): Promise<void> => {
  const language = languageFor(kept(), navigator.languages)
  document.documentElement.lang = language
  document.documentElement.dir = directionOf(language)
  await speakIn(language, navigator.languages)
}

/** `asked`: by what dates and numbers are written, if it is of the language. */
export const speakIn = async (language: Language, asked: readonly string[]): Promise<void> => {
  const { messages } = await insist(catalogues[language].first)
  speak(language, localeFor(language, asked), messages)
}

/** Before anything is evaluated that comes later: it has texts of its own. */
export const learnTheRest = async (): Promise<void> => {
  const { messages } = await catalogues[spoken().language].rest()
  learn(messages)
}
