/** What is typed behind a slash is for this page to do, and not a message. */
import { t } from '@lingui/core/macro'
import type { Room } from '@parley/client'
import { oneOf } from '../language/formats.ts'
import { readArguments } from './arguments.ts'
import { type SlashCommand, usageOf, type Values, whyNot } from './command.ts'

export type SlashText<Command extends SlashCommand = SlashCommand> =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly values: Values }
  | { readonly kind: 'fault'; readonly why: string }

/** One word of letters, and then nothing or a space: a path, a fraction and a comment in code stay messages. */
const slashed = /^\/(\p{L}+)(?:\s+([\s\S]*))?$/u

/** Those that begin so, in the order in which they are given. */
export const beginningWith = <Command extends SlashCommand>(commands: readonly Command[], start: string): Command[] =>
  commands.filter(({ name }) => name.startsWith(start.toLowerCase()))

const unknown = (commands: readonly SlashCommand[], name: string): string => {
  const near = beginningWith(commands, name.slice(0, 2))
  const hint = near.length > 0 ? t` Did you mean ${oneOf(near.map(usageOf))}?` : ''
  return t`There is no command /${name}.${hint} /help names them all; with // at its beginning, it is sent as a message.`
}

/** A second slash says that it is a message after all. */
const isEscaped = (commands: readonly SlashCommand[], text: string): boolean =>
  text.startsWith('//') && commands.some(({ name }) => name === text.slice(1).match(slashed)?.[1]?.toLowerCase())

/** `commands` are all that there are, whether one may use them in this room or not. */
export const readSlash = <Command extends SlashCommand>(
  commands: readonly Command[],
  text: string,
  room: Pick<Room, 'kind' | 'role'>,
): SlashText<Command> => {
  if (isEscaped(commands, text)) return { kind: 'message', text: text.slice(1) }
  const [, word, rest = ''] = text.trimEnd().match(slashed) ?? []
  if (word === undefined) return { kind: 'message', text }
  const command = commands.find(({ name }) => name === word.toLowerCase())
  const why = command
    ? whyNot(command, room)
    : unknown(
        commands.filter((one) => !whyNot(one, room)),
        word,
      )
  if (!command || why) return { kind: 'fault', why: why ?? '' }
  const read = readArguments(command, rest)
  return 'why' in read ? { kind: 'fault', why: read.why } : { kind: 'command', command, values: read.values }
}
