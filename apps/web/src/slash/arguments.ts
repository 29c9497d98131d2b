/** Reads what stands behind a command, by what it takes. */
import { plural, t } from '@lingui/core/macro'
import { readWhile } from '../timed/moments.ts'
import { type SlashArgument, type SlashCommand, shownAs, usageOf, type Values } from './command.ts'

interface Piece {
  readonly value: string
  readonly rest: string
}

type Duration = Pick<Extract<SlashArgument, { kind: 'duration' }>, 'most' | 'off'>

/** One word, or several in quotation marks; with what stands behind it. */
const piece = /^(@?"[^"]*"|\S+)\s*([\s\S]*)$/u

const pieceOf = (text: string, isLast: boolean): Piece => {
  const [, value = '', rest = ''] = isLast ? [text, text] : (piece.exec(text) ?? [])
  return { value: isLast ? value : value.replace(/^(@?)"(.*)"$/s, '$1$2'), rest }
}

const hours = (ms: number): string => plural(ms / 3_600_000, { one: 'an hour', other: '# hours' })

const spanMeaning = ({ most, off }: Duration): string =>
  [
    t`a time such as 30s, 20m, 2h, 3d or 1w`,
    ...(most ? [t`of at most ${hours(most)}`] : []),
    ...(off ? [t`or off`] : []),
  ].join(', ')

/** What it has to be, in words. */
export const meaningOf = (argument: SlashArgument): string => {
  switch (argument.kind) {
    case 'duration':
      return spanMeaning(argument)
    case 'choice':
      return t`one of ${argument.choices.join(', ')}`
    case 'user':
      return argument.among ? t`the name of a member` : t`the name of somebody`
    case 'room':
      return t`the name of a conversation of yours`
    default:
      return t`words`
  }
}

const ended = /^off(?:\s+([\s\S]*))?$/iu

const readDuration = (text: string, { most = Number.POSITIVE_INFINITY, off }: Duration) => {
  const none = off && ended.exec(text)
  if (none) return { value: 0, rest: none[1] ?? '' }
  const found = readWhile(text)
  return found && found.inMs <= most ? { value: found.inMs, rest: found.rest } : undefined
}

const readChoice = (text: string, choices: readonly string[], isLast: boolean) => {
  const { value, rest } = pieceOf(text, isLast)
  const chosen = choices.find((choice) => choice.toLowerCase() === value.replace(/^\//, '').toLowerCase())
  return chosen === undefined ? undefined : { value: chosen, rest }
}

/** Nothing where it is not what it has to be. */
const readOne = (argument: SlashArgument, text: string, isLast: boolean) => {
  if (argument.kind === 'duration') return readDuration(text, argument)
  if (argument.kind === 'choice') return readChoice(text, argument.choices, isLast)
  const { value, rest } = pieceOf(text, isLast)
  return { value, rest: isLast ? '' : rest }
}

export type ReadArguments = { readonly values: Values } | { readonly why: string }

export const readArguments = (command: SlashCommand, given: string): ReadArguments => {
  const { name, about, takes = [] } = command
  const values: Record<string, string | number> = {}
  let left = given.trim()
  for (const [place, argument] of takes.entries()) {
    if (left === '' && argument.optional) continue
    if (left === '') return { why: t`/${name} needs more: ${usageOf(command)}. ${about}` }
    const read = readOne(argument, left, place === takes.length - 1)
    if (!read) return { why: t`${shownAs(argument)} of ${usageOf(command)} has to be ${meaningOf(argument)}.` }
    values[argument.name] = read.value
    left = read.rest.trim()
  }
  if (left === '') return { values }
  return {
    why:
      takes.length === 0 ? t`/${name} takes nothing behind it.` : t`/${name} takes no more than ${usageOf(command)}.`,
  }
}
