/** How large a frame may be. One that is refused for its size would be refused again. */
import { leastFrameBytes } from '@parley/protocol'

const encoder = new TextEncoder()

/** Counted only where it matters: a text has three times as many bytes as units at most. */
export const bytesOf = (data: string | Uint8Array, most: number): number => {
  if (typeof data !== 'string') return data.length
  return data.length * 3 <= most ? data.length : encoder.encode(data).length
}

/** No server and no proxy refuses less for its size; where one seems to, the reason is another. */
const leastRefused = 1_024

export class FrameLimit {
  #told = leastFrameBytes
  #learned = Number.POSITIVE_INFINITY

  get most(): number {
    return Math.min(this.#told, this.#learned)
  }

  /** As hello says; a server of the release before does not. */
  tell(bytes: number | undefined): void {
    this.#told = Math.max(bytes ?? leastFrameBytes, leastRefused)
  }

  /** The connection was closed for a frame of so many bytes: from now on all are smaller. */
  refused(bytes: number): boolean {
    if (bytes < leastRefused) return false
    this.#learned = Math.min(this.#learned, bytes - 1)
    return true
  }

  /** So was it for a hello, which can be of any size: half of it is tried next. */
  refusedHello(bytes: number): void {
    this.#learned = Math.min(this.#learned, Math.max(Math.floor(bytes / 2), leastRefused))
  }
}
