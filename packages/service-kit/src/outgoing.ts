/**
 * What a turn of the event loop wants to say leaves at its end, together: one write to the socket of NATS carries the
 * events of a batch and its answers, and so they also arrive together.
 */
export interface Outgoing {
  push(send: () => void): void
  /** Calls `work` once before this turn's messages leave; what it pushes, and further work it asks for, goes with them. */
  beforeLeaving(work: () => void): void
  /** Sends at once what has been pushed so far. */
  leave(): void
}

/** What cannot leave is told to `failed`; it keeps nothing else of its turn from leaving. */
export const makeOutgoing = (failed: (reason: unknown) => void): Outgoing => {
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
    sends = []
    run(leaving)
  }
  const schedule = () => {
    if (due) return
    due = true
    setImmediate(leave)
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
