/** What somebody may be about to type behind a slash. */
import { beginsSo } from '../mentions/mention-text.ts'
import { type SlashArgument, type SlashCommand, usageOf } from './command.ts'
import { beginningWith } from './slash-text.ts'

export interface Completion {
  /** All of what is typed then. */
  readonly text: string
  readonly label: string
  readonly about: string
}

/** Names that may be given. */
export interface Names {
  readonly members: readonly string[]
  /** Of people whom one knows, and who are not in the room. */
  readonly others: readonly string[]
  readonly rooms: readonly string[]
}

const most = 8

const optionsOf = (argument: SlashArgument, { members, others, rooms }: Names): readonly string[] => {
  switch (argument.kind) {
    case 'choice':
      return argument.choices
    case 'user':
      return argument.among ? members : others
    case 'room':
      return rooms
    case 'duration':
      return argument.off ? ['off'] : []
    default:
      return []
  }
}

interface Begun {
  readonly argument: SlashArgument
  readonly typed: string
  readonly isLast: boolean
}

const whole = /^(?:@?"[^"]*"|(?!@?")\S+)\s+/u

/** The argument that is being typed. */
const begunOf = ({ takes = [] }: SlashCommand, given: string): Begun | undefined => {
  let typed = given
  for (const [place, argument] of takes.entries()) {
    const isLast = place === takes.length - 1
    const [before] = isLast ? [] : (whole.exec(typed) ?? [])
    if (before === undefined) return { argument, typed, isLast }
    typed = typed.slice(before.length)
  }
  return undefined
}

const written = (option: string, isLast: boolean): string =>
  isLast ? option : `${/\s/u.test(option) ? `"${option}"` : option} `

const ofArgument = (command: SlashCommand, text: string, given: string, names: Names): Completion[] => {
  const begun = begunOf(command, given)
  // Who begins with an @ is offered members as in any message.
  if (!begun || begun.typed.startsWith('@')) return []
  const { argument, typed, isLast } = begun
  const before = text.slice(0, text.length - typed.length)
  return optionsOf(argument, names)
    .filter((option) => option !== typed && beginsSo(option, typed.replace(/^"/, '')))
    .slice(0, most)
    .map((option) => ({ text: before + written(option, isLast), label: option, about: argument.name }))
}

/** `commands` are those that one may use here. None where the text is a message. */
export const completionsOf = (commands: readonly SlashCommand[], text: string, names: Names): Completion[] => {
  if (/^\/\p{L}*$/u.test(text))
    return beginningWith(commands, text.slice(1)).map((command) => ({
      text: command.takes ? `/${command.name} ` : `/${command.name}`,
      label: usageOf(command),
      about: command.about,
    }))
  const [, word, given = ''] = /^\/(\p{L}+)\s+([\s\S]*)$/u.exec(text) ?? []
  const command = commands.find(({ name }) => name === word?.toLowerCase())
  return command ? ofArgument(command, text, given, names) : []
}
