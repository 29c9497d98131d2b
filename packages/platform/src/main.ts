#!/usr/bin/env node
/** `parley <command> …`: one process of the platform, or a task of an operator. What the container image runs. */
import { endAtSignal } from '@parley/service-kit'
import { type Command, commands } from './commands.ts'
import { messageOf } from './passing-fault.ts'

const lineOf = ([name, { takes = '', about }]: readonly [string, Command]): string =>
  `parley ${`${name} ${takes}`.padEnd(45)}${about}\n`

const usage = (): string => Object.entries(commands).map(lineOf).join('')
const isHelp = (word: string | undefined) => word === '--help' || word === '-h'

/** Ends the process with what can be asked for. */
function tell(code: 0 | 2, text: string): never {
  const to = code === 0 ? process.stdout : process.stderr
  to.write(text)
  process.exit(code)
}

endAtSignal()
const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (isHelp(name)) tell(0, usage())
if (!command) tell(2, name ? `There is no command ${name}.\n\n${usage()}` : usage())
if (args.some(isHelp)) tell(0, command.usage ?? lineOf([name, command]))
const strange = args.find((word) => !command.takes || (/^-./.test(word) && !command.hasOptions))
if (strange !== undefined) tell(2, `parley ${name} does not take ${strange}.\n\n${usage()}`)
try {
  process.exitCode = await command.run(args)
} catch (reason) {
  process.stderr.write(`${messageOf(reason as Error)}\n`)
  process.exit(1)
}
