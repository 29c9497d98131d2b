import { expect, test } from 'vitest'
import { listen, type WebSocketLike } from './web-socket.ts'

const begin = () => {
  const told: string[] = []
  const socket = listen({ send: () => {}, close: () => {} } as unknown as WebSocketLike, {
    opened: () => told.push('opened'),
    received: () => told.push('received'),
    closed: (code) => told.push(`closed ${code}`),
  })
  const happens = (what: 'onopen' | 'onerror' | 'onclose', code = 0) => socket[what]?.({ code } as never)
  return { told, happens }
}

test('a handshake that fails ends a connection, whether a close follows the error or not', () => {
  const { told, happens } = begin()
  happens('onerror')
  expect(told).toEqual(['closed 1006'])
  happens('onclose', 1006)
  expect(told).toEqual(['closed 1006'])
})

test('of a connection that is open, the close says why it ended', () => {
  const { told, happens } = begin()
  happens('onopen')
  happens('onerror')
  happens('onclose', 4007)
  expect(told).toEqual(['opened', 'closed 4007'])
})
