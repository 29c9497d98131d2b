/** The names of events after which what one sees of a space is to be asked for; plain data in the bundle, as `table.inline.ts` is. */
import { type Event, events } from '@parley/protocol'

export const rules: readonly string[] = Object.entries<Event>(events).flatMap(([name, { effect }]) =>
  effect === 'rule' ? [name] : [],
)
