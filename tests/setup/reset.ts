import { once } from 'node:events'
import { Worker } from 'node:worker_threads'

/** Runs beside this thread, which sees nothing of it before it is over. */
const code = `
  const { connect } = require('node:net')
  const { host, port, text, over } = require('node:worker_threads').workerData
  const socket = connect(port, host, () => socket.write(text, () => socket.resetAndDestroy()))
  socket.on('error', () => {})
  socket.on('close', () => {
    Atomics.store(over, 0, 1)
    Atomics.notify(over, 0)
  })`

/** Sends a text and resets the connection, both before a server in this process accepts it. */
export const sendAndReset = async (url: string, text: string): Promise<void> => {
  const { hostname: host, port } = new URL(url)
  const over = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(code, { eval: true, workerData: { host, port: Number(port), text, over } })
  await once(worker, 'online')
  Atomics.wait(over, 0, 0, 10_000)
  await worker.terminate()
}
