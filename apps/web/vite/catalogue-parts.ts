/**
 * Parts a catalogue in two: `de.po?first` has what the first load says, and `de.po?rest` what comes with the later parts. Which text is where
 * follows from which file of the build holds the module that says it. Where nothing is built, the first has all.
 */
import { compileMessage } from '@lingui/message-utils/compileMessage'
import { extractMessagesFromFiles } from '@lingui/native-tools'
import type { Plugin, Rollup } from 'vite'
import { readCatalogue } from '../catalogues.ts'

const part = /\/([a-z]+)\.po\?(first|rest)$/

/** What stands for a part until the build knows which texts are in it. */
const stand = /(["'`])catalogue ([a-z]+) (first|rest)\1/

const compiled = async (language: string, isIn: (id: string) => boolean): Promise<string> => {
  const texts = Object.entries(await readCatalogue(language)).filter(([id]) => isIn(id))
  return JSON.stringify(
    Object.fromEntries(
      texts.map(([id, { translation, message }]) => [id, compileMessage(translation || message || id)]),
    ),
  )
}

/** A file that is there before anything later is asked for. */
const isFirst = ({ name, isEntry }: Pick<Rollup.RenderedChunk, 'name' | 'isEntry'>): boolean =>
  isEntry || name === 'start'

const hasTexts = (id: string): boolean => /\/src\/.*\.tsx?$/.test(id)

const saidIn = async (chunks: readonly Rollup.RenderedChunk[]): Promise<ReadonlySet<string>> => {
  const { messages } = await extractMessagesFromFiles(chunks.flatMap(({ moduleIds }) => moduleIds).filter(hasTexts))
  return new Set(messages.map(({ id }) => id))
}

export const catalogueParts = (): Plugin => {
  let isBuilt = false
  return {
    name: 'parley-catalogue-parts',
    enforce: 'pre',
    configResolved({ command }) {
      isBuilt = command === 'build'
    },
    async load(id) {
      const [, language, which] = part.exec(id) ?? []
      if (!language) return undefined
      const text = isBuilt ? `catalogue ${language} ${which}` : await compiled(language, () => which === 'first')
      return { code: `export const messages = JSON.parse(${JSON.stringify(text)})`, moduleType: 'js' }
    },
    async renderChunk(code, _chunk, _options, { chunks }) {
      const [found, , language, which] = stand.exec(code) ?? []
      if (!found || !language) return null
      const first = await saidIn(Object.values(chunks).filter(isFirst))
      const text = await compiled(language, (id) => first.has(id) === (which === 'first'))
      return { code: code.replace(found, () => JSON.stringify(text)), map: null }
    },
  }
}
