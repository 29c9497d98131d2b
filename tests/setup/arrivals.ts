/** Waiting for what a connection brings. */

export interface Arrivals {
  /** To be called whenever something has arrived. */
  look(): void
  /** What becomes of `promise`; rejects when the server closes before. Whoever no longer waits then need not catch that. */
  orClosed<T>(promise: Promise<T>): Promise<T>
  /** Resolves to what is found among all that has arrived; rejects when the server closes before. */
  until<T>(found: () => T | undefined | false): Promise<T>
}

/** `closed` resolves to the code when the server closes: what can no longer come is not waited for. */
export const watchArrivals = (closed: Promise<number>): Arrivals => {
  const watchers = new Set<() => void>()
  const end = closed.then((code) => Promise.reject(new Error(`the server closed the connection with ${code}`)))
  end.catch(() => {})

  const orClosed = <T>(promise: Promise<T>): Promise<T> => {
    const outcome = Promise.race([promise, end])
    end.catch(() => outcome.catch(() => {}))
    return outcome
  }
  return {
    look: () => {
      for (const watch of watchers) watch()
    },
    orClosed,
    until: (found) =>
      orClosed(
        new Promise((resolve) => {
          const watch = () => {
            const value = found()
            if (value === undefined || value === false) return
            watchers.delete(watch)
            resolve(value)
          }
          watchers.add(watch)
          watch()
        }),
      ),
  }
}
