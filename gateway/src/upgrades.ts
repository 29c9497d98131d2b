/** Which requests become sockets. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'

export class Upgrades {
  /** Of each connection the last answer over HTTP, given or due. */
  readonly #answers = new WeakMap<Socket, ServerResponse>()

  answers({ socket }: IncomingMessage, response: ServerResponse): void {
    this.#answers.set(socket, response)
  }

  /**
   * A client that would rather speak something else, HTTP/2 for example, is answered as if it had not said so. So is one
   * that has not waited for its answers: Node would let the handshake overtake them, and they would come among frames.
   */
  takes({ headers, socket }: IncomingMessage): boolean {
    return headers.upgrade?.toLowerCase() === 'websocket' && this.#answers.get(socket)?.writableFinished !== false
  }
}
