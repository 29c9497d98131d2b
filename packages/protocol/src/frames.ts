/** What travels on a socket, in both directions. */
import type { ErrorBody } from './errors.ts'
import type { EventFrame, Redacted } from './shapes.ts'

export const subprotocols = ['parley.v1.json', 'parley.v1.msgpack'] as const
export type Subprotocol = (typeof subprotocols)[number]

/**
 * What every server takes in one frame: FRAME_BYTES is never set lower. Any request but `hello` fits, in JSON with every
 * character escaped; a test holds it to the shapes.
 */
export const leastFrameBytes = 51_200

/** Client to server. `id` is any integer of the client's; the answer carries it. */
export interface Request {
  readonly id: number
  readonly do: string
  readonly with?: unknown
}

/** Server to client, one for each request. */
export type Answer = { readonly id: number; readonly ok: unknown } | { readonly id: number; readonly error: ErrorBody }

/** A passing remark on a stream: an event frame without `seq`. */
export type SignalFrame = Omit<EventFrame, 'seq'>

/** Tells that the events of a stream cannot be continued: drop what you have, read the history, go on from `head`. */
export interface ResetFrame {
  /** The stream. */
  readonly on: string
  /** Where it stands: its history, its newest event, and the last one that is no longer held. */
  readonly reset: { readonly epoch: number; readonly head: number; readonly floor: number }
}

/** Sent outside any request when a frame could not be answered by its id. */
export interface ErrorFrame {
  readonly error: ErrorBody
}

export type ServerFrame = Answer | EventFrame | Redacted | SignalFrame | ResetFrame | ErrorFrame

/** What `ev` says of an event that may not be seen, or not any more. It is the name of no event. */
export const redactedEvent = 'redacted' satisfies Redacted['ev']

export const isRedacted = (frame: { readonly ev: string }): frame is Redacted => frame.ev === redactedEvent

/** An event, where what may not be seen is one that says nothing: for whoever reads events of both kinds in one way. */
export const asEvent = (frame: EventFrame | Redacted): EventFrame =>
  'is' in frame ? frame : { ...frame, at: 0, is: {} }

/** The JSON text of the twin of an event: its number, and nothing that it said. */
export const redactedText = (on: string, seq: number): string => `{"on":"${on}","seq":${seq},"ev":"${redactedEvent}"}`

/**
 * The JSON text of an event frame. `is` is JSON text already, so that a body is turned into text once in its life.
 * `seq` left out makes it a signal.
 */
export const frameText = (on: string, seq: number | undefined, ev: string, by: string | null, at: number, is: string) =>
  `{"on":"${on}",${seq === undefined ? '' : `"seq":${seq},`}"ev":"${ev}",${by ? `"by":"${by}",` : ''}"at":${at},"is":${is}}`
