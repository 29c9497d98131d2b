import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { makePace } from './pace.ts'
import { steadyNow } from './steady-clock.ts'

const hour = 3_600_000

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance', 'Date'] }))
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

test.each([-hour, hour])('the steady clock goes on where the time of day is moved by %i ms', (ms) => {
  const before = steadyNow()
  vi.setSystemTime(Date.now() + ms)
  vi.advanceTimersByTime(10)
  expect(steadyNow() - before).toBeCloseTo(10)
})

test('the steady clock never goes back, also where that of the system does, and goes on from there', () => {
  const real = performance.now()
  const before = steadyNow()
  const now = vi.spyOn(performance, 'now').mockReturnValue(real - hour)
  expect(steadyNow()).toBe(before)
  now.mockReturnValue(real - hour + 25)
  expect(steadyNow() - before).toBeCloseTo(25)
})

test('what has to wait its turn waits no longer where a clock is set back', () => {
  const pace = makePace(6)
  const real = performance.now()
  pace.step()
  const now = vi.spyOn(performance, 'now').mockReturnValue(real - hour)
  expect(pace.wait()).toBeLessThanOrEqual(6)
  now.mockReturnValue(real - hour + 6)
  expect(pace.wait()).toBeCloseTo(0)
})
