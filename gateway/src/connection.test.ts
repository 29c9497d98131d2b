import { Duplex } from 'node:stream'
import { closeCodes } from '@parley/protocol'
import { describe, expect, test, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { Connection } from './connection.ts'
import { encodings } from './encoding.ts'
import { Turn } from './turn.ts'
import { Unread } from './unread.ts'

const mostWaiting = 100_000

/** A connection whose client takes what is written when it is told to. */
const begin = (total = Number.POSITIVE_INFINITY) => {
  const written: Buffer[] = []
  let taken: (() => void) | undefined
  const socket = new Duplex({
    read: () => {},
    highWaterMark: 10_000,
    write: (data: Buffer, _, done) => {
      written.push(data)
      taken = done
    },
  })
  const closes: number[] = []
  const ws = { readyState: 1, close: (code: number) => closes.push(code), terminate: vi.fn() }
  const identity = { user: 'ann', session: 's', key: 'k', expiresAt: Number.POSITIVE_INFINITY }
  const unread = new Unread({ each: mostWaiting, total })
  const encoding = encodings['parley.v1.json']
  const connection = new Connection(ws as unknown as WebSocket, socket, identity, '', encoding, new Turn(), unread)
  const take = () => {
    const done = taken
    taken = undefined
    done?.()
  }
  return { connection, closes, ws, take, socket, text: () => Buffer.concat(written).toString() }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve))
const bytes = (size: number) => Buffer.alloc(size, 'x')

/** Whether a promise has been kept by now. */
const isKept = async (promise: Promise<void>) => {
  let kept = false
  void promise.then(() => {
    kept = true
  })
  await nextTurn()
  return kept
}

describe('a connection', () => {
  test('writes what comes in one turn together, in order', async () => {
    const { connection, text } = begin()
    for (const part of ['a', 'b', 'c']) connection.write(Buffer.from(part))
    expect(text()).toBe('')
    await nextTurn()
    expect(text()).toBe('abc')
  })

  test('is not cut for what one turn brings, however much that is', async () => {
    const { connection, closes, take } = begin()
    connection.write(bytes(10 * mostWaiting))
    await nextTurn()
    take()
    await nextTurn()
    connection.write(bytes(1))
    await nextTurn()
    expect(closes).toEqual([])
  })

  test('is cut when more waits since an earlier turn than may, and gets nothing more', async () => {
    const { connection, closes, text } = begin()
    connection.write(bytes(mostWaiting))
    await nextTurn()
    connection.write(bytes(1))
    await nextTurn()
    expect(closes).toEqual([])
    connection.write(bytes(1))
    await nextTurn()
    expect(closes).toEqual([closeCodes.SLOW_READER.code])
    expect(connection.closed).toBe(true)
    expect(text()).toHaveLength(mostWaiting)
  })

  test('is ended at once when more waits for all connections than may', async () => {
    const { connection, closes, ws } = begin(20_000)
    connection.write(bytes(15_000))
    await nextTurn()
    expect(connection.closed).toBe(false)
    connection.write(bytes(15_000))
    await nextTurn()
    expect(connection).toMatchObject({ closed: true, reason: 'SLOW_READER' })
    expect(ws.terminate).toHaveBeenCalledOnce()
    expect(closes).toEqual([])
  })

  test('is full while its client does not take what it was sent, and says when that changes', async () => {
    const { connection, take } = begin()
    expect(connection.isFull).toBe(false)
    connection.write(bytes(20_000))
    await nextTurn()
    expect(connection.isFull).toBe(true)
    const drained = [connection.drained(), connection.drained()] as const
    expect(await isKept(drained[0])).toBe(false)
    take()
    expect(await isKept(drained[0])).toBe(true)
    expect(await isKept(drained[1])).toBe(true)
    expect(connection.isFull).toBe(false)
  })

  test('is full within a turn as well, until that is written', async () => {
    const { connection, take } = begin()
    for (let part = 0; part < 3; part++) connection.write(bytes(30_000))
    expect(connection.isFull).toBe(true)
    const drained = connection.drained()
    await nextTurn()
    expect(await isKept(drained)).toBe(false)
    take()
    expect(await isKept(drained)).toBe(true)
  })

  test('lets nobody wait for it once it is gone', async () => {
    const { connection, socket } = begin()
    connection.write(bytes(20_000))
    await nextTurn()
    const drained = connection.drained()
    socket.destroy()
    expect(await isKept(drained)).toBe(true)
    connection.closed = true
    expect(connection.isFull).toBe(false)
  })

  test('says its last word before it closes, and nothing after', async () => {
    const { connection, closes, text } = begin()
    connection.write(Buffer.from('last'))
    connection.close('GOING_AWAY')
    connection.write(Buffer.from('late'))
    await nextTurn()
    expect(text()).toBe('last')
    expect(closes).toEqual([closeCodes.GOING_AWAY.code])
  })

  test('writes nothing behind a close frame that was not of its making', async () => {
    const { connection, ws, text } = begin()
    ws.readyState = 2
    connection.write(Buffer.from('late'))
    await nextTurn()
    expect(text()).toBe('')
  })
})
