/**
 * What the SDK needs of a WebSocket; the browser's, Node's and that of `ws` are one. (Parameters are of type `never`
 * because each has other types for the same: any of them will do.)
 */
export interface WebSocketLike {
  /** Set to `arraybuffer`. */
  binaryType: string
  /** Set by the SDK, like the three others. */
  onopen: ((event: never) => void) | null
  /** With `data`: a text, or an ArrayBuffer. */
  onmessage: ((event: never) => void) | null
  /** With `code`: that of RFC 6455 or of the protocol. */
  onclose: ((event: never) => void) | null
  /** A close follows. */
  onerror: ((event: never) => void) | null
  /** Sends a text frame (`string`), or a binary one (`Uint8Array`). */
  send(data: never): void
  /** Closes it; a close is told. */
  close(code?: number): void
}

interface Listener {
  opened(): void
  received(data: unknown): void
  closed(code: number): void
}

export const listen = (socket: WebSocketLike, listener: Listener): WebSocketLike => {
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => listener.opened()
  socket.onmessage = ({ data }: { readonly data: unknown }) => listener.received(data)
  socket.onclose = ({ code }: { readonly code: number }) => listener.closed(code)
  socket.onerror = () => {} // a close follows
  return socket
}
