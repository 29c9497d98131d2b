/** What the SDK needs of a WebSocket; the browser's and Node's are one. */
export interface WebSocketLike {
  binaryType: string
  onopen: ((event: never) => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
  onerror: ((event: never) => void) | null
  send(data: string | Uint8Array): void
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
  socket.onmessage = ({ data }) => listener.received(data)
  socket.onclose = ({ code }) => listener.closed(code)
  socket.onerror = () => {} // a close follows
  return socket
}
