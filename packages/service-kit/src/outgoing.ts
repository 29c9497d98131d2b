/**
 * What a turn of the event loop wants to say leaves at its end, together: one write to the socket of NATS carries the
 * events of a batch and its answers, and so they also arrive together. Soon after something has left, turns share one
 * leaving.
 */
import { makePace } from './pace.ts'

export interface Outgoing {
  push(send: () => void): void
  /** Calls `work` once before what is pushed now leaves; what it pushes, and further work it asks for, goes with it. */
  beforeLeaving(work: () => void): void
  /** Sends at once what has been pushed so far. */
  leave(): void
}

/**
 * What cannot leave is told to `failed`; it keeps nothing else from leaving. Something leaves no sooner than `everyMs`
 * after what left before.
 */
export const makeOutgoing = (failed: (reason: unknown) => void, everyMs = 0): Outgoing => {
  const pace = makePace(everyMs)
  const works: (() => void)[] = []
  let sends: (() => void)[] = []
  let due = false

  const run = (acts: readonly (() => void)[]) => {
    for (const act of acts) {
      try {
        act()
      } catch (reason) {
        failed(reason)
      }
    }
  }
  const leave = () => {
    while (works.length > 0) run(works.splice(0))
    due = false
    const leaving = sends
    if (leaving.length > 0) pace.step()
    sends = []
    run(leaving)
  }
  const schedule = () => {
    if (due) return
    due = true
    const wait = pace.wait()
    if (wait > 0) setTimeout(leave, wait)
    else setImmediate(leave)
  }

  return {
    push: (send) => {
      sends.push(send)
      schedule()
    },
    beforeLeaving: (work) => {
      works.push(work)
      schedule()
    },
    leave,
  }
}
