import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fairShare, fittingCount, splitFitting, takeFitting } from './fitting.ts'

const sizes = fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 40 })
const sum = (all: readonly number[]) => all.reduce((one, other) => one + other, 0)
const itself = (size: number) => size

test('a list is cut into parts that fit, none of them empty, and nothing is left out', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 500 }), (all, most) => {
      const parts = splitFitting(all, itself, most)
      expect(parts.flat()).toEqual(all)
      for (const part of parts) {
        expect(part.length).toBeGreaterThan(0)
        if (part.length > 1) expect(sum(part)).toBeLessThanOrEqual(most)
      }
      for (const [place, part] of parts.entries())
        if (place > 0) expect(sum(parts[place - 1] ?? []) + (part[0] ?? 0)).toBeGreaterThan(most)
    }),
  )
  expect(splitFitting([], itself, 10)).toEqual([])
})

test('what fits is taken from the beginning, and one in any case', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 1, max: 2_000 }), (all, most) => {
      expect(takeFitting(all, itself, most)).toEqual(splitFitting(all, itself, most)[0])
    }),
  )
})

test('all get what they need or as much as anybody, and together no more than there is', () => {
  fc.assert(
    fc.property(sizes, fc.integer({ min: 40, max: 5_000 }), (needs, available) => {
      const share = fairShare(needs, available)
      const given = needs.map((need) => Math.min(need, share))
      expect(sum(given)).toBeLessThanOrEqual(available + 1e-6)
      if (sum(needs) <= available) expect(given).toEqual(needs)
      else expect(sum(given)).toBeCloseTo(available)
    }),
  )
})

test('as many are asked for at once as have an answer that fits, and one in any case', () => {
  const bus = (bytes: number) => ({ mostBytes: () => bytes })
  expect(fittingCount(bus(1_048_576), 31_744, 20)).toBe(20)
  expect(fittingCount(bus(65_536), 31_744, 20)).toBe(2)
  expect(fittingCount(bus(32_768), 31_744, 20)).toBe(1)
  expect(fittingCount(bus(32_768), 60_000, 20)).toBe(1)
})
