import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Holder, Unread } from './unread.ts'

class Client implements Holder {
  unread = 0
  isGone = false
  abandon() {
    this.unread = 0
    this.isGone = true
  }
}

const begin = (total: number, others: Client[] = []) => {
  const unread = new Unread({ each: total, total, others: () => others })
  const write = (client: Client, bytes: number) => {
    client.unread += bytes
    unread.note(client, bytes)
  }
  return { unread, write }
}

describe('what waits for clients that do not read', () => {
  test('costs those their connection for whom the most waits, and no others', () => {
    const { write } = begin(1_000)
    const [small, middle, large] = [new Client(), new Client(), new Client()]
    write(large, 500)
    write(small, 100)
    write(middle, 300)
    expect([small, middle, large].some(({ isGone }) => isGone)).toBe(false)
    write(small, 101)
    expect([small, middle, large].map(({ isGone }) => isGone)).toEqual([false, false, true])
  })

  test('is not counted against who has read in the meantime', () => {
    const { unread, write } = begin(1_000)
    const [quick, slow] = [new Client(), new Client()]
    write(slow, 500)
    for (let turn = 0; turn < 100; turn++) {
      write(quick, 300)
      quick.unread = 0
    }
    expect([quick.isGone, slow.isGone]).toEqual([false, false])
    expect(unread.bytes).toBe(500)
  })

  test('counts what is answered over HTTP as well', () => {
    const [reader, slow] = [new Client(), new Client()]
    const { unread, write } = begin(1_000, [slow])
    write(reader, 200)
    slow.unread = 900
    unread.grew(900)
    expect([reader.isGone, slow.isGone]).toEqual([false, true])
  })

  test('is never more than may be, whoever reads what when', () => {
    const step = fc.record({ who: fc.nat(9), bytes: fc.nat(400), read: fc.nat(9) })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const clients = Array.from({ length: 10 }, () => new Client())
        const { write } = begin(1_000)
        for (const { who, bytes, read } of steps) {
          const client = clients[who] as Client
          if (!client.isGone) write(client, bytes)
          ;(clients[read] as Client).unread = 0
          expect(clients.reduce((sum, { unread }) => sum + unread, 0)).toBeLessThanOrEqual(1_000)
        }
      }),
    )
  })
})
