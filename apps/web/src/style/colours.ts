/** Colours as the style sheets write them, and how far they stand apart (WCAG 2.2, 1.4.3 and 1.4.11). */

/** Lightness, chroma and hue. */
export type Oklch = readonly [number, number, number]

export type Tokens = Readonly<Record<string, string>>

/** What the rules of a style sheet declare whose selectors name this, in their order. */
export const declaredIn = (css: string, selector: string): Tokens =>
  Object.fromEntries(
    [...css.replaceAll(/\/\*[\s\S]*?\*\//g, '').matchAll(/([^{}]+)\{([^{}]*)\}/g)]
      .filter(([, selectors = '']) => selectors.includes(selector))
      .flatMap(([, , body = '']) => [...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)])
      .map(([, name = '', value = '']) => [name, value]),
  )

const numberOf = (text: string): number => {
  const [, one = text, other = '1'] = /^calc\((\S+) \* (\S+)\)$/.exec(text) ?? []
  return (one.endsWith('%') ? Number(one.slice(0, -1)) / 100 : Number(one)) * Number(other)
}

/** `place` is 0 in light and 1 in dark. */
export const colourOf = (tokens: Tokens, name: string, place: number): Oklch => {
  const value = (tokens[name] ?? '').replaceAll(/var\((--[\w-]+)\)/g, (_, own) => tokens[own] ?? '')
  const all = [...value.matchAll(/oklch\((\S+) (calc\([^)]*\)|\S+) ([^)]+)\)/g)]
  const parts = all[all.length === 1 ? 0 : place]
  if (!parts) throw new Error(`${name} is no pair of colours: ${value}`)
  return [numberOf(parts[1] ?? ''), numberOf(parts[2] ?? ''), numberOf(parts[3] ?? '')]
}

/** Red, green and blue in linear light, by the matrices of CSS Color 4, section 10; what a screen of sRGB cannot show is cut off. */
const linearOf = ([lightness, chroma, hue]: Oklch): readonly number[] => {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)]
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  const parts = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
  return parts.map((part) => Math.min(1, Math.max(0, part)))
}

export const luminanceOf = (colour: Oklch): number => {
  const [red = 0, green = 0, blue = 0] = linearOf(colour)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

export const contrastOf = (one: number, other: number): number =>
  (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05)

/** As `#rrggbb`. */
export const hexOf = (colour: Oklch): string => {
  const bytes = linearOf(colour).map((part) =>
    Math.round(255 * (part <= 0.0031308 ? 12.92 * part : 1.055 * part ** (1 / 2.4) - 0.055)),
  )
  return `#${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}`
}

const grounds = ['--paper', '--surface', '--sunken', '--bubble', '--own']

interface Pairs {
  readonly front: string
  readonly backs: readonly string[]
}

/** What is read, and what it stands on: 4.5 or more. */
export const texts: readonly Pairs[] = [
  { front: '--ink', backs: [...grounds, '--danger-ground', '--warm-ground'] },
  { front: '--faint', backs: [...grounds, '--danger-ground'] },
  { front: '--accent', backs: grounds },
  { front: '--on-accent', backs: ['--accent'] },
  { front: '--danger', backs: [...grounds, '--danger-ground'] },
  // The count of what mentions one.
  { front: '--paper', backs: ['--danger'] },
]

/** Borders of controls, and marks without which something is not understood: 3 or more. */
export const marks: readonly Pairs[] = [
  { front: '--edge', backs: ['--paper', '--surface'] },
  { front: '--accent', backs: grounds },
  { front: '--good', backs: ['--paper', '--surface'] },
  { front: '--warm', backs: ['--paper', '--surface'] },
]
