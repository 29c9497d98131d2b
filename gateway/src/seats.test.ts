import type { Failure } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type SeatLimits, Seats } from './seats.ts'

const many = { CONNECTIONS_PER_SESSION: 9, CONNECTIONS_PER_ACCOUNT: 9, CONNECTIONS_PER_ADDRESS: 9, CONNECTIONS: 9 }
const ann = { user: 'ann', session: 'ann 1', address: '192.0.2.1' }

const refusal = (seats: Seats, sitter = ann) => {
  try {
    seats.offer(sitter)
    return undefined
  } catch (reason) {
    return (reason as Failure).body
  }
}

/** One who has nothing in common with Ann but what the limit is about. */
const alike: Record<keyof SeatLimits, typeof ann> = {
  CONNECTIONS_PER_SESSION: { ...ann, address: '192.0.2.2' },
  CONNECTIONS_PER_ACCOUNT: { ...ann, session: 'ann 2', address: '192.0.2.2' },
  CONNECTIONS_PER_ADDRESS: { ...ann, user: 'bob', session: 'bob 1' },
  CONNECTIONS: { user: 'bob', session: 'bob 1', address: '192.0.2.2' },
}
const names = Object.keys(alike) as (keyof SeatLimits)[]

describe.each(names)('%s', (limit) => {
  test('is held, named when it is met, and free again when somebody leaves', () => {
    const seats = new Seats({ ...many, [limit]: 2 })
    seats.take(ann)
    expect(refusal(seats, alike[limit])).toBeUndefined()
    seats.take(alike[limit])
    expect(refusal(seats, alike[limit])).toMatchObject({
      name: 'TOO_MANY_CONNECTIONS',
      limit,
      most: 2,
      retry_ms: expect.any(Number),
    })
    seats.leave(ann)
    expect(refusal(seats, alike[limit])).toBeUndefined()
    expect(seats.taken).toBe(1)
  })
})

test('addresses of one IPv6 customer are one', () => {
  const seats = new Seats({ ...many, CONNECTIONS_PER_ADDRESS: 1 })
  seats.take({ ...ann, address: '2001:db8:1:2::1' })
  expect(refusal(seats, { user: 'bob', session: 'b', address: '2001:db8:1:2:3::4' })).toBeDefined()
  expect(refusal(seats, { user: 'bob', session: 'b', address: '2001:db8:1:3::1' })).toBeUndefined()
})
