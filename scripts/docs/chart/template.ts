/** Objects with expressions in them, as templates of Helm. */
import { stringify } from 'yaml'

// biome-ignore lint/suspicious/noExplicitAny: objects of many kinds
export type Any = any

const expressions: string[] = []

/** Stands in a text, or is one, until the text is YAML: what a template has between its braces YAML would put in quotes. */
const hold = (text: string): string => `held${expressions.push(text) - 1}held`

/** A value that is a text, or a part of one. */
export const value = (expression: string): string => hold(`{{ ${expression} }}`)

/** A whole value, put in quotes. */
export const quoted = (expression: string): string => hold(`{{ ${expression} | quote }}`)

/** A map or list, as the values have it, or as this makes it of them. */
export const block = (expression: string, by = 'toYaml'): string => hold(`block ${by} ${expression} | trim`)

const nested = (line: string): string =>
  line.replace(/^( *)(.*: )held(\d+)held$/, (all, indent: string, key: string, place: string) => {
    const [, expression] = /^block (.+)$/.exec(expressions[Number(place)] ?? '') ?? []
    return expression ? `${indent}${key}{{- ${expression} | nindent ${indent.length + 2} }}` : all
  })

const filled = (line: string): string =>
  line.replaceAll(/held(\d+)held/g, (_, place) => expressions[Number(place)] ?? '')

/** What is YAML and has braces of its own would be read as an expression. */
const checked = (text: string): string => {
  if (text.includes('{{')) throw new Error('an object has braces of its own')
  return text
}

export const templateOf = (objects: readonly Any[]): string =>
  objects
    .map((object) => checked(stringify(object, { lineWidth: 0 })))
    .join('---\n')
    .split('\n')
    .map((line) => filled(nested(line)))
    .join('\n')
