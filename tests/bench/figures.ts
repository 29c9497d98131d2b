/** Latencies and how they are told. */
export class Latencies {
  readonly #values: number[] = []

  add(milliseconds: number): void {
    this.#values.push(milliseconds)
  }

  at(share: number): number {
    const sorted = this.#values.toSorted((one, other) => one - other)
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  }
}

export const round = (value: number, digits = 1): string => (Number.isNaN(value) ? '-' : value.toFixed(digits))

export const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

export const printTable = (title: string, head: readonly string[], rows: readonly (readonly string[])[]): void => {
  const all = [head, head.map(() => '---'), ...rows]
  console.log(`\n${title}\n`)
  for (const row of all) console.log(`| ${row.join(' | ')} |`)
}

/** One line for each figure with a target: what was reached, and whether that is enough. */
export const printTargets = (targets: readonly { what: string; reached: number; most: number }[]): void => {
  console.log('')
  for (const { what, reached, most } of targets)
    console.log(`${reached <= most ? 'reached' : 'MISSED '}  ${what}: ${round(reached, 2)}, at most ${round(most, 2)}`)
}
