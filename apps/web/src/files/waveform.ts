/** A recording as bars. Pure. */

/** As the server takes at most. */
export const mostBars = 64

/** The loudest of each of equal parts, from 0 to 255; quiet recordings are drawn as large as loud ones. */
export const barsOf = (levels: readonly number[]): number[] => {
  const count = Math.min(mostBars, levels.length)
  const bars = Array.from({ length: count }, (_, place) => {
    const part = levels.slice(
      Math.floor((place * levels.length) / count),
      Math.floor(((place + 1) * levels.length) / count),
    )
    return Math.max(0, ...part)
  })
  const loudest = Math.max(...bars, 1e-3)
  return bars.map((bar) => Math.round((bar / loudest) * 255))
}

export const base64Of = (bars: readonly number[]): string => btoa(String.fromCharCode(...bars))
