import type { CloseName } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import type { Connection } from './connection.ts'
import { lookAt, wheelMs } from './wheel.ts'

/** By the steady clock, and by that of auth. */
const begun = 5_000
const dayBegun = 1_790_000_000_000
const heartbeatMs = 25_000

/** A connection as the wheel sees one, and what becomes of it. */
const begin = (state: Partial<Connection> = {}) => {
  const done: (CloseName | 'ping' | 'closed' | 'cut')[] = []
  const connection = {
    openedAt: begun,
    heardAt: begun,
    expiresAt: dayBegun + 3_600_000,
    greeted: true,
    pinged: false,
    close: (name: CloseName) => done.push('closed', name),
    cut: (name: CloseName) => done.push('cut', name),
    ping: () => {
      connection.pinged = true
      done.push('ping')
    },
    ...state,
  }
  const look = (afterMs: number) =>
    lookAt(connection as unknown as Connection, begun + afterMs, dayBegun + afterMs, heartbeatMs)
  return { connection, done, look }
}

describe('a connection that is looked at', () => {
  test('is left alone while its client talks and its token is good', () => {
    const { done, look } = begin()
    for (let at = 0; at <= heartbeatMs; at += wheelMs) look(at)
    expect(done).toEqual([])
  })

  test('is asked once for a sign of life after a heartbeat of silence, and cut after two', () => {
    const { done, look } = begin()
    for (let at = 0; at <= 2 * heartbeatMs; at += wheelMs) look(at)
    expect(done).toEqual(['ping'])
    look(2 * heartbeatMs + 1)
    expect(done).toEqual(['ping', 'cut', 'HEARTBEAT_MISSED'])
  })

  test('is not cut before it was asked, also where nobody looked for a long time', () => {
    const { done, look } = begin()
    look(10 * heartbeatMs)
    expect(done).toEqual(['ping'])
    look(10 * heartbeatMs + wheelMs)
    expect(done).toEqual(['ping', 'cut', 'HEARTBEAT_MISSED'])
  })

  test('is asked again after it has answered', () => {
    const { connection, done, look } = begin()
    look(heartbeatMs + 1)
    Object.assign(connection, { heardAt: begun + heartbeatMs + 2, pinged: false })
    look(2 * heartbeatMs + 2)
    expect(done).toEqual(['ping'])
    look(2 * heartbeatMs + 3)
    expect(done).toEqual(['ping', 'ping'])
  })

  test('is closed at the end of its token, however lively its client', () => {
    const { done, look } = begin({ expiresAt: dayBegun + 5_000, heardAt: begun + 5_000 })
    look(4_999)
    expect(done).toEqual([])
    look(5_000)
    expect(done).toEqual(['closed', 'TOKEN_EXPIRED'])
  })

  test('is closed after ten seconds without a hello', () => {
    const { done, look } = begin({ greeted: false })
    look(10_000)
    expect(done).toEqual([])
    look(10_001)
    expect(done).toEqual(['closed', 'HELLO_LATE'])
  })
})
