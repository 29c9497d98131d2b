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

/** Of a connection that ended without a close frame. */
const lost = 1006

/** The end is told once. */
export const listen = (socket: WebSocketLike, listener: Listener): WebSocketLike => {
  let [isOpen, isOver] = [false, false]
  const end = (code: number) => {
    if (!isOver) listener.closed(code)
    isOver = true
  }
  socket.binaryType = 'arraybuffer'
  socket.onopen = () => {
    isOpen = true
    listener.opened()
  }
  socket.onmessage = ({ data }: { readonly data: unknown }) => listener.received(data)
  socket.onclose = ({ code }: { readonly code: number }) => end(code)
  // A close follows; not so in Node 22, whose own WebSocket says no more than this of a handshake that failed.
  socket.onerror = () => {
    if (!isOpen) end(lost)
  }
  return socket
}
