/** How soon something may be done again. What is seldom done is never held up. */
import { steadyNow } from './steady-clock.ts'
export interface Pace {
  /** Milliseconds until it may be done; 0 where it may be now. */
  wait(): number
  /** It is done now. */
  step(): void
}

export const makePace = (everyMs: number): Pace => {
  let next = 0
  return {
    wait: () => Math.max(0, next - steadyNow()),
    step: () => {
      next = steadyNow() + everyMs
    },
  }
}
