import { EventEmitter } from 'node:events'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { describe, expect, test, vi } from 'vitest'
import { Lobby, type LobbyLimits } from './lobby.ts'
import { steadyNow } from './steady-clock.ts'

/** A connection and its requests, as the lobby sees them. */
class Client extends EventEmitter {
  readonly remoteAddress: string
  isGone = false
  told = ''
  constructor(remoteAddress = '192.0.2.1') {
    super()
    this.remoteAddress = remoteAddress
  }
  destroy() {
    if (!this.isGone) queueMicrotask(() => this.emit('close'))
    this.isGone = true
  }
  end(text: string, done: () => void) {
    this.told = text
    done()
  }
  get socket() {
    return this as unknown as Socket
  }
}

const begin = (limits: Partial<LobbyLimits> = {}) => {
  const lobby = new Lobby({ most: () => 3, mostOfAddress: 3, answerMs: 60_000, isTrusted: () => false, ...limits })
  const come = (address?: string) => {
    const client = new Client(address)
    lobby.enter(client.socket)
    return client
  }
  const ask = (client: Client, { complete = true } = {}) => {
    const answer = Object.assign(new EventEmitter(), {
      writableEnded: false,
      writableNeedDrain: false,
      writableLength: 0,
    })
    lobby.begin({ socket: client, complete } as unknown as IncomingMessage, answer as unknown as ServerResponse)
    return answer
  }
  return { lobby, come, ask }
}

const gone = (clients: readonly Client[]) => clients.map(({ isGone }) => isGone)

describe('when there are as many connections as may be', () => {
  test('the oldest that has not brought its headers goes for a new one', () => {
    const { lobby, come } = begin()
    const clients = [come(), come(), come(), come()]
    expect(gone(clients)).toEqual([true, false, false, false])
    expect([lobby.size, lobby.dropped.address]).toEqual([3, 1])
  })

  test.each([
    ['idles after its answer', { complete: true }, { writableEnded: true }],
    ['has not brought all of its request', { complete: false }, {}],
    ['does not read its answer', {}, { writableEnded: true, writableLength: 1_000 }],
    ['reads a long answer slowly', {}, { writableNeedDrain: true }],
  ])('one that %s goes, and who waits for this side stays', (_, request, answered) => {
    const { come, ask } = begin()
    const [busy, slow, other] = [come(), come(), come()]
    ask(busy)
    Object.assign(ask(slow, request), answered)
    ask(other)
    come()
    expect(gone([busy, slow, other])).toEqual([false, true, false])
  })

  test('a handshake that is being looked at stays', () => {
    const { lobby, come } = begin()
    const [shaking, silent] = [come(), come(), come()]
    lobby.hold((shaking as Client).socket)
    come()
    expect(gone([shaking as Client, silent as Client])).toEqual([false, true])
  })

  test('and this side is waited for by all of them, a new one is refused, with a number', () => {
    const { lobby, come, ask } = begin({ mostOfAddress: 100 })
    for (const client of [come(), come(), come()]) ask(client)
    const late = come()
    expect(late.isGone).toBe(true)
    expect(late.told).toMatch(
      /^HTTP\/1.1 503 .*\r\nRetry-After: 2\r\n.*"code":1014.*"limit":"HTTP_CONNECTIONS","most":3/s,
    )
    expect([lobby.size, lobby.dropped.total]).toEqual([3, 1])
  })

  test('of one address, others are not concerned, and a trusted proxy may have all', () => {
    const { come } = begin({ most: () => 100, mostOfAddress: 2, isTrusted: (address) => address === '10.0.0.1' })
    const other = come('2001:db8::1')
    const own = [1, 2, 3].map((last) => come(`2001:db8:1:1::${last}`))
    const proxied = [come('10.0.0.1'), come('10.0.0.1'), come('10.0.0.1')]
    expect(gone([other, ...own, ...proxied])).toEqual([false, true, false, false, false, false, false])
  })
})

describe('a connection', () => {
  test('leaves its place to another when it ends or becomes a socket, and nothing of the lobby on the socket', async () => {
    const { lobby, come } = begin()
    const [first, second] = [come(), come(), come()] as [Client, Client, Client]
    first.destroy()
    await Promise.resolve()
    lobby.leave(second.socket)
    expect([lobby.size, second.listenerCount('close')]).toEqual([1, 0])
    expect(gone([come(), come()])).toEqual([false, false])
    expect(second.isGone).toBe(false)
  })

  test('that sends a hundred requests without waiting for an answer is ended', () => {
    const { lobby, come, ask } = begin()
    const client = come()
    for (let count = 0; count < 100; count++) ask(client)
    expect(client.isGone).toBe(false)
    ask(client)
    expect([client.isGone, lobby.dropped.pipeline]).toEqual([true, 1])
  })

  test('whose answer is not given or read in time is ended; one that idles is left to its own time limit', () => {
    const { lobby, come, ask } = begin()
    const [slow, idle, done] = [come(), come(), come()]
    ask(slow)
    ask(done).emit('close')
    lobby.look(steadyNow() + 59_000)
    expect(slow.isGone).toBe(false)
    lobby.look(steadyNow() + 61_000)
    expect(gone([slow, idle, done])).toEqual([true, false, false])
  })

  test('holds what its answers hold together', () => {
    const { lobby, come, ask } = begin()
    const client = come()
    ask(client).writableLength = 100
    ask(client).writableLength = 200
    const [place] = lobby.places
    expect(place?.unread).toBe(300)
    place?.abandon()
    expect(client.isGone).toBe(true)
  })
})

test('a lobby ends with its timer', () => {
  const clear = vi.spyOn(globalThis, 'clearInterval')
  const { lobby } = begin()
  lobby[Symbol.dispose]()
  expect(clear).toHaveBeenCalledOnce()
  clear.mockRestore()
})
