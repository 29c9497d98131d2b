import { setTimeout as sleep } from 'node:timers/promises'

/** The outcome of the work, or an error when it takes longer. The work itself goes on: only what may be left alone belongs here. */
export async function within<T>(ms: number, work: Promise<T>, otherwise: string): Promise<T> {
  const late = sleep(ms, undefined, { ref: false }).then(() => {
    throw new Error(otherwise)
  })
  return Promise.race([work, late])
}
