/** Keeps what the SDK is shown. */
import type { WebSocketLike } from '@parley/client'
import type { ServerFrame } from '@parley/protocol'

export interface Recorder {
  readonly openSocket: (url: string, protocols: string[]) => WebSocketLike
  /** Of all connections, in order, for as long as the SDK listens to each. */
  readonly frames: ServerFrame[]
  /** With which the sockets that were open have been closed. */
  readonly closeCodes: number[]
}

export const makeRecorder = (): Recorder => {
  const frames: ServerFrame[] = []
  const closeCodes: number[] = []
  const openSocket = (url: string, protocols: string[]): WebSocketLike => {
    const socket = new WebSocket(url, protocols)
    let isLeft = false
    const close = socket.close.bind(socket)
    socket.close = (code?: number) => {
      isLeft = true
      close(code)
    }
    socket.addEventListener('message', ({ data }) => {
      if (!isLeft) frames.push(JSON.parse(String(data)))
    })
    socket.addEventListener('open', () => socket.addEventListener('close', ({ code }) => void closeCodes.push(code)))
    return socket as WebSocketLike
  }
  return { openSocket, frames, closeCodes }
}
