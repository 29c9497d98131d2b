/** What is typed behind a slash is for this page to do, and not a message. */

/** What a command takes: words to the end of the text, or one person by name. */
export interface SlashArgument {
  readonly name: string
  readonly kind: 'text' | 'person'
  readonly optional?: true
}

export interface SlashCommand {
  /** Lower-case letters. */
  readonly name: string
  /** A sentence. */
  readonly about: string
  /** At most one, as what follows the name is one text. */
  readonly takes?: SlashArgument
}

export type SlashText<Command extends SlashCommand = SlashCommand> =
  | { readonly kind: 'message'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command; readonly given: string }
  | { readonly kind: 'fault'; readonly why: string }

/** One word of letters, and then nothing or a space: a path, a fraction and a comment in code stay messages. */
const slashed = /^\/(\p{L}+)(?:\s+([\s\S]*))?$/u

/** `/topic` and what it is given, as it is written. */
export const usageOf = ({ name, takes }: SlashCommand): string => {
  const argument = takes && (takes.optional ? `[${takes.name}]` : `<${takes.name}>`)
  return argument ? `/${name} ${argument}` : `/${name}`
}

/** Those that begin so, in the order in which they are given. */
export const beginningWith = <Command extends SlashCommand>(commands: readonly Command[], start: string): Command[] =>
  commands.filter(({ name }) => name.startsWith(start.toLowerCase()))

/** The commands that somebody may be about to type; none once there is a space, or where the text is a message. */
export const completionsOf = <Command extends SlashCommand>(commands: readonly Command[], text: string): Command[] =>
  /^\/\p{L}*$/u.test(text) ? beginningWith(commands, text.slice(1)) : []

const unknown = (commands: readonly SlashCommand[], name: string): string => {
  const near = beginningWith(commands, name.slice(0, 2))
  const hint = near.length > 0 ? ` Did you mean ${near.map(usageOf).join(' or ')}?` : ''
  return `There is no command /${name}.${hint} /help names them all; with // at its beginning, it is sent as a message.`
}

/** A second slash says that it is a message after all. */
const isEscaped = (commands: readonly SlashCommand[], text: string): boolean =>
  text.startsWith('//') && commands.some(({ name }) => name === text.slice(1).match(slashed)?.[1]?.toLowerCase())

export const readSlash = <Command extends SlashCommand>(
  commands: readonly Command[],
  text: string,
): SlashText<Command> => {
  if (isEscaped(commands, text)) return { kind: 'message', text: text.slice(1) }
  const [, word, rest = ''] = text.trimEnd().match(slashed) ?? []
  if (word === undefined) return { kind: 'message', text }
  const command = commands.find(({ name }) => name === word.toLowerCase())
  if (!command) return { kind: 'fault', why: unknown(commands, word) }
  const given = rest.trim()
  if (given === '' && command.takes && !command.takes.optional)
    return { kind: 'fault', why: `/${command.name} needs more: ${usageOf(command)}. ${command.about}` }
  if (given !== '' && !command.takes) return { kind: 'fault', why: `/${command.name} takes nothing behind it.` }
  return { kind: 'command', command, given }
}
