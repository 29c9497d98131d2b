/** The contrast of WCAG 2.2 (1.4.3 and 1.4.11) of every theme, in light and in dark. */
import { readFile } from 'node:fs/promises'
import { roomThemes } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { themes } from '../group/themes.ts'

const css = (
  await Promise.all(['tokens', 'themes'].map((name) => readFile(new URL(`${name}.css`, import.meta.url), 'utf8')))
)
  .join('\n')
  .replaceAll(/\/\*[\s\S]*?\*\//g, '')

type Tokens = Readonly<Record<string, string>>

/** What the rules say whose selectors name this, in their order. */
const declared = (selector: string): Tokens =>
  Object.fromEntries(
    [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)]
      .filter(([, selectors = '']) => selectors.includes(selector))
      .flatMap(([, , body = '']) => [...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)])
      .map(([, name = '', value = '']) => [name, value]),
  )

const tokensOf = (theme: string): Tokens => ({ ...declared(':root'), ...declared(`[data-theme="${theme}"]`) })

const numberOf = (text: string): number => {
  const [, one = text, other = '1'] = /^calc\((\S+) \* (\S+)\)$/.exec(text) ?? []
  return (one.endsWith('%') ? Number(one.slice(0, -1)) / 100 : Number(one)) * Number(other)
}

/** Lightness, chroma and hue of a token; `place` is 0 in light and 1 in dark. */
const colourOf = (tokens: Tokens, name: string, place: number): readonly [number, number, number] => {
  const value = (tokens[name] ?? '').replaceAll(/var\((--[\w-]+)\)/g, (_, own) => tokens[own] ?? '')
  const parts = [...value.matchAll(/oklch\((\S+) (calc\([^)]*\)|\S+) ([^)]+)\)/g)][place]
  if (!parts) throw new Error(`${name} is no pair of colours: ${value}`)
  return [numberOf(parts[1] ?? ''), numberOf(parts[2] ?? ''), numberOf(parts[3] ?? '')]
}

/** By the matrices of CSS Color 4, section 10; what a screen of sRGB cannot show is cut off. */
const luminanceOf = ([lightness, chroma, hue]: readonly [number, number, number]): number => {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const red = 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s
  const green = -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s
  const blue = -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s
  const cut = (part: number) => Math.min(1, Math.max(0, part))
  return 0.2126 * cut(red) + 0.7152 * cut(green) + 0.0722 * cut(blue)
}

const contrastOf = (one: number, other: number): number => (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)

const grounds = ['--paper', '--surface', '--sunken', '--bubble', '--own']
const texts: readonly (readonly [text: string, grounds: readonly string[]])[] = [
  ['--ink', [...grounds, '--danger-ground', '--warm-ground']],
  ['--faint', [...grounds, '--danger-ground']],
  ['--accent', grounds],
  ['--on-accent', ['--accent']],
  ['--danger', [...grounds, '--danger-ground']],
]
const marks: typeof texts = [
  ['--edge', ['--paper', '--surface']],
  ['--accent', grounds],
]

describe.each(themes)('in the theme %s', (theme) => {
  test.each(['light', 'dark'])('all that is read stands out from its ground in %s', (scheme) => {
    const tokens = tokensOf(theme)
    const place = scheme === 'light' ? 0 : 1
    const luminance = (name: string, more: Tokens = {}) => luminanceOf(colourOf({ ...tokens, ...more }, name, place))
    const faults = (pairs: typeof texts, least: number) =>
      pairs.flatMap(([front, backs]) =>
        backs
          .map((back) => ({ front, back, is: contrastOf(luminance(front), luminance(back)) }))
          .filter(({ is }) => is < least),
      )
    expect(faults(texts, 4.5)).toEqual([])
    expect(faults(marks, 3)).toEqual([])
    // No rule says how much; it was 1.1, of which many see nothing.
    expect(faults([['--surface', ['--bubble', '--own']]], 1.25)).toEqual([])
    const names = { ...declared('tone-"'), ...tokens }
    for (let hue = 0; hue < 360; hue += 5)
      expect(
        contrastOf(luminance('--tone-ink', { ...names, '--hue': `${hue}` }), luminance('--bubble')),
        `name of hue ${hue}`,
      ).toBeGreaterThanOrEqual(4.5)
  })
})

test('the page has all themes of the protocol, each with colours of its own', () => {
  expect(themes).toEqual(roomThemes)
  const looks = themes.map((theme) =>
    JSON.stringify(['--surface', '--own', '--accent'].map((name) => colourOf(tokensOf(theme), name, 0))),
  )
  expect(new Set(looks).size).toBe(themes.length)
})

test('the contrast of black and white is 21, and that of a colour with itself 1', () => {
  expect(contrastOf(luminanceOf([1, 0, 0]), luminanceOf([0, 0, 0]))).toBeCloseTo(21, 2)
  expect(contrastOf(0.4, 0.4)).toBe(1)
  // As browsers show it: rgb(0 0 255) has a luminance of 0.0722.
  expect(luminanceOf([0.45201, 0.31321, 264.052])).toBeCloseTo(0.0722, 3)
})
