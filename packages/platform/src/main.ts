#!/usr/bin/env node
/** `parley <command> …`: one process of the platform, or a task of an operator. What the container image runs. */
import { endAtSignal } from '@parley/service-kit'
import { commands } from './commands.ts'

const usage = (): string =>
  Object.entries(commands)
    .map(([name, { takes = '', about }]) => `parley ${`${name} ${takes}`.padEnd(45)}${about}\n`)
    .join('')

endAtSignal()
const [name = '', ...args] = process.argv.slice(2)
const command = Object.hasOwn(commands, name) ? commands[name] : undefined
if (!command || (args.length > 0 && !command.takes)) {
  process.stderr.write(usage())
  process.exit(2)
}
try {
  process.exitCode = await command.run(args)
} catch (reason) {
  process.stderr.write(`${(reason as Error).message}\n`)
  process.exit(1)
}
