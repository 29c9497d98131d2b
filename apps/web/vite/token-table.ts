/** Writes what a deployment may set of the look beside the page, as `tokens.json`: the gateway believes no other name, and no value beyond. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { colourOf, declaredIn, hexOf, marks, type Tokens, texts } from '../src/style/colours.ts'

/** Of what is not a colour: the unit, and from where to where it may be. */
const measures = {
  round: { unit: 'px', least: 0, most: 24 },
  rounder: { unit: 'px', least: 0, most: 32 },
  quick: { unit: 'ms', least: 0, most: 400 },
  control: { unit: 'px', least: 28, most: 56 },
  row: { unit: 'px', least: 36, most: 96 },
} as const

const plain = (name: string): string => name.slice(2)

const pairsOf = (pairs: typeof texts, least: number) =>
  pairs.flatMap(({ front, backs }) => backs.map((back) => [plain(front), plain(back), least] as const))

export const tokenTable = (css: string) => {
  const own: Tokens = declaredIn(css, '[data-theme="plain"]')
  const colours = Object.entries(own).filter(([, value]) => value.includes('oklch'))
  const others = Object.keys(own).filter((name) => !own[name]?.includes('oklch'))
  const unknown = others.filter((name) => !Object.hasOwn(measures, plain(name)))
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: say in vite/token-table.ts what it may be`)
  return {
    /** In light and in dark. */
    colours: Object.fromEntries(
      colours.map(([name]) => [plain(name), [0, 1].map((place) => hexOf(colourOf(own, name, place)))]),
    ),
    measures,
    /** What is read or seen on what, and how far they stand apart at least. */
    pairs: [...pairsOf(texts, 4.5), ...pairsOf(marks, 3)],
  }
}

export const writesTokenTable = (): Plugin => ({
  name: 'parley-token-table',
  apply: 'build',
  async generateBundle() {
    const css = await readFile(join(import.meta.dirname, '../src/style/tokens.css'), 'utf8')
    this.emitFile({ type: 'asset', fileName: 'tokens.json', source: JSON.stringify(tokenTable(css)) })
  },
})
