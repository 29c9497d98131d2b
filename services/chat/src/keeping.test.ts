import { forGoodHours } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type KeepingConfig, keepingOf } from './keeping.ts'

const nothing = { keep_hours: null, keep_pins: null, keep_threads: null }
const deployment = (more: Partial<KeepingConfig> = {}): KeepingConfig => ({
  KEEP_HOURS: 0,
  KEEP_HOURS_MOST: 0,
  KEEP_PINS: false,
  KEEP_THREADS: false,
  ...more,
})

test('nothing is removed where nobody says so', () => {
  expect(keepingOf(nothing, deployment())).toEqual({ keep_hours: 0, keep_pins: false, keep_threads: false })
})

test('a room says it before the deployment, each of the three by itself, also that it keeps for good', () => {
  const config = deployment({ KEEP_HOURS: 720, KEEP_PINS: true })
  expect(keepingOf(nothing, config)).toEqual({ keep_hours: 720, keep_pins: true, keep_threads: false })
  expect(keepingOf({ ...nothing, keep_pins: false }, config)).toMatchObject({ keep_hours: 720, keep_pins: false })
  expect(keepingOf({ ...nothing, keep_hours: 1_000 }, config)).toMatchObject({ keep_hours: 1_000, keep_pins: true })
  expect(keepingOf({ ...nothing, keep_hours: forGoodHours }, config).keep_hours).toBe(0)
})

test('nothing is kept for longer than the deployment lets it be, also where nobody says anything', () => {
  const config = deployment({ KEEP_HOURS_MOST: 48 })
  for (const keep_hours of [null, 49, forGoodHours])
    expect(keepingOf({ ...nothing, keep_hours }, config).keep_hours).toBe(48)
  expect(keepingOf({ ...nothing, keep_hours: 1 }, config).keep_hours).toBe(1)
})
