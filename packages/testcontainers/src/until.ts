import type { Parley } from '@parley/client'

const patienceMs = 10_000

/** Has `look` called whenever anything comes to the client or changes in it; the function it gives ends that. */
const watch = (parley: Parley, look: () => void): (() => void) => {
  const kinds = ['event', 'signal', 'reset', 'state'] as const
  const stops = [parley.subscribe(look), ...kinds.map((kind) => parley.on(kind, look))]
  return () => {
    for (const stop of stops) stop()
  }
}

/**
 * Resolves with what is found, as soon as the client has it. Rejects after `withinMs`, or when the client has ended,
 * with what was waited for and what `instead` tells.
 */
export const until = async <T>(
  parley: Parley,
  what: string,
  find: () => T | undefined | false,
  withinMs = patienceMs,
  instead: () => string = () => '',
): Promise<T> => {
  const outcome = Promise.withResolvers<T>()
  const fail = (why: string) => outcome.reject(new Error(`${what}: ${why}. The client is ${parley.state}${instead()}.`))
  const look = () => {
    const found = find()
    if (found !== undefined && found !== false) outcome.resolve(found)
    else if (parley.state === 'ended') fail(`can no longer come${parley.error ? ` (${parley.error.name})` : ''}`)
  }
  const lookOrFail = () => {
    try {
      look()
    } catch (reason) {
      outcome.reject(reason)
    }
  }
  const late = setTimeout(() => fail(`not within ${withinMs} ms`), withinMs)
  const stop = watch(parley, lookOrFail)
  lookOrFail()
  return outcome.promise.finally(() => {
    clearTimeout(late)
    stop()
  })
}
