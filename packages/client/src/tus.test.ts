import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { systemClock } from './clock.ts'
import { mostDirect, Tus } from './tus.ts'

const file = '0199d2c1-8a40-4f17-9b2e-3d5c7a1e6f90'

/** A server and the store beside it, which answers a PUT by this status; 0: not at all. */
const serve = async (ofStore: number) => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const { method, url = '', headers } = request
    asked.push(`${method} ${url} ${method === 'PUT' ? headers['content-length'] : ''}`.trim())
    if (method === 'PUT' && ofStore === 0) return void request.destroy()
    request.resume().once('end', () => {
      const put = `http://127.0.0.1:${(server.address() as AddressInfo).port}/store`
      response.statusCode = method === 'PUT' ? ofStore : 201
      response.end(JSON.stringify({ file, put }))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const call = async (command: string) => {
    asked.push(command)
    return { tus: '/t', direct: '/d', ends_in_ms: 3_600_000 }
  }
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const tus = new Tus({ url, clock: systemClock, call: call as never })
  const send = (blob: Blob) => tus.direct('a', blob, new AbortController().signal)
  return { asked, send, [Symbol.dispose]: () => void server.close() }
}

test('bytes go straight to the store where the server says so, and no more than fit one go', async () => {
  using server = await serve(200)
  expect(await server.send(new Blob(['hello']))).toBe(file)
  expect(server.asked).toEqual(['file.upload', 'POST /d', 'PUT /store 5', `POST /d/${file}`])
  const large = Object.defineProperty(new Blob(['x']), 'size', { value: mostDirect + 1 })
  expect(await server.send(large)).toBeUndefined()
  expect(server.asked).toHaveLength(4)
})

test.each([403, 0])('where the store has no ear for us (%i), they go in pieces from then on', async (status) => {
  using server = await serve(status)
  expect(await server.send(new Blob(['hello']))).toBeUndefined()
  expect(server.asked).toEqual(['file.upload', 'POST /d', 'PUT /store 5', 'file.remove'])
  expect(await server.send(new Blob(['hello']))).toBeUndefined()
  expect(server.asked).toHaveLength(4)
})
