/** Events that are to be seen for a while alone: each says of itself for how long, from its own moment on. */

/** In JSON, where no text can hold it: its quotes would be escaped. */
const member = '"expires_ms":'

/** Whether the time of an event is over, of which the body is JSON text. Nearly every body is looked through and no more. */
export const isOver = (body: string, at: number, now: number): boolean =>
  body.includes(member) && at + Number((JSON.parse(body) as { readonly expires_ms?: unknown }).expires_ms) <= now
