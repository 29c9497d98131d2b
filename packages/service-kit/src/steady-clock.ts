/**
 * Milliseconds by a clock that nobody sets: for rates, time-outs, ages and everything else that is a span. The time of day
 * is for what people read, and for nothing else: it is set forward and back while we run.
 */
let last = 0
/** How far the system's own steady clock has gone back, which it must not: tools that fake the time make it. */
let lost = 0

export const steadyNow = (): number => {
  const now = performance.now() + lost
  if (now < last) lost += last - now
  else last = now
  return last
}
