import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { endWith } from '../src/http-answers.ts'

test('an answer to a client that has reset its connection ends that connection, and not the process', async () => {
  const server = createServer({ pauseOnConnect: true }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const arrived = once(server, 'connection')
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [socket] = (await arrived) as [Socket]
  client.resetAndDestroy()
  await once(client, 'close')

  const uncaught: unknown[] = []
  const note = (fault: unknown) => void uncaught.push(fault)
  process.on('uncaughtException', note)
  // `once` would listen for errors, which is what is tried here.
  const ended = new Promise((resolve) => socket.on('close', resolve))
  endWith(socket, 400, {})
  await ended
  await new Promise(setImmediate)
  process.off('uncaughtException', note)
  server.close()
  expect(uncaught).toEqual([])
  expect(socket.destroyed).toBe(true)
})
