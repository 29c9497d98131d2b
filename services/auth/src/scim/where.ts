/** A filter as a condition of SQL. What whoever asks has written is only ever a parameter. */
import type { Filter, Literal, Operator } from './filter.ts'
import { refuse } from './refusal.ts'

export interface Column {
  /** As SQL. */
  readonly sql: string
  /** How it is compared: letter by letter, without regard to small and capital letters, or as a list of texts in small letters. */
  readonly as: 'exact' | 'folded' | 'boolean' | 'list' | 'id'
}

export interface Where {
  readonly sql: string
  readonly values: unknown[]
}

export const isId = (text: string): boolean => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)

type OnTexts = Exclude<Operator, 'pr'>

const onTexts: Readonly<Record<OnTexts, (column: string, value: string) => string>> = {
  eq: (column, value) => `${column} = ${value}`,
  ne: (column, value) => `${column} is distinct from ${value}`,
  co: (column, value) => `position(${value} in ${column}) > 0`,
  sw: (column, value) => `starts_with(${column}, ${value})`,
  ew: (column, value) => `right(${column}, length(${value})) = ${value}`,
}

const compareText = (column: Column, op: OnTexts, text: string, bind: (value: string) => string): string => {
  const { sql, as } = column
  if (as === 'id') {
    if (op === 'eq') return isId(text) ? `${sql} = ${bind(text)}::uuid` : 'false'
    return onTexts[op](`${sql}::text`, `${bind(text)}::text`)
  }
  if (as === 'exact') return onTexts[op](sql, `${bind(text)}::text`)
  const small = `lower(${bind(text)}::text)`
  if (as === 'folded') return onTexts[op](sql, small)
  if (op === 'eq') return `${sql} @> array[${small}]`
  return op === 'ne'
    ? `not ${sql} @> array[${small}]`
    : `exists (select from unnest(${sql}) one where ${onTexts[op]('one', small)})`
}

const compare = (
  column: Column,
  at: string,
  op: Operator,
  value: Literal,
  bind: (value: unknown) => string,
): string => {
  const { sql, as } = column
  if (op === 'pr') return as === 'list' ? `cardinality(${sql}) > 0` : `${sql} is not null`
  if (as === 'boolean') {
    const isTrue = typeof value === 'string' ? { true: true, false: false }[value.toLowerCase()] : value
    if (typeof isTrue !== 'boolean' || (op !== 'eq' && op !== 'ne'))
      return refuse('invalidFilter', `${at} is compared by eq or ne, with true or false.`)
    return `${sql} ${op === 'eq' ? '=' : '<>'} ${bind(isTrue)}`
  }
  if (value === null && (op === 'eq' || op === 'ne')) return `${sql} is ${op === 'eq' ? '' : 'not '}null`
  if (typeof value !== 'string') return refuse('invalidFilter', `${at} is compared with a text in quotes.`)
  return compareText(column, op, value, bind)
}

export const whereOf = (filter: Filter, columns: Readonly<Record<string, Column>>): Where => {
  const values: unknown[] = []
  const bind = (value: unknown) => `$${values.push(value)}`
  const sqlOf = (part: Filter, within = ''): string => {
    switch (part.is) {
      case 'and':
      case 'or':
        return `(${part.parts.map((one) => sqlOf(one, within)).join(` ${part.is} `)})`
      case 'not':
        return `(not coalesce(${sqlOf(part.of, within)}, false))`
      case 'within':
        return sqlOf(part.of, `${part.at}.`)
      case 'compare': {
        const at = `${within}${part.at}`
        const column = Object.hasOwn(columns, at) ? columns[at] : undefined
        if (!column) return refuse('invalidFilter', `A filter may ask for ${Object.keys(columns).join(', ')}.`)
        return compare(column, at, part.op, part.value, bind)
      }
    }
  }
  return { sql: sqlOf(filter), values }
}
