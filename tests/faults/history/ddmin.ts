/**
 * Few of the items that are still enough, and none of which can be left out alone: delta debugging, after Zeller and
 * Hildebrandt, "Simplifying and Isolating Failure-Inducing Input" (2002). `work` is how many items may be tried at most,
 * counted again at each try; what is enough when it is used up is the answer.
 */
export const ddmin = <T>(
  items: readonly T[],
  isEnough: (kept: readonly T[]) => boolean,
  work = 4_000_000,
): readonly T[] => {
  let kept = items
  let left = work
  const find = (candidates: Iterable<readonly T[]>): readonly T[] | undefined => {
    for (const candidate of candidates) {
      left -= kept.length
      if (left < 0) return undefined
      if (isEnough(candidate)) return candidate
    }
    return undefined
  }
  for (let size = Math.ceil(items.length / 2); kept.length > 0 && left > 0; ) {
    const alone = find(parts(kept, size))
    const fewer = alone ?? find(rests(kept, size))
    if (fewer) kept = fewer
    if (alone) size = Math.ceil(alone.length / 2)
    else if (!fewer && size <= 1) break
    else if (!fewer) size = Math.ceil(size / 2)
  }
  return kept
}

/** The whole is no part of itself. */
function* parts<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  if (size < items.length) for (let from = 0; from < items.length; from += size) yield items.slice(from, from + size)
}

function* rests<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let from = 0; from < items.length; from += size) yield items.toSpliced(from, size)
}

/** How many of the first so many are enough: the fewest, where more of them are no less. */
export const shortest = (length: number, isEnough: (length: number) => boolean): number => {
  let [low, high] = [-1, length]
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (isEnough(middle)) high = middle
    else low = middle
  }
  return high
}
