/** Exceptions of others: whether they tell of the way, of a mistake in code, or of nothing known. */

/** What engines say where code is wrong, and what `fetch` never rejects with. */
const mistake =
  /is not (a function|a constructor|iterable|defined|an object|a valid URL)|cannot (read|set|convert|destructure)|can't access|invalid url|failed to (construct|parse)/i

/** Such code fails again. */
export const isMistake = (fault: unknown): boolean =>
  fault instanceof ReferenceError ||
  fault instanceof RangeError ||
  (fault instanceof TypeError && mistake.test(fault.message))

/** ECONNREFUSED and its like, and those of undici; what begins with ERR_ is about a call. */
const codeOfTheWay = /^(E(?!RR_)[A-Z]|UND_ERR)/
const namesOfTheWay = ['AbortError', 'TimeoutError', 'NetworkError']

/** A request that did not get through: `fetch` rejects with a TypeError, and Node's modules with a code. */
export const isOfTheWay = (fault: unknown): boolean => {
  if (isMistake(fault)) return false
  const { name = '', code } = (fault ?? {}) as { name?: string; code?: unknown }
  return (
    fault instanceof TypeError || namesOfTheWay.includes(name) || (typeof code === 'string' && codeOfTheWay.test(code))
  )
}

export const wordsOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault))
