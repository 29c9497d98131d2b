import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { expect, test } from 'vitest'
import { openPort } from './open-port.ts'

test('a port that somebody has taken is passed over', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const found = await openPort(port)
  expect(found).not.toBe(port)
  other.close()
  await once(other, 'close')
  expect(await openPort(found)).toBe(found)
})
