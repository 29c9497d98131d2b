/**
 * How answers travel from a service to a gateway: a line each, `<ref> <JSON text>`, where the text is `{"ok":…}` or
 * `{"error":…}`. The gateway puts the request's id in front and passes the text on, without reading it.
 */
import type { ErrorBody } from '@parley/protocol'

export interface Reply {
  /** The `ref` of the call that it answers. */
  readonly ref: number
  /** JSON text: `{"ok":…}` or `{"error":…}`. */
  readonly text: string
}

/** An answer read: what a caller without a socket gets. */
export type Result = { readonly ok: unknown } | { readonly error: ErrorBody }

export const okText = (ok: unknown): string => `{"ok":${JSON.stringify(ok)}}`

export const errorText = (error: ErrorBody): string => `{"error":${JSON.stringify(error)}}`

/** The JSON text of a whole answer frame. */
export const answerText = (id: number, text: string): string => `{"id":${id},${text.slice(1)}`

export const encodeReply = ({ ref, text }: Reply): string => `${ref} ${text}`

/** Replies joined by line feeds, of which JSON text holds none. */
export const decodeReplies = (message: string): Reply[] =>
  message.split('\n').map((line) => {
    const space = line.indexOf(' ')
    return { ref: Number(line.slice(0, space)), text: line.slice(space + 1) }
  })
