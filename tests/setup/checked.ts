/** Every answer that a test gets is looked at, whatever the test is about. */
import { type CommandName, commands, matches, type Output } from '@parley/protocol'

/** An answer that is as the table says, where it knows the command: a service of a test may have more. */
export const checked = <C extends CommandName>(name: C, ok: unknown): Output<C> => {
  if (!Object.hasOwn(commands, name) || matches(commands[name].output, ok)) return ok as Output<C>
  throw new Error(`${name} was answered otherwise than the table has it: ${JSON.stringify(ok).slice(0, 1_000)}`)
}
