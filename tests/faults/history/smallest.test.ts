import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { damages } from './damage.ts'
import { ddmin } from './ddmin.ts'
import { type Fault, faultsIn, type History, type Sight, type Stored } from './history.ts'
import { histories } from './model.ts'
import { smallest } from './smallest.ts'

const on = 'chat/room/a'
const sightsIn = ({ seen }: History) => [...seen.values()].flatMap(({ sights }) => [...sights])

/** Many rooms with many readers each, and sights of one of them that are not as they should be. */
const long = (events: number, change: (sights: Sight[]) => Sight[]): History => {
  const rooms = [on, 'chat/room/b']
  const users = ['ann', 'bob', 'eve']
  const stored: Stored[] = rooms.flatMap((name) =>
    Array.from({ length: events }, (_, place) => ({
      on: name,
      seq: place + 1,
      ...(place < users.length ? { brings: users[place] } : { id: `${name} ${place}` }),
    })),
  )
  const sights: Sight[] = stored.map(({ on: name, seq, id }) => ({ on: name, seq, id }))
  const messages = stored.flatMap(({ id, ...place }) => (id === undefined ? [] : [{ ...place, id }]))
  return {
    tried: messages.map(({ id }) => id),
    acknowledged: messages,
    stored,
    seen: new Map(
      users.map((user) => [user, { user, sights: user === 'ann' ? change(sights) : sights, stayed: true }]),
    ),
  }
}

const theFault = (history: History, kind: Fault['fault']) =>
  faultsIn(history).find(({ fault }) => fault === kind) as Fault

describe('the smallest history that shows a fault', () => {
  test('shows it at the same place and of the same client, and nothing that was not wrong before', () => {
    fc.assert(
      fc.property(histories, fc.constantFrom(...damages), fc.nat(), (make, { do: damage }, number) => {
        const history = make()
        fc.pre(damage(history, (from) => from[number % from.length] as (typeof from)[number]) !== false)
        const faults = faultsIn(history)
        for (const fault of faults) {
          const left = faultsIn(smallest(history, fault))
          expect(left).toContainEqual(fault)
          expect(left.length).toBeLessThanOrEqual(faults.length)
        }
      }),
    )
  })

  test('leaves of many readers and many events those two that miss the one between them', () => {
    const history = long(20_000, (sights) => sights.toSpliced(9_000, 1))
    const left = smallest(history, theFault(history, 'gap'))
    expect(sightsIn(left)).toEqual([
      { on, from: 9_000, anew: true },
      { on, seq: 9_002, id: `${on} 9001` },
    ])
    expect([...left.seen.keys()]).toEqual(['ann'])
    expect([...left.stored]).toHaveLength(9_002)
    expect([...left.acknowledged]).toEqual([])
    expect(faultsIn(left)).toHaveLength(1)
  })

  test('keeps of an event that is shown twice both times, however far they are apart', () => {
    const history = long(20_000, (sights) => sights.toSpliced(15_000, 0, sights[3_000] as Sight))
    const left = smallest(history, theFault(history, 'repeated'))
    const event = { on, seq: 3_001, id: `${on} 3000` }
    expect(sightsIn(left)).toEqual([{ on, from: 3_000, anew: true }, event, event])
    expect(faultsIn(left)).toHaveLength(1)
  })

  test('leaves of a page that has a gap two events', () => {
    const page = Array.from({ length: 50 }, (_, place) => ({ on, seq: place + 10, id: `${on} ${place + 9}` }))
    const history = long(100, (sights) => [...sights, { on, page: page.toSpliced(20, 1) }])
    const left = smallest(history, theFault(history, 'gap'))
    expect(sightsIn(left)).toEqual([{ on, page: [page[19], page[21]] }])
  })

  test('has no reader where none has to do with it', () => {
    const history = long(1_000, (sights) => sights)
    const more = { ...history, acknowledged: [...history.acknowledged, { on, seq: 2_000, id: 'gone' }] }
    const left = smallest(more, theFault(more, 'lost'))
    expect(left.seen.size).toBe(0)
    expect([...left.stored]).toEqual([])
    expect([...left.tried]).toEqual([])
    expect([...left.acknowledged]).toEqual([{ on, seq: 2_000, id: 'gone' }])
  })
})

describe('delta debugging', () => {
  test('keeps exactly the items that it takes', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(999), { minLength: 1, maxLength: 8 }), (wanted) => {
        const items = Array.from({ length: 1_000 }, (_, place) => place)
        const kept = ddmin(items, (some) => {
          const here = new Set(some)
          return wanted.every((item) => here.has(item))
        })
        expect(kept).toEqual(wanted.toSorted((one, other) => one - other))
      }),
    )
  })

  test('tries no more items than it is allowed', () => {
    const items = Array.from({ length: 1_000 }, (_, place) => place)
    let tried = 0
    const isEnough = (some: readonly number[]) => {
      tried += some.length
      return some.includes(3) && some.includes(777)
    }
    expect(ddmin(items, isEnough, 2_500)).toContain(777)
    expect(tried).toBeLessThanOrEqual(2_500)
  })
})
