import { describe, expect, test } from 'vitest'
import { type Fault, faultsIn, type History, type Place, type Sight, type Stored } from './history.ts'

const on = 'chat/room/a'
type Message = Place & { readonly id: string }
const first = { on, seq: 1 }
const [second, third, fourth, fifth] = [2, 3, 4, 5].map((seq) => ({ on, seq, id: `m${seq - 1}` })) as [
  Message,
  Message,
  Message,
  Message,
]
const messages = [second, third, fourth, fifth]
const events: Stored[] = [{ ...first, brings: 'ann' }, ...messages]
const start: Sight = { on, from: 1, anew: false }
const whole = [start, second, third, fourth, fifth]

const judge = (sights: readonly Sight[], over: Partial<History> = {}) =>
  faultsIn({
    tried: messages.map(({ id }) => id),
    acknowledged: messages,
    stored: events,
    seen: new Map([['ann', { user: 'ann', sights, stayed: true }]]),
    ...over,
  })
const kinds = (faults: readonly Fault[]) => faults.map(({ fault }) => fault)

describe('a history in which nothing is wrong', () => {
  test.each([
    ['seen in one go', whole],
    ['resumed where it broke off', [start, second, third, { on, from: 3, anew: false }, fourth, fifth]],
    ['begun anew at the end', [start, second, { on, from: 5, anew: true }]],
    ['begun anew further back', [start, second, third, { on, from: 1, anew: true }, second, third, fourth, fifth]],
    ['seen from the first event', [first, second, third, fourth, fifth]],
    ['followed no further by one who left', [start, second, { on, ended: true as const }]],
    ['never looked at', []],
  ])('has no fault when %s', (_, sights) => {
    expect(judge(sights)).toEqual([])
  })

  test('may hold messages that were tried and never acknowledged', () => {
    expect(judge(whole, { tried: ['m1', 'm2', 'm3', 'm4', 'm5'], acknowledged: [] })).toEqual([])
  })
})

describe('somebody who is hidden', () => {
  const own = 'chat/user/ann'
  const begin: Sight[] = [
    { on: own, from: 1, anew: true, known: 1 },
    { on, from: 1, anew: true, known: 1 },
  ]
  const ofBob = { ...second, by: 'bob' }
  const hides = { on: own, seq: 2, hides: 'bob' }
  const shows = { on: own, seq: 3, shows: 'bob' }
  const seen = [...begin, { on: own, seq: 2 }, second]
  const over = (...own: Stored[]): Partial<History> => ({
    tried: ['m1'],
    acknowledged: [ofBob],
    stored: [{ ...first, brings: 'ann' }, ofBob, { on: 'chat/user/ann', seq: 1 }, ...own],
  })

  test('is not shown from then on', () => {
    expect(kinds(judge(seen, over(hides)))).toEqual(['unhidden'])
  })

  test('may be shown between where the server knew already that they are shown again', () => {
    expect(judge([...seen, { on: own, seq: 3 }], over(hides, shows))).toEqual([])
  })
})

describe('it is told', () => {
  test('when an acknowledged message is gone', () => {
    expect(judge([], { acknowledged: [{ on, seq: 6, id: 'm5' }], tried: ['m1', 'm2', 'm3', 'm4', 'm5'] })).toEqual([
      { fault: 'lost', on, seq: 6, id: 'm5' },
    ])
  })

  test('when an acknowledged message is at another place than was said', () => {
    expect(kinds(judge(whole, { acknowledged: [{ on, seq: 3, id: 'm1' }] }))).toEqual(['lost'])
  })

  test('when a reader is not shown an event', () => {
    expect(judge([start, second, fourth, fifth])).toEqual([{ fault: 'gap', client: 'ann', ...fourth }])
  })

  test('when a stream goes on behind where it broke off', () => {
    expect(kinds(judge([start, second, { on, from: 3, anew: false }, fourth, fifth]))).toEqual(['gap'])
  })

  test('when a reader is shown an event twice', () => {
    expect(judge([start, second, third, third, fourth, fifth])).toEqual([
      { fault: 'repeated', client: 'ann', ...third },
    ])
  })

  test('when a reader is shown an event again that came before the connection was lost', () => {
    expect(judge([start, second, third, { on, from: 3, anew: false }, third, fourth, fifth])).toEqual([
      { fault: 'repeated', client: 'ann', ...third },
    ])
  })

  test('when a reader is shown events in another order', () => {
    expect(kinds(judge([start, second, fourth, third, fifth]))).toEqual(['gap', 'disorder'])
  })

  test('when a reader is shown what is not there', () => {
    const unknown = { on, seq: 6, id: 'm9' }
    expect(kinds(judge([...whole, unknown]))).toEqual(['phantom', 'divergence'])
    expect(kinds(judge([start, { ...second, id: 'm9' }, third, fourth, fifth]))).toEqual(['phantom'])
  })

  test('when a reader does not come to the end', () => {
    expect(judge([start, second, third])).toEqual([{ fault: 'divergence', client: 'ann', on, seq: 3 }])
  })

  test('when a message is stored twice, and both are shown to everybody', () => {
    const again = { on, seq: 6, id: 'm4' }
    expect(judge([...whole, again], { stored: [...events, again] })).toEqual([{ fault: 'repeated', ...again }])
  })

  test('when a number was given and nothing stands there', () => {
    const later = { on, seq: 7, id: 'm5' }
    const faults = judge([], { stored: [...events, later], tried: ['m1', 'm2', 'm3', 'm4', 'm5'] })
    expect(faults).toEqual([{ fault: 'gap', ...later }])
  })

  test('when a message is stored that nobody sent', () => {
    expect(kinds(judge(whole, { tried: ['m1', 'm2', 'm3'] }))).toEqual(['phantom'])
  })
})
