/** Somebody's web page in a real browser, and what it costs them. */
import type { CDPSession, Page } from 'playwright-core'
import { launchChromium } from '../../e2e/chromium.ts'
import { logIn } from '../../e2e/user.ts'

/** Seconds of CPU of the page's main thread, whatever else the machine does meanwhile. */
interface Spent {
  readonly ScriptDuration: number
  readonly TaskDuration: number
}

/** Of the page's main thread. */
export interface Load {
  /** Of one core, in percent. */
  readonly script: number
  /** Script, style, layout and painting: the same, and in seconds of CPU. */
  readonly all: number
  readonly seconds: number
}

export interface ScrolledBack {
  /** By the clock. */
  readonly seconds: number
  /** Milliseconds of the longest task; 0 where none took 50. */
  readonly longest: number
}

export interface Reader extends AsyncDisposable {
  readonly page: Page
  /** Milliseconds from the press on the room's link until its newest message has been painted. */
  open(room: string): Promise<number>
  /** Scrolls by a screen in each frame until the beginning of the open room is in view. */
  scrollBack(): Promise<ScrolledBack>
  loadDuring(work: () => Promise<unknown>): Promise<Load>
  elements(): Promise<number>
}

const spentIn = async (devTools: CDPSession): Promise<Spent> => {
  const { metrics } = await devTools.send('Performance.getMetrics')
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value])) as unknown as Spent
}

/** Longer than any scrolling that is worth a figure. */
const patience = 300_000

const openIn = (page: Page, room: string): Promise<number> =>
  page.evaluate(async (address) => {
    const link = document.querySelector<HTMLElement>(`a[href="${address}"]`)
    const isShown = () => {
      const log = document.querySelector('[role=log]')?.getBoundingClientRect()
      const newest = [...document.querySelectorAll('[role=log] article')].at(-1)
      if (!log || !newest || location.hash !== address) return false
      const { top, bottom } = newest.getBoundingClientRect()
      return getComputedStyle(newest).visibility === 'visible' && bottom <= log.bottom + 1 && top >= log.top
    }
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const began = performance.now()
    link?.click()
    do await frame()
    while (!isShown())
    await new Promise((resolve) => setTimeout(resolve)) // what was laid out for this frame has been painted
    return performance.now() - began
  }, `#/room/${room}`)

const scrollBackIn = (page: Page): Promise<ScrolledBack> =>
  page.evaluate(async (patience) => {
    const log = document.querySelector('[role=log]') as HTMLElement
    const tasks: number[] = []
    const observer = new PerformanceObserver((seen) => tasks.push(...seen.getEntries().map(({ duration }) => duration)))
    observer.observe({ type: 'longtask' })
    const began = performance.now()
    while (log.scrollTop > 0 || !log.querySelector('.beginning')) {
      if (performance.now() - began > patience) throw new Error('the beginning did not come into view')
      log.scrollTop -= log.clientHeight
      await new Promise((resolve) => requestAnimationFrame(resolve))
    }
    const seconds = (performance.now() - began) / 1_000
    await new Promise((resolve) => setTimeout(resolve, 100)) // the browser tells of tasks a little later
    observer.disconnect()
    return { seconds, longest: Math.max(0, ...tasks) }
  }, patience)

const loadIn = async (devTools: CDPSession, work: () => Promise<unknown>): Promise<Load> => {
  const before = await spentIn(devTools)
  const begin = performance.now()
  await work()
  const seconds = (performance.now() - begin) / 1_000
  const after = await spentIn(devTools)
  const percent = (what: keyof Spent) => (100 * (after[what] - before[what])) / seconds
  return {
    script: percent('ScriptDuration'),
    all: percent('TaskDuration'),
    seconds: after.TaskDuration - before.TaskDuration,
  }
}

export const startReader = async (url: string, username: string): Promise<Reader> => {
  await using scope = new AsyncDisposableStack()
  const browser = scope.use(await launchChromium())
  const page = await browser.newPage({ viewport: { width: 1200, height: 760 } })
  await page.goto(url)
  await logIn(page, { username })
  const devTools = await page.context().newCDPSession(page)
  await devTools.send('Performance.enable', { timeDomain: 'threadTicks' })
  const running = scope.move()
  return {
    page,
    open: (room) => openIn(page, room),
    scrollBack: () => scrollBackIn(page),
    loadDuring: (work) => loadIn(devTools, work),
    elements: () => page.evaluate(() => document.querySelectorAll('*').length),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
