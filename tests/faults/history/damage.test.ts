import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { damages } from './damage.ts'
import { faultsIn } from './history.ts'
import { histories } from './model.ts'

describe('of a platform that people come to and go from, whatever they do', () => {
  test('nothing is wrong where every promise is kept', () => {
    fc.assert(
      fc.property(histories, (make) => {
        expect(faultsIn(make())).toEqual([])
      }),
    )
  })

  test.each(damages)('it is told that it $what: $kind, and of nobody else', ({ kind, do: damage }) => {
    fc.assert(
      fc.property(histories, fc.nat(), (make, number) => {
        const history = make()
        const whose = damage(history, (from) => from[number % from.length] as (typeof from)[number])
        fc.pre(whose !== false)
        const faults = faultsIn(history)
        expect(faults.map(({ fault }) => fault)).toContain(kind)
        for (const { client, user } of faults) expect({ client, user }).toEqual({ ...whose })
      }),
    )
  })
})
