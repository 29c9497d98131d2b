/** Keeps what the SDK is shown. */
import type { WebSocketLike } from '@parley/client'
import type { ServerFrame } from '@parley/protocol'
import WebSocket from 'ws'
import { noteCame } from './came.ts'

export interface Recorder {
  readonly openSocket: (url: string, protocols: string[]) => WebSocketLike
  /** Of all connections, in order, for as long as the SDK listens to each. */
  readonly frames: ServerFrame[]
  /** With which the sockets that were open have been closed. */
  readonly closeCodes: number[]
}

/** `host`: the name that the server goes by, where it is reached through something else. */
export const makeRecorder = (host?: string): Recorder => {
  const frames: ServerFrame[] = []
  const closeCodes: number[] = []
  const openSocket = (url: string, protocols: string[]): WebSocketLike => {
    const openedAt = Date.now()
    const socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...(host ? { headers: { host } } : {}) })
    let isLeft = false
    const close = socket.close.bind(socket)
    socket.close = (code?: number) => {
      isLeft = true
      close(code)
    }
    socket.addEventListener('message', ({ data }) => {
      if (isLeft) return
      const frame = JSON.parse(String(data))
      frames.push(frame)
      noteCame(frame, openedAt)
    })
    socket.addEventListener('open', () => socket.addEventListener('close', ({ code }) => void closeCodes.push(code)))
    return socket as unknown as WebSocketLike
  }
  return { openSocket, frames, closeCodes }
}
