/** Whether somebody sits before the page. */

/** For so long without any input nobody does. In milliseconds. */
export const idleAfterMs = 5 * 60_000

const inputs = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart', 'focus', 'visibilitychange'] as const

export interface IdleClock {
  now(): number
  /** Gives what stops it. */
  after(ms: number, act: () => void): () => void
}

const ownClock: IdleClock = {
  now: () => performance.now(),
  after: (ms, act) => {
    const timer = setTimeout(act, ms)
    return () => clearTimeout(timer)
  },
}

/** Tells when nobody sits there any more, and when somebody does again. A movement of the mouse costs next to nothing: no timer is set. */
export const watchIdle = (tell: (isIdle: boolean) => void, page: EventTarget, clock = ownClock): (() => void) => {
  let last = clock.now()
  let isIdle = false
  let stop = () => {}
  const look = () => {
    const left = last + idleAfterMs - clock.now()
    isIdle = left <= 0
    if (isIdle) tell(true)
    else stop = clock.after(left, look)
  }
  const heard = () => {
    last = clock.now()
    if (!isIdle) return
    tell(false)
    look()
  }
  for (const input of inputs) page.addEventListener(input, heard, { capture: true, passive: true })
  look()
  return () => {
    stop()
    for (const input of inputs) page.removeEventListener(input, heard, { capture: true })
  }
}
