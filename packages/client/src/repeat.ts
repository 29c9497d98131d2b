/** What may be sent again without being asked to. */
import type { CommandName, ErrorName, Input } from '@parley/protocol'
import type { ParleyError } from './parley-error.ts'
import { rates } from './table.inline.ts'

/** Besides reads and sends: carried out twice, they leave the same. */
const repeatable: { readonly [C in CommandName]?: (input: Input<C>) => boolean } = {
  'room.create': (input) => input.kind === 'direct' || input.key !== undefined,
  'cursor.move': () => true,
  'member.add': () => true,
}

export const mayRepeat = <C extends CommandName>(command: C, input: Input<C>): boolean => {
  const rate = rates[command]
  return rate === 'read' || rate === 'send' || (repeatable[command]?.(input) ?? false)
}

/**
 * Troubles of the way rather than of the request. INTERNAL is not among them: a request that makes the server stumble
 * each time would hold up everything behind it.
 */
const passing: readonly ErrorName[] = ['TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'TOO_MANY_IN_FLIGHT', 'TOKEN_EXPIRED']

export const isPassing = (error: ParleyError): boolean => passing.includes(error.name)
