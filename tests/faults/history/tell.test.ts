import { expect, test } from 'vitest'
import type { History } from './history.ts'
import { tell } from './tell.ts'

const room = '0199d2b7-31aa-4e0b-8a55-6d0c55d1e9a4'
const other = '0199d2b7-31aa-4e0b-8a55-6d0c55d2e9a4'
const on = `chat/room/${room}`
const message = (seq: number) => ({ on, seq, id: `m${seq}` })

const history: History = {
  tried: ['m3', 'm4', 'm5', 'm7'],
  acknowledged: [message(4), message(9)],
  stored: [{ on, seq: 1, brings: 'ann' }, { on, seq: 2, brings: 'bob' }, ...[3, 4, 5, 7].map(message)],
  seen: new Map([
    [
      'ann 1',
      {
        user: 'ann',
        stayed: true,
        sights: [
          { on, from: 2, anew: true },
          message(3),
          message(5),
          { on, page: [message(3), message(4)] },
          { on, from: 5, anew: false },
        ],
      },
    ],
  ]),
  moved: [{ user: 'bob', on, read: 5 }],
  standings: [{ user: 'bob', on, head: 7, read: 4, unread: 3 }],
}

test('a history is told a line for each sight, each fault where it shows', () => {
  expect(tell(history).split('\n')).toEqual([
    'stored        chat/room/…e9a4  1–5, 7',
    'stored        chat/room/…e9a4  1 brings ann',
    'stored        chat/room/…e9a4  2 brings bob',
    'ann 1         chat/room/…e9a4  begins at 2',
    'ann 1         chat/room/…e9a4  3 "m3"',
    'ann 1         chat/room/…e9a4  5 "m5"  ← gap',
    'ann 1         chat/room/…e9a4  page 3 "m3", 4 "m4"',
    'ann 1         chat/room/…e9a4  goes on from 5',
    'ann 1         chat/room/…e9a4  stands at 5  ← divergence',
    'bob           chat/room/…e9a4  was told of a cursor at 5',
    'bob           chat/room/…e9a4  has head 7, cursor 4, unread 3  ← cursor, unread',
    'stored        chat/room/…e9a4  7 "m7"  ← gap',
    'acknowledged  chat/room/…e9a4  9 "m9"  ← lost',
    'ann           chat/room/…e9a4  is not listed  ← divergence',
  ])
})

test('ids that end alike are told apart, the same one way everywhere', () => {
  const ended = (id: string) => ({ on: `chat/room/${id}`, ended: true as const })
  const seen = new Map([['ann', { user: 'ann', stayed: true, sights: [room, other, room].map(ended) }]])
  expect(tell({ tried: [], acknowledged: [], stored: [], seen }).split('\n')).toEqual([
    'ann  chat/room/…1e9a4  ended',
    'ann  chat/room/…2e9a4  ended',
    'ann  chat/room/…1e9a4  ended',
  ])
})
