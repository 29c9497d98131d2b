/** Trying again, as a client does that knows the error table. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorName, errors } from '@parley/protocol'

const againMs = 50
/** Longer than a run waits for anybody, so that it is over before somebody gives up. */
const patienceMs = 60_000

const isFinal = (reason: unknown): boolean => {
  const name = (reason as { name?: ErrorName } | undefined)?.name
  return name !== undefined && name in errors && !errors[name].retry
}

/** Tries until it is answered, or fails as the last try did. Undefined where a refusal is one that no repeat would change. */
export const persist = async <T>(attempt: () => Promise<T>): Promise<T | undefined> => {
  for (const end = Date.now() + patienceMs; ; ) {
    try {
      return await attempt()
    } catch (reason) {
      if (isFinal(reason)) return undefined
      if (Date.now() > end) throw reason
      await sleep(againMs)
    }
  }
}
