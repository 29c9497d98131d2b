/**
 * How a deployment's web page looks: its own colours and measures, as a style sheet that stands in for the empty `look.css` of the page.
 * Which there are, from where to where, and what has to stand apart from what, the page says itself (`tokens.json`).
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Light and dark. */
type Colours = readonly [string, string]

export interface LookTable {
  readonly colours: Readonly<Record<string, Colours>>
  readonly measures: Readonly<Record<string, { readonly unit: string; readonly least: number; readonly most: number }>>
  readonly pairs: readonly (readonly [front: string, back: string, least: number])[]
}

type Look = Readonly<Record<string, unknown>>

const setting = 'PAGE_LOOK'
const schemes = ['light', 'dark'] as const
const mostBytes = 65_536

const isColour = (value: unknown): value is string => typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value)

const areColours = (value: unknown): value is Colours =>
  Array.isArray(value) && value.length === schemes.length && value.every(isColour)

const measureOf = (value: unknown, unit: string): number | undefined => {
  const [, digits] = typeof value === 'string' ? (new RegExp(`^(\\d{1,3})${unit}$`).exec(value) ?? []) : []
  return digits === undefined ? undefined : Number(digits)
}

const faultOf = ({ colours, measures }: LookTable, name: string, value: unknown): string | undefined => {
  if (Object.hasOwn(colours, name))
    return areColours(value)
      ? undefined
      : `${name} must be two colours, for light and for dark, as ["#0a5c55", "#7fd6cc"]`
  const measure = Object.hasOwn(measures, name) ? measures[name] : undefined
  if (!measure)
    return `${name} is none of what can be set: ${[...Object.keys(colours), ...Object.keys(measures)].join(', ')}`
  const { unit, least, most } = measure
  const given = measureOf(value, unit)
  return given !== undefined && given >= least && given <= most
    ? undefined
    : `${name} must be a whole number from ${least} to ${most} with its unit, as "${least}${unit}"`
}

/** By WCAG 2.2. */
const luminanceOf = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

const contrastOf = (one: string, other: string): number => {
  const [a, b] = [luminanceOf(one), luminanceOf(other)]
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05)
}

/** What nobody could read. What is not set keeps the colour that it has. */
const unreadable = ({ colours, pairs }: LookTable, look: Look): string[] =>
  pairs.flatMap(([front, back, least]) => {
    if (!Object.hasOwn(look, front) && !Object.hasOwn(look, back)) return []
    const [one, other] = [front, back].map((name) => (look[name] ?? colours[name]) as Colours)
    return schemes.flatMap((scheme, place) => {
      const is = contrastOf(one?.[place] ?? '', other?.[place] ?? '')
      return is < least
        ? [`${front} on ${back} has a contrast of ${is.toFixed(1)} in ${scheme}, where ${least} is the least`]
        : []
    })
  })

/** Who needs contrast asks for it, and gets the page's own. */
const sheetOf = (look: Look): string => {
  const lines = Object.entries(look).map(([name, value]) =>
    Array.isArray(value) ? `--${name}: light-dark(${value.join(', ')});` : `--${name}: ${value};`,
  )
  return `:root:not([data-contrast="more"]), :root:not([data-contrast="more"]) [data-theme="plain"] { ${lines.join(' ')} }\n`
}

/** Throws an Error that tells every fault. */
export const lookSheet = (text: string, table: LookTable): string => {
  const look = parsed(text)
  const invalid = Object.entries(look).flatMap(([name, value]) => faultOf(table, name, value) ?? [])
  const faults = invalid.length > 0 ? invalid : unreadable(table, look)
  if (faults.length > 0) throw new Error(faults.map((fault) => `${setting}: ${fault}`).join('\n'))
  return sheetOf(look)
}

const parsed = (text: string): Look => {
  try {
    const look: unknown = JSON.parse(text)
    if (typeof look === 'object' && look !== null && !Array.isArray(look)) return look as Look
  } catch {} // said below
  throw new Error(`${setting} must name a file with a JSON object, as {"accent": ["#0a5c55", "#7fd6cc"]}`)
}

const read = (path: string, otherwise: string): string => {
  try {
    const text = readFileSync(path, 'utf8')
    if (text.length <= mostBytes) return text
  } catch {} // said below
  throw new Error(otherwise)
}

/** `path` is of the file, `root` the folder of the page. */
export const readLook = (path: string, root: string): string => {
  const given = read(path, `${setting} is ${path}, which cannot be read, or holds more than ${mostBytes} bytes`)
  const table = read(
    join(root, 'tokens.json'),
    `${setting}: the page in ${root} does not say what can be set; take that of this release`,
  )
  return lookSheet(given, JSON.parse(table) as LookTable)
}
