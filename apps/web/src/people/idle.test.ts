import { expect, test } from 'vitest'
import { idleAfterMs, watchIdle } from './idle.ts'

/** A page, and time that passes when it is told to. */
const sit = () => {
  let now = 0
  let due: { readonly at: number; readonly act: () => void } | undefined
  const clock = {
    now: () => now,
    after: (ms: number, act: () => void) => {
      due = { at: now + ms, act }
      return () => {
        due = undefined
      }
    },
  }
  const page = new EventTarget()
  const told: boolean[] = []
  const stop = watchIdle((isIdle) => told.push(isIdle), page, clock)
  const pass = (ms: number) => {
    const until = now + ms
    while (due && due.at <= until) {
      const { at, act } = due
      due = undefined
      now = at
      act()
    }
    now = until
  }
  return {
    told,
    pass,
    stop,
    input: (name: string) => page.dispatchEvent(new Event(name)),
    isDue: () => due !== undefined,
  }
}

test('who does nothing for minutes is idle, once, and is back with the first movement', () => {
  const { told, pass, input } = sit()
  pass(10 * idleAfterMs)
  expect(told).toEqual([true])
  input('pointermove')
  input('keydown')
  expect(told).toEqual([true, false])
  pass(idleAfterMs)
  expect(told).toEqual([true, false, true])
})

test('who does something now and then is never idle', () => {
  const { told, pass, input } = sit()
  for (let time = 0; time < 10; time++) {
    pass(idleAfterMs - 1)
    input(time % 2 ? 'keydown' : 'pointermove')
  }
  expect(told).toEqual([])
  pass(idleAfterMs)
  expect(told).toEqual([true])
})

test('after it was stopped nothing is told', () => {
  const { told, pass, stop, input, isDue } = sit()
  stop()
  input('keydown')
  pass(idleAfterMs)
  expect([told, isDue()]).toEqual([[], false])
})
