/** When frames came to a client, and since when the connection was there that brought them; by `Date.now()`. */

export interface Came {
  /** Whatever is told in it was asked for at this moment or later. */
  readonly asked: number
  readonly came: number
}

const times = new WeakMap<object, Came>()

export const noteCame = (frame: object, asked: number): void => void times.set(frame, { asked, came: Date.now() })

export const cameOf = (frame: object): Came => {
  const known = times.get(frame)
  if (!known) throw new Error('nobody has noted when this frame came')
  return known
}
