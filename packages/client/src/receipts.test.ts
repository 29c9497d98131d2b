import { expect, test } from 'vitest'
import { clock, online, room, server, simulateForEachTest } from '../test/simulated-parley.ts'
import { me, other, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

test('receipts are loaded, follow who reads on and who sends, never go back, and are forgotten of who no longer shows them', async () => {
  const id = server.room(1, 3)
  await online()
  expect(room().receipts).toEqual([])
  server.receipts = [{ user: other, read: 2 }]
  await Promise.all([room().loadReceipts(), clock.pass(100)])
  expect(room().receipts).toEqual([{ user: other, read: 2, delivered: 2 }])
  const moved = (read: number) => server.signal('receipt.moved', { user: other, read }, roomStream(id), other)
  moved(3)
  await clock.pass(10)
  const { receipts } = room()
  moved(1)
  await clock.pass(10)
  expect([room().receipts, receipts[0]?.read]).toEqual([receipts, 3])
  expect(room().receipts).toBe(receipts)
  const { seq } = server.say(id, 'and I have read', other)
  server.say(id, 'I show nothing', me)
  await clock.pass(10)
  expect(room().receipts).toEqual([{ user: other, read: seq, delivered: seq }])
  server.receipts = []
  await Promise.all([room().loadReceipts(), clock.pass(100)])
  expect(room().receipts).toEqual([])
})
