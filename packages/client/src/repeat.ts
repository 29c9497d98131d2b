/** What may be sent again without being asked to. */
import type { CommandName, ErrorName, Input } from '@parley/protocol'
import type { ParleyError } from './parley-error.ts'
import { repeatable, repeatableWith, unrepeatable } from './table.inline.ts'

export const mayRepeat = <C extends CommandName>(command: C, input: Input<C>): boolean => {
  const verb = command.slice(command.indexOf('.') + 1)
  if (repeatable.includes(command) || ![command, verb].some((name) => unrepeatable.includes(name))) return true
  const given = input as Readonly<Record<string, unknown>>
  return repeatableWith[command]?.some((member) => given[member] !== undefined) ?? false
}

/**
 * Troubles of the way rather than of the request. INTERNAL is not among them: a request that makes the server stumble
 * each time would hold up everything behind it.
 */
const passing: readonly ErrorName[] = ['TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'TOO_MANY_IN_FLIGHT', 'TOKEN_EXPIRED']

export const isPassing = (error: ParleyError): boolean => passing.includes(error.name)
