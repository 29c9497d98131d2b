import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { opcodes, writeFrame } from '../setup/frames.ts'

/** Where a faulty length has swallowed what comes behind it, nothing more is due: then it is we who hang up. */
const swallowedMs = 50

/** Whether these bytes end with a close frame that has a code. */
const isClosing = (bytes: Buffer): boolean => bytes.at(-4) === 0x80 + opcodes.close && bytes.at(-3) === 2

/**
 * Sends bytes, and a ping behind them that tells by its pong when all of them have been read; resolves to everything
 * that comes until the server ends the connection, which it does at the latest when we have.
 */
export const exchange = (url: string, bytes: Uint8Array): Promise<Buffer> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(url)
    const mark = randomBytes(8)
    let received: Buffer = Buffer.alloc(0)
    const socket = connect({ host: hostname, port: Number(port) })
    const swallowed = setTimeout(() => socket.end(), swallowedMs)
    socket.write(Buffer.concat([bytes, writeFrame({ opcode: opcodes.ping, payload: mark })]))
    socket.on('data', (data) => {
      received = Buffer.concat([received, data])
      if (received.includes(mark) || isClosing(received)) socket.end()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(swallowed)
      resolve(received)
    })
  })
