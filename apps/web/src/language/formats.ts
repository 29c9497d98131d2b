/** Numbers, lists and the order of names, as the language of the page has them. Times are in `timeline/times.ts`. */
import { spoken } from './spoken.ts'

export const number = (value: number): string => value.toLocaleString(spoken().locale)

/** As in `1.2 MB`; with exactly that many digits behind the point. */
export const inUnit = (value: number, unit: string, digits = 0): string =>
  new Intl.NumberFormat(spoken().locale, {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(value)

const language = (): string => spoken().locale ?? 'en'

/** `a, b and c`. */
export const allOf = (parts: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: 'conjunction' }).format(parts)

/** `a, b or c`. */
export const oneOf = (parts: readonly string[]): string =>
  new Intl.ListFormat(language(), { type: 'disjunction' }).format(parts)

/** As a person who reads the language looks names up. */
export const byName = (one: string, other: string): number => one.localeCompare(other, spoken().locale)

/** With its first letter as at the beginning of a sentence. */
export const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase(spoken().locale) + text.slice(1)
