/** Event and signal frames with the types of their bodies. */
import type { EventBody, EventFrame, EventName, Redacted, SignalBody, SignalFrame, SignalName } from '@parley/protocol'
import { effects } from './table.inline.ts'

/** An event of one name, with the type of its body: `EventOf<'message.sent'>`. `isEvent` makes one of an EventFrame. */
export type EventOf<E extends EventName> = Omit<EventFrame, 'ev' | 'is'> & { readonly ev: E; readonly is: EventBody<E> }
/** A signal of one name, with the type of its body: `SignalOf<'cursor.moved'>`. `isSignal` makes one of a SignalFrame. */
export type SignalOf<S extends SignalName> = Omit<SignalFrame, 'ev' | 'is'> & {
  readonly ev: S
  readonly is: SignalBody<S>
}

/** Whether an event is one of this name; its `is` has a type then. */
export const isEvent = <E extends EventName>(frame: { readonly ev: string }, name: E): frame is EventOf<E> =>
  frame.ev === name

/** Whether a signal is one of this name; its `is` has a type then. */
export const isSignal = <S extends SignalName>(frame: { readonly ev: string }, name: S): frame is SignalOf<S> =>
  frame.ev === name

/** What an event is called that may not be seen. It is one that counts, and goes on counting. */
const redacted = 'redacted' satisfies Redacted['ev']

/** Whether it was taken back, or its author is hidden. */
export const isRedacted = ({ ev }: { readonly ev: string }): boolean => ev === redacted

/** The event in the place of one that was taken back. */
export const redactedOf = (event: EventFrame): EventFrame => {
  const { on, seq } = event
  return wholeEvent({ on, seq, ev: redacted, ...(counts(event) ? {} : { counts: false }) })
}

/** What may not be seen is an event called `redacted` that says nothing, so that all that comes is of one form. */
export const wholeEvent = (frame: EventFrame | Redacted): EventFrame =>
  'is' in frame ? frame : { ...frame, at: 0, is: {} }

/** Whether it adds to the unread count of those who have not read that far. Newer servers send events we do not know. */
export const counts = (event: Pick<EventFrame, 'ev'> | Redacted): boolean =>
  event.ev === redacted ? !('counts' in event && event.counts === false) : effectsOf(event.ev).counts === true

/** The positions that an event takes back. */
export const takenBackBy = ({ ev, is: { seq, also } }: EventFrame): readonly number[] => {
  const { effect } = effectsOf(ev)
  const more = (also as readonly number[] | undefined) ?? []
  return effect === 'redact' ? [seq as number, ...more] : effect === 'trim' ? more : []
}

/** What an event does besides saying something; nothing where this version does not know it. */
export const effectsOf = (ev: string): (typeof effects)[string] => (Object.hasOwn(effects, ev) && effects[ev]) || {}
