/** Trying again, as a client does that knows the error table. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type ErrorName, errors } from '@parley/protocol'

const againMs = 50

const isFinal = (reason: unknown): boolean => {
  const name = (reason as { name?: ErrorName } | undefined)?.name
  return name !== undefined && name in errors && !errors[name].retry
}

/** Tries until it is answered. Undefined where the answer is a refusal that no repeat would change. */
export const persist = async <T>(attempt: () => Promise<T>): Promise<T | undefined> => {
  for (;;) {
    try {
      return await attempt()
    } catch (reason) {
      if (isFinal(reason)) return undefined
      await sleep(againMs)
    }
  }
}
