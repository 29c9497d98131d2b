/**
 * Natural batching: whatever arrived while the last batch was in flight is the next batch. A single item at low load
 * leaves at once; at high load one round trip serves hundreds.
 */
import { makePace } from './pace.ts'
import { currentSpan, type Span, withinBatch } from './tracing.ts'

export interface BatchLimits<Item> {
  /** Items in one batch. */
  readonly most: number
  /** Batches under way at the same time. */
  readonly inFlight: number
  /** Items of one key are never in two batches at the same time, so they are served in the order they came. */
  readonly key?: (item: Item) => string
  /** A batch begins no sooner than this after the one before it, in milliseconds; 0 where not given. */
  readonly everyMs?: number
  /** Told the size of each batch. */
  readonly sized?: (items: number) => void
}

interface Waiting<Item, Result> {
  readonly item: Item
  readonly resolve: (result: Result) => void
  readonly reject: (reason: unknown) => void
  readonly span: Span | undefined
}

/**
 * Turns a function of many into a function of one. `run` answers in the order of its items; an `Error` in the answer
 * rejects that item alone, an exception rejects the whole batch.
 */
export const batcher = <Item, Result>(
  run: (items: Item[]) => Promise<(Result | Error)[]>,
  limits: BatchLimits<Item>,
): ((item: Item) => Promise<Result>) => {
  const keyOf = limits.key ?? (() => '')
  const exclusive = limits.key !== undefined
  const queues = new Map<string, Waiting<Item, Result>[]>()
  const busy = new Set<string>()
  const pace = makePace(limits.everyMs ?? 0)
  let inFlight = 0

  const takeBatch = (): Waiting<Item, Result>[] => {
    const batch: Waiting<Item, Result>[] = []
    for (const [key, queue] of queues) {
      if (batch.length >= limits.most) break
      if (exclusive && busy.has(key)) continue
      batch.push(...queue.splice(0, limits.most - batch.length))
      queues.delete(key)
      if (queue.length > 0) queues.set(key, queue)
    }
    return batch
  }

  const settle = async (batch: Waiting<Item, Result>[]) => {
    limits.sized?.(batch.length)
    try {
      const items = batch.map((waiting) => waiting.item)
      const results = await withinBatch(
        batch.map(({ span }) => span),
        () => run(items),
      )
      batch.forEach((waiting, place) => {
        const result = results[place] as Result | Error
        if (result instanceof Error) waiting.reject(result)
        else waiting.resolve(result)
      })
    } catch (reason) {
      for (const waiting of batch) waiting.reject(reason)
    }
  }

  const pump = () => {
    while (inFlight < limits.inFlight && queues.size > 0) {
      const wait = pace.wait()
      if (wait > 0) return pumpLater(wait)
      const batch = takeBatch()
      if (batch.length === 0) return
      pace.step()
      void launch(batch)
    }
  }

  const launch = async (batch: Waiting<Item, Result>[]) => {
    const keys = exclusive ? new Set(batch.map((waiting) => keyOf(waiting.item))) : undefined
    for (const key of keys ?? []) busy.add(key)
    inFlight++
    await settle(batch)
    inFlight--
    for (const key of keys ?? []) busy.delete(key)
    pump()
  }

  let pumpDue = false
  const pumpBy = (schedule: (act: () => void) => void) => {
    if (pumpDue) return
    pumpDue = true
    schedule(() => {
      pumpDue = false
      pump()
    })
  }
  /** Items that arrive in one turn of the event loop leave together. */
  const pumpSoon = () => pumpBy(setImmediate)
  const pumpLater = (ms: number) => pumpBy((act) => setTimeout(act, ms))

  return (item) =>
    new Promise((resolve, reject) => {
      const key = keyOf(item)
      const queue = queues.get(key)
      const waiting = { item, resolve, reject, span: currentSpan() }
      if (queue) queue.push(waiting)
      else queues.set(key, [waiting])
      if (inFlight < limits.inFlight) pumpSoon()
    })
}

/**
 * Runs `work` on demand, once at a time. A call during a run gets the next run, which begins after the call, so that
 * it sees everything that was true when it was asked for.
 */
export const coalesce = <Result>(work: () => Promise<Result>): (() => Promise<Result>) => {
  let current: Promise<Result> | undefined
  let next: Promise<Result> | undefined
  const start = (): Promise<Result> => {
    next = undefined
    const run = work()
    current = run
    // While a next run is due, this one stays: who calls just now gets the next, and does not begin another beside it.
    const clear = () => {
      if (current === run && !next) current = undefined
    }
    run.then(clear, clear)
    return run
  }
  return () => {
    if (!current) return start()
    next ??= current.then(start, start)
    return next
  }
}
