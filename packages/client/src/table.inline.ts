/**
 * What the SDK needs of the protocol's table, as plain data: where the SDK is built, this stands in the bundle in place of
 * the table and its schemas.
 */
import {
  type CommandName,
  commands,
  type Event,
  events,
  MessageText,
  peopleAtOnce as mostAtOnce,
  type RateClass,
  StreamName,
} from '@parley/protocol'

const valuesOf = <Name extends string, Entry, Value>(
  table: Readonly<Record<Name, Entry>>,
  of: (entry: Entry) => Value,
) => Object.fromEntries(Object.entries<Entry>(table).map(([name, entry]) => [name, of(entry)])) as Record<Name, Value>

export const rates: Readonly<Record<CommandName, RateClass>> = valuesOf(commands, ({ rate }) => rate)

/** By the name of the event: newer servers send some that are not here. */
export const effects: Readonly<Record<string, Pick<Event, 'counts' | 'effect'>>> = valuesOf<string, Event, object>(
  events,
  ({ counts, effect }) => ({ counts, effect }),
)

/** How many members one command brings in. */
export const peopleAtOnce: number = mostAtOnce

/** Of the names of streams. */
export const streamName = (StreamName as unknown as { readonly pattern: string }).pattern

const { maxLength, pattern } = MessageText as unknown as { readonly maxLength: number; readonly pattern: string }
export const messageText = { maxLength, pattern }
