/** What `parley <command> …` is asked for. */
import type { Environment } from '@parley/service-kit'
import { type Command, commands } from './commands.ts'

const lineOf = ([name, { takes = '', about }]: readonly [string, Command]): string =>
  `parley ${`${name} ${takes}`.padEnd(45)}${about}\n`

const usage = (): string => Object.entries(commands).map(lineOf).join('')
const isHelp = (word: string | undefined) => word === '--help' || word === '-h'

/** What can be asked for. */
const tell = (code: 0 | 2, text: string): 0 | 2 => {
  const to = code === 0 ? process.stdout : process.stderr
  to.write(text)
  return code
}

/**
 * Does it. Resolves to the exit code, or to nothing where that is 0; a process of the platform goes on, and ends by itself. Rejects with
 * what went wrong.
 */
export const run = async ([name = '', ...args]: readonly string[], env: Environment): Promise<number | undefined> => {
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (isHelp(name)) return tell(0, usage())
  if (!command) return tell(2, name ? `There is no command ${name}.\n\n${usage()}` : usage())
  if (args.some(isHelp)) return tell(0, command.usage ?? lineOf([name, command]))
  const strange = args.find((word) => !command.takes || (/^-./.test(word) && !command.hasOptions))
  if (strange !== undefined) return tell(2, `parley ${name} does not take ${strange}.\n\n${usage()}`)
  return await command.run(args, env)
}
