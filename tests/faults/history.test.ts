import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Event, type Fault, faultsIn, type History, type Sight } from './history.ts'

const on = 'chat/room/a'
const events: Event[] = ['created', 'm1', 'm2', 'm3', 'm4'].map((id, place) => ({
  on,
  seq: place + 1,
  id: id.startsWith('m') ? id : undefined,
}))
const [first, second, third, fourth, fifth] = events as [Event, Event, Event, Event, Event]
const start: Sight = { on, from: 1, anew: false }
const whole = [start, second, third, fourth, fifth]
const messages = events.filter((event) => event.id !== undefined) as (Event & { id: string })[]

const judge = (sights: readonly Sight[], over: Partial<History> = {}) =>
  faultsIn({
    tried: messages.map(({ id }) => id),
    acknowledged: messages,
    stored: events,
    seen: new Map([['ann', sights]]),
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

  test('whichever sight is left out, repeated or moved, among many readers of many streams', () => {
    const change = fc.constantFrom('leave out', 'repeat', 'swap')
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 3, max: 20 }),
        fc.nat(),
        change,
        (rooms, length, where, kind) => {
          const names = Array.from({ length: rooms }, (_, place) => `chat/room/${place}`)
          const stored = names.flatMap((name) =>
            Array.from({ length }, (_, place) => ({ on: name, seq: place + 1, id: `${name} ${place}` })),
          )
          const sights: Sight[] = stored.toSorted((a, b) => a.seq - b.seq)
          const history = {
            tried: stored.map(({ id }) => id),
            acknowledged: stored,
            stored,
            seen: new Map([
              ['ann', sights],
              ['bob', [...sights]],
            ]),
          }
          expect(faultsIn(history)).toEqual([])
          const place = where % (sights.length - rooms)
          if (kind === 'leave out') sights.splice(place, 1)
          else if (kind === 'repeat') sights.splice(place, 0, sights[place] as Sight)
          else sights.splice(place + rooms, 0, ...sights.splice(place, 1))
          expect(faultsIn(history).every(({ client }) => client === 'ann')).toBe(true)
          expect(faultsIn(history)).not.toEqual([])
        },
      ),
    )
  })

  test('within a second for half a million sights', () => {
    const stored = Array.from({ length: 100_000 }, (_, place) => ({ on, seq: place + 1, id: `${place}` }))
    const seen = new Map(['a', 'b', 'c', 'd', 'e'].map((client) => [client, stored]))
    const begun = performance.now()
    expect(faultsIn({ tried: stored.map(({ id }) => id), acknowledged: stored, stored, seen })).toEqual([])
    expect(performance.now() - begun).toBeLessThan(3_000)
  })
})
