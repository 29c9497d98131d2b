/** The catalogues as they lie beside the code, for tests. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { formatter } from '@lingui/format-po'

interface Entry {
  /** In English. */
  readonly message?: string
  readonly translation?: string
}

/** Texts by their ids. */
export const readCatalogue = async (language: string): Promise<Readonly<Record<string, Entry>>> => {
  const filename = join(import.meta.dirname, 'src/language', `${language}.po`)
  const text = await readFile(filename, 'utf8')
  return formatter().parse(text, { locale: language, sourceLocale: 'en', filename })
}
