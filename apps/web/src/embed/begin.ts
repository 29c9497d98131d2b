/** Where an element begins: with the language of the document, as all texts are made for one; then with the rest. */
import { insist } from '../insist.ts'
import { learnTheRest, speakIn } from '../language/begin.ts'
import { languageFor } from '../language/languages.ts'
import { loadPartsBy } from '../later.ts'

type Show = typeof import('./show.tsx').show

let begun: Promise<Show> | undefined

const begin = async (asked: readonly string[]): Promise<Show> => {
  await speakIn(languageFor(null, asked), asked)
  loadPartsBy(() => learnTheRest().then(() => import('../parts.ts')))
  return (await insist(() => import('./show.tsx'))).show
}

/** `language`: as the first element says; the languages of the browser where it says none. What did not come is asked for again by the next one. */
export const showing = (language: string | null): Promise<Show> => {
  begun ??= begin([...(language === null ? [] : [language]), ...navigator.languages])
  begun.catch(() => {
    begun = undefined
  })
  return begun
}
