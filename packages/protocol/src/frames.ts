/** What travels on a socket, in both directions. */
import type { ErrorBody } from './errors.ts'
import type { Output } from './protocol.ts'
import type { EventFrame, Redacted } from './shapes.ts'

export const subprotocols = ['parley.v1.json', 'parley.v1.msgpack'] as const
export type Subprotocol = (typeof subprotocols)[number]

/** The service whose stream it is: the first part of its name. */
export const ownerOf = (on: string): string => on.slice(0, on.indexOf('/'))

/**
 * What every server takes in one frame: FRAME_BYTES is never set lower. Any request fits but those that say positions, in JSON with every
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

/**
 * Tells of streams that `hello` did not name yet. Events of the streams of this service come after the last of these frames,
 * and not before.
 */
export interface OpenedFrame extends Pick<Output<'hello'>, 'streams' | 'unknown'> {
  /** The service whose streams they are. */
  readonly opened: string
  /** Whether another one comes for this service. */
  readonly more?: true
}

/** A stream that you followed, by its name or as one always followed, is not yours any more, or is gone: nothing more comes of it. */
export interface EndedFrame {
  readonly on: string
  readonly ended: true
}

/** Sent outside any request when a frame could not be answered by its id. */
export interface ErrorFrame {
  readonly error: ErrorBody
}

export type ServerFrame =
  | Answer
  | EventFrame
  | Redacted
  | SignalFrame
  | ResetFrame
  | OpenedFrame
  | EndedFrame
  | ErrorFrame

/** What `ev` says of an event that may not be seen, or not any more. It is the name of no event. */
export const redactedEvent = 'redacted' satisfies Redacted['ev']

export const isRedacted = (frame: { readonly ev: string }): frame is Redacted => frame.ev === redactedEvent

/** An event, where what may not be seen is one that says nothing: for whoever reads events of both kinds in one way. */
export const asEvent = (frame: EventFrame | Redacted): EventFrame =>
  'is' in frame ? frame : { ...frame, at: 0, is: {} }

/** The JSON text of the twin of an event: its number, whether it counts as unread, and nothing that it said. */
export const redactedText = (on: string, seq: number, counts = true): string =>
  `{"on":"${on}","seq":${seq},"ev":"${redactedEvent}"${counts ? '' : ',"counts":false'}}`

/**
 * The JSON text of an event frame. `is` is JSON text already, so that a body is turned into text once in its life.
 * `seq` left out makes it a signal.
 */
export const frameText = (on: string, seq: number | undefined, ev: string, by: string | null, at: number, is: string) =>
  `{"on":"${on}",${seq === undefined ? '' : `"seq":${seq},`}"ev":"${ev}",${by ? `"by":"${by}",` : ''}"at":${at},"is":${is}}`
