import { expect, test } from 'vitest'
import { type Client, faultsIn, type Sight, type Stored } from './history.ts'

/** Told how often it was read. */
function* counted<T>(items: readonly T[], count: () => void): Generator<T> {
  for (const item of items) {
    count()
    yield item
  }
}

test('half a million sights are judged, and each is looked at once', () => {
  const on = 'chat/room/a'
  const users = ['ann', 'bob', 'eve', 'fay', 'gus']
  const messages = Array.from({ length: 100_000 }, (_, place) => ({ on, seq: place + 6, id: `${place}` }))
  const stored: Stored[] = [...users.map((user, place) => ({ on, seq: place + 1, brings: user })), ...messages]
  let reads = 0
  const sights: Sight[] = [{ on, from: 5, anew: true }, ...messages]
  const client = (user: string): [string, Client] => [
    user,
    { user, stayed: true, sights: counted(sights, () => reads++) },
  ]
  const standings = users.map((user) => ({ user, on, head: 100_005, read: 50_005, unread: 50_000 }))
  const seen = new Map(users.map(client))
  const tried = messages.map(({ id }) => id)
  expect(faultsIn({ tried, acknowledged: messages, stored, seen, standings })).toEqual([])
  expect(reads).toBe(5 * sights.length)
})
