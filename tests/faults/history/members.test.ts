import { describe, expect, test } from 'vitest'
import { type Fault, faultsIn, type History, type Sight, type Stored } from './history.ts'

const on = 'chat/room/a'
const said = (seq: number) => ({ on, seq, id: `m${seq}` })
/** Ann is in from the beginning; Bob comes, goes, and comes back at 7. */
const stored: Stored[] = [
  { on, seq: 1, brings: 'ann' },
  said(2),
  { on, seq: 3, brings: 'bob' },
  said(4),
  { on, seq: 5, takes: 'bob' },
  said(6),
  { on, seq: 7, brings: 'bob' },
  said(8),
]
const untilBobLeft = stored.slice(0, 6)
const event = (seq: number): Sight => ({ on, seq, id: stored[seq - 1]?.id })
const page = (...seqs: number[]): Sight => ({ on, page: seqs.map((seq) => ({ on, seq, id: stored[seq - 1]?.id })) })
const begins = (from: number, known = from): Sight => ({ on, from, anew: true, known })
const resumes = (from: number, known?: number): Sight => ({ on, from, anew: false, known })

const judge = (user: string, sights: readonly Sight[], over: Partial<History> = {}, stayed = true): Fault[] =>
  faultsIn({
    tried: ['m2', 'm4', 'm6', 'm8', 'm9'],
    acknowledged: [],
    stored,
    seen: new Map([[user, { user, sights, stayed }]]),
    ...over,
  })
const told = (faults: readonly Fault[]) => faults.map(({ fault, seq }) => `${fault} ${seq}`)

describe('somebody who was taken out of a room', () => {
  test('may be shown all up to then, and that', () => {
    expect(judge('bob', [begins(3), event(4), event(5), { on, ended: true }], { stored: untilBobLeft })).toEqual([])
    expect(judge('bob', [resumes(3), event(4), event(5)], { stored: untilBobLeft })).toEqual([])
  })

  test('may not be shown what came after, live or in a page', () => {
    const sights = [begins(3), event(4), event(5), event(6), page(4, 5, 6)]
    expect(told(judge('bob', sights, { stored: untilBobLeft }))).toEqual(['leak 6', 'leak 6'])
  })

  test('may not be shown what came after, also by what never showed them that', () => {
    expect(told(judge('bob', [begins(5), event(6)], { stored: untilBobLeft }, false))).toEqual(['leak 6'])
  })

  test('may not follow it to the end', () => {
    expect(told(judge('bob', [begins(6)], { stored: untilBobLeft }))).toEqual(['leak 6'])
  })

  test('may be shown all of it in a page when back in', () => {
    expect(judge('bob', [page(1, 2, 3, 4, 5, 6, 7, 8)])).toEqual([])
  })

  test('may be shown all of it when they resume, back in', () => {
    const missed = [event(4), event(5), event(6), event(7), event(8)]
    expect(judge('bob', [begins(3), resumes(3, 8), ...missed])).toEqual([])
    expect(judge('bob', [begins(3), resumes(3), ...missed])).toEqual([])
  })

  test('may not be shown more without a new start, even if they come back later', () => {
    expect(told(judge('bob', [begins(3), event(4), event(5), event(6)]))).toEqual(['leak 6'])
    expect(told(judge('bob', [resumes(3, 4), event(4), event(5), event(6)]))).toEqual(['leak 6'])
    expect(told(judge('bob', [resumes(3), event(4), event(5), { on, ended: true }, event(6)]))).toEqual(['leak 6'])
  })

  test('is not shown what is not there either', () => {
    expect(told(judge('bob', [begins(3), event(4), event(5), { on, seq: 6, id: 'm9' }]))).toEqual(['phantom 6'])
  })

  test('goes on where they come back', () => {
    expect(judge('bob', [begins(3), event(4), event(5), begins(7), event(8)])).toEqual([])
  })
})

describe('somebody who was never in a room', () => {
  test('may be shown nothing of it', () => {
    expect(told(judge('eve', [begins(1), event(2)], {}, false))).toEqual(['leak 2'])
    expect(told(judge('eve', [page(7, 8)]))).toEqual(['leak 7', 'leak 8'])
  })
})

describe('a thread', () => {
  const aside = 'chat/room/aside'
  const first = { on: aside, seq: 1, within: on }
  const reply = { on: aside, seq: 2, id: 'm9' }
  const open = [...stored, first, reply]
  const closed = [...stored, { on, seq: 9, manages: 'ann' }, { ...first, only: new Set(['bob']) }, reply]
  const sights: Sight[] = [{ on: aside, from: 1, anew: true }, reply]
  const standing = { on: aside, head: 2, read: 1, unread: 1 }
  const standsIn = (user: string, all: readonly Stored[]) => told(judge(user, sights, { stored: all }))

  test('is for who was ever in its room, and for nobody else', () => {
    expect(standsIn('ann', open)).toEqual([])
    expect(judge('bob', sights, { stored: [...untilBobLeft, first, reply] })).toEqual([])
    expect(standsIn('eve', open)).toEqual(['leak 2'])
  })

  test('that is private is for who was let in, and for who manages its room', () => {
    expect(standsIn('bob', closed)).toEqual([])
    expect(standsIn('ann', closed)).toEqual([])
    const carl = { on, seq: 10, brings: 'carl' }
    expect(standsIn('carl', [...closed, carl])).toEqual(['leak 2'])
  })

  test('is told to all who are in its room, with what they have not read of it, and to nobody else', () => {
    const stands = (users: readonly string[], all: readonly Stored[], over = {}) =>
      told(
        faultsIn({
          tried: ['m2', 'm4', 'm6', 'm8', 'm9'],
          acknowledged: [],
          stored: all,
          seen: new Map(['ann', 'bob'].map((user) => [user, { user, sights: [], stayed: false }])),
          standings: [
            ...['ann', 'bob'].map((user) => ({
              user,
              on,
              head: all.findLast((event) => event.on === on)?.seq ?? 0,
              read: 8,
              unread: 0,
            })),
            ...users.map((user) => ({ user, ...standing, ...over })),
          ],
        }),
      )
    expect(stands(['ann', 'bob'], open)).toEqual([])
    expect(stands(['bob'], open)).toEqual(['divergence 2'])
    expect(stands(['bob'], closed)).toEqual([])
    expect(stands(['ann', 'bob', 'eve'], open)).toEqual(['leak 2'])
    expect(stands(['ann', 'bob'], open, { unread: 2 })).toEqual(['unread 1', 'unread 1'])
  })
})

test('nobody is shown the stream of another user', () => {
  const own = { on: 'chat/user/ann', seq: 1 }
  expect(judge('ann', [own], { stored: [...stored, own] })).toEqual([])
  expect(told(judge('bob', [own], { stored: [...stored, own] }))).toEqual(['leak 1'])
})

describe('a page', () => {
  test('may begin and end anywhere, and does not move who reads it', () => {
    expect(judge('ann', [begins(7), page(2, 3, 4), event(8)])).toEqual([])
  })

  test('has no gap, no event twice, and none that is not there', () => {
    expect(told(judge('ann', [page(2, 4)]))).toEqual(['gap 4'])
    expect(told(judge('ann', [page(2, 2)]))).toEqual(['repeated 2'])
    expect(told(judge('ann', [{ on, page: [{ on, seq: 2, id: 'm9' }] }]))).toEqual(['phantom 2'])
  })
})

describe('a client that left before the end', () => {
  test('need not stand there, and is judged for what it saw', () => {
    expect(judge('ann', [begins(1), event(2)], {}, false)).toEqual([])
    expect(told(judge('ann', [begins(1), event(3)], {}, false))).toEqual(['gap 3'])
  })
})

describe('where somebody stands when all is over', () => {
  const annStands = { user: 'ann', on, head: 8, read: 4, unread: 2 }
  const stands = (over: Partial<typeof annStands>, more: Partial<History> = {}) =>
    faultsIn({
      tried: ['m2', 'm4', 'm6', 'm8'],
      acknowledged: [],
      stored,
      seen: new Map(['ann', 'eve'].map((user) => [user, { user, sights: [], stayed: true }])),
      standings: [{ ...annStands, ...over }],
      ...more,
    })

  test('is right where it agrees with what is stored', () => {
    expect(stands({})).toEqual([])
    expect(stands({}, { moved: [3, 4, 2].map((read) => ({ user: 'ann', on, read })) })).toEqual([])
  })

  test('has as many unread as there are messages after the cursor', () => {
    expect(stands({ unread: 4 })).toEqual([{ fault: 'unread', user: 'ann', on, seq: 4 }])
    expect(told(stands({ read: 5 }))).toEqual([])
    expect(told(stands({ read: 6 }))).toEqual(['unread 6'])
  })

  test('is told of rooms alone, whatever else they follow', () => {
    const own = { ...annStands, on: 'chat/user/ann' }
    expect(stands({}, { standings: [annStands, own] })).toEqual([])
  })

  test('has the head that is stored', () => {
    expect(stands({ head: 7 })).toEqual([{ fault: 'divergence', user: 'ann', on, seq: 7 }])
  })

  test('has a cursor between where its owner came in, or had moved it to, and the end', () => {
    expect(told(stands({ read: 9, unread: 0 }))).toEqual(['cursor 9'])
    expect(told(stands({ read: 0, unread: 4 }))).toEqual(['cursor 0'])
    expect(told(stands({}, { moved: [5, 3].map((read) => ({ user: 'ann', on, read })) }))).toEqual(['cursor 4'])
    const bob = { user: 'bob', read: 7, unread: 1 }
    const all = (over: Partial<typeof annStands>) => ({ standings: [annStands, { ...annStands, ...bob, ...over }] })
    expect(told(stands({}, all({})))).toEqual([])
    expect(told(stands({}, all({ read: 6 })))).toEqual(['cursor 6'])
  })

  test('is in every room that they are in, and in no other', () => {
    expect(stands({}, { standings: [] })).toEqual([{ fault: 'divergence', user: 'ann', on, seq: 8 }])
    expect(told(stands({ user: 'eve' }))).toEqual(['leak 8', 'divergence 8'])
    expect(told(stands({ on: 'chat/room/b' }))).toEqual(['leak 8', 'divergence 8'])
  })

  test('is not asked where nobody wrote it down, or of those who have no client', () => {
    expect(stands({}, { standings: undefined })).toEqual([])
  })
})
