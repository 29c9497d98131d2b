/** The contrast of WCAG 2.2 (1.4.3, 1.4.6 and 1.4.11) of every theme, in light and in dark; and that no text is too small to be read. */
import { readdir, readFile } from 'node:fs/promises'
import { roomThemes } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { themes } from '../group/themes.ts'
import { colourOf, contrastOf, declaredIn, hexOf, luminanceOf, marks, type Tokens, texts } from './colours.ts'

const isSheet = (name: string) => name.endsWith('.css')
const sheet = (name: string) => readFile(new URL(name, import.meta.url), 'utf8')
const css = (await Promise.all(['tokens.css', 'themes.css'].map(sheet))).join('\n')
const declared = (selector: string): Tokens => declaredIn(css, selector)

/** Of pages whose reader asks for no more contrast. */
const rootOf = (): Tokens => declaredIn(css.replaceAll(/:root\[[^{]*\{[^}]*\}/g, ''), ':root')
const tokensOf = (theme: string): Tokens => ({ ...rootOf(), ...declared(`[data-theme="${theme}"]`) })

const faultsOf = (tokens: Tokens, place: number, pairs: typeof texts, least: number) =>
  pairs.flatMap(({ front, backs }) =>
    backs
      .map((back) => ({
        front,
        back,
        is: contrastOf(luminanceOf(colourOf(tokens, front, place)), luminanceOf(colourOf(tokens, back, place))),
      }))
      .filter(({ is }) => is < least),
  )

/** The names of people are of any hue, on what is said and in pictures of their own. */
const namesFault = (tokens: Tokens, place: number, least: number) =>
  Array.from({ length: 72 }, (_, step) => ({ ...tokens, '--hue': `${step * 5}` })).flatMap((own) => [
    ...faultsOf(own, place, [{ front: '--tone-ink', backs: ['--bubble', '--surface', '--paper'] }], least),
    ...faultsOf(own, place, [{ front: '--on-tone', backs: ['--tone-ground'] }], 4.5),
  ])

const schemes = ['light', 'dark']

describe.each(themes)('in the theme %s', (theme) => {
  test.each(schemes)('all that is read stands out from its ground in %s', (scheme) => {
    const tokens = tokensOf(theme)
    const place = schemes.indexOf(scheme)
    expect(faultsOf(tokens, place, texts, 4.5)).toEqual([])
    expect(faultsOf(tokens, place, marks, 3)).toEqual([])
    // No rule says how much; it was 1.1, of which many see nothing.
    expect(faultsOf(tokens, place, [{ front: '--surface', backs: ['--bubble', '--own'] }], 1.25)).toEqual([])
    expect(namesFault({ ...declared('tone-"'), ...tokens }, place, 4.5)).toEqual([])
  })
})

test.each(schemes)('whoever asks for more contrast has 7 for all that is read in %s', (scheme) => {
  const tokens = { ...tokensOf('plain'), ...declared('[data-contrast="more"]') }
  const place = schemes.indexOf(scheme)
  expect(faultsOf(tokens, place, texts, 7)).toEqual([])
  expect(faultsOf(tokens, place, marks, 4.5)).toEqual([])
  expect(faultsOf(tokens, place, [{ front: '--line', backs: ['--paper', '--surface'] }], 3)).toEqual([])
  expect(namesFault(tokens, place, 7)).toEqual([])
})

test('what lies on the stage of pictures is read there', () => {
  const stage = (front: string) => ({ front, backs: ['--stage'] })
  expect(faultsOf(rootOf(), 0, [stage('--on-stage'), stage('--faint-on-stage')], 7)).toEqual([])
})

test('the page has all themes of the protocol, each with colours of its own', () => {
  expect(themes).toEqual(roomThemes)
  const looks = themes.map((theme) =>
    JSON.stringify(['--surface', '--own', '--accent'].map((name) => colourOf(tokensOf(theme), name, 0))),
  )
  expect(new Set(looks).size).toBe(themes.length)
})

test('every style takes its colours and sizes of type from the table, and no text is under 12 px', async () => {
  const names = (await readdir(new URL('.', import.meta.url))).filter(isSheet)
  const own = names.filter((name) => name !== 'tokens.css' && name !== 'themes.css')
  const strays = await Promise.all(
    own.map(async (name) =>
      (await sheet(name)).split('\n').flatMap((line, place) => {
        const isColour = /#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|oklab)a?\(|: (?:white|black)\b/i.test(line)
        const isType = /font(?:-size)?: (?!inherit|var\()[^;]*\d/.test(line)
        return isColour || isType ? [`${name}:${place + 1} ${line.trim()}`] : []
      }),
    ),
  )
  expect(strays.flat()).toEqual([])
  const sizes = Object.entries(declared(':root')).filter(([, value]) => /^[\d.]+rem$/.test(value))
  expect(sizes.length).toBeGreaterThan(5)
  for (const [name, value] of sizes) expect(Number.parseFloat(value), name).toBeGreaterThanOrEqual(0.75)
})

test('no style knows left from right, but that of pictures: the page turns round with its language', async () => {
  const sided = /(?:^|[\s-])(?:left|right)(?=:|-|;)/
  const names = (await readdir(new URL('.', import.meta.url))).filter((name) => isSheet(name) && name !== 'files.css')
  const strays = await Promise.all(
    names.map(async (name) =>
      (await sheet(name)).split('\n').filter((line) => sided.test(line) && !line.includes('/*')),
    ),
  )
  expect(strays.flat()).toEqual([])
})

test('every token that a style names is in the table', async () => {
  const all = (await Promise.all((await readdir(new URL('.', import.meta.url))).filter(isSheet).map(sheet))).join('\n')
  const set = new Set([...all.matchAll(/(--[\w-]+):/g)].map(([, name]) => name))
  set.add('--role') // the page says it of each person
  const missing = [...all.matchAll(/var\((--[\w-]+)\)/g)].map(([, name = '']) => name).filter((name) => !set.has(name))
  expect([...new Set(missing)]).toEqual([])
})

test('the contrast of black and white is 21, and that of a colour with itself 1', () => {
  expect(contrastOf(luminanceOf([1, 0, 0]), luminanceOf([0, 0, 0]))).toBeCloseTo(21, 2)
  expect(contrastOf(0.4, 0.4)).toBe(1)
  // As browsers show it: rgb(0 0 255) has a luminance of 0.0722.
  expect(luminanceOf([0.45201, 0.31321, 264.052])).toBeCloseTo(0.0722, 3)
  expect(hexOf([0.45201, 0.31321, 264.052])).toBe('#0000ff')
})
