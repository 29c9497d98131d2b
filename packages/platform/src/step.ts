/**
 * What is done before the platform serves. In a terminal it is one line, which is written over and gone in the end; elsewhere a
 * line for each step that is done.
 */
const inPlace = process.stdout.isTTY === true
const drawEachMs = 1_000
const clear = '\r\x1b[2K'

/** By their names, when they began. */
const running = new Map<string, number>()
let timer: NodeJS.Timeout | undefined

const seconds = (begun: number) => (performance.now() - begun) / 1_000

const draw = (): void => {
  if (!inPlace) return
  const [oldest] = running.values()
  const names = [...running.keys()].join(', ')
  process.stdout.write(oldest === undefined ? clear : `${clear}  ${names} … ${seconds(oldest).toFixed(0)} s`)
}

/** A line that stays. */
export const say = (line: string): void => {
  if (inPlace) process.stdout.write(clear)
  console.log(line)
  draw()
}

/** A detail of a step, which nobody misses in a terminal. */
export const detail = (line: string): void => {
  if (!inPlace) console.log(`     ${line}`)
}

/** Does the work and tells of it while it goes on. */
export const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
  const begun = performance.now()
  running.set(name, begun)
  timer ??= setInterval(draw, drawEachMs).unref()
  draw()
  try {
    const result = await work()
    if (!inPlace) console.log(`  ok ${name} (${seconds(begun).toFixed(1)} s)`)
    return result
  } finally {
    running.delete(name)
    if (running.size === 0) {
      clearInterval(timer)
      timer = undefined
    }
    draw()
  }
}
