/** Says again and again that something lasts: soon for the first time, and then ever more seldom. */

const firstMs = 1_000
const mostMs = 60_000

/** Calls `tell` after a second, after two more, four, eight, and then once a minute, until disposed. */
export const tellWhile = (tell: () => void): Disposable => {
  let timer: NodeJS.Timeout
  const after = (ms: number): void => {
    timer = setTimeout(() => {
      after(Math.min(2 * ms, mostMs))
      tell()
    }, ms)
  }
  after(firstMs)
  return { [Symbol.dispose]: () => clearTimeout(timer) }
}
