/** The page's language, before there is anything of the page: nothing is shown in another one first. */
import { insist } from '../insist.ts'
import { directionOf, type Language, languageFor, languageKey, localeFor } from './languages.ts'
import { type Messages, speak } from './spoken.ts'

const catalogues: Readonly<Record<Language, () => Promise<{ readonly messages: Messages }>>> = {
  en: () => import('./en.po'),
  de: () => import('./de.po'),
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
  const { messages } = await insist(catalogues[language])
  speak(localeFor(language, navigator.languages), messages)
}
