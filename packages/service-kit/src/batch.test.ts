import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { type BatchLimits, batcher, coalesce } from './batch.ts'

const turns = async (count: number) => {
  for (let left = count; left > 0; left--) await turn()
}

interface Item {
  readonly name: number
  readonly key: string
  readonly fails: boolean
}
interface Batch {
  readonly items: readonly Item[]
  /** Answers every item for itself, or fails as a whole. */
  readonly end: (reason?: Error) => void
}
type Limits = { most: number; inFlight: number; key?: (item: Item) => string }

/** A batcher whose batches end when a test says so, and what has to be true of it at any time. */
class Watched {
  readonly waiting: Item[] = []
  readonly batches: Batch[] = []
  /** By the items' names: what each was answered, and what it should be answered by now. */
  readonly answers: Record<number, string> = {}
  readonly due: Record<number, string> = {}
  readonly #limits: Limits
  readonly #send: (item: Item) => Promise<string>
  #sent = 0

  constructor(limits: Limits) {
    this.#limits = limits
    this.#send = batcher((items) => this.#run(items), limits)
  }

  send(key: string, fails: boolean): void {
    const item = { name: this.#sent++, key, fails }
    this.waiting.push(item)
    const answered = (answer: string) => {
      this.answers[item.name] = item.name in this.answers ? 'answered twice' : answer
    }
    this.#send(item).then(answered, (reason: Error) => answered(reason.message))
  }

  end(which: number, reason?: Error): void {
    const [batch] = this.batches.splice(which % Math.max(this.batches.length, 1), 1)
    for (const item of batch?.items ?? []) this.due[item.name] = reason?.message ?? answerOf(item)
    batch?.end(reason)
  }

  #run(items: readonly Item[]): Promise<(string | Error)[]> {
    const { promise, resolve, reject } = Promise.withResolvers<(string | Error)[]>()
    const answers = items.map((item) => (item.fails ? new Error(answerOf(item)) : answerOf(item)))
    for (const item of items) this.#leave(item)
    this.batches.push({ items, end: (reason) => (reason ? reject(reason) : resolve(answers)) })
    return promise
  }

  /** It is the first of its key. */
  #leave(item: Item): void {
    const key = this.#limits.key ?? (() => '')
    expect(this.waiting.find((other) => key(other) === key(item))).toBe(item)
    this.waiting.splice(this.waiting.indexOf(item), 1)
  }

  /** At the end of a turn; what can leave has left. */
  look(): void {
    const { most, inFlight, key } = this.#limits
    const busy = this.batches.flatMap(({ items }) => [...new Set(items.map((item) => key?.(item)))])
    expect(this.answers).toEqual(this.due)
    expect(this.batches.length).toBeLessThanOrEqual(inFlight)
    for (const { items } of this.batches) expect(items.length).toBeLessThanOrEqual(most)
    if (key) expect(new Set(busy).size).toBe(busy.length)
    const couldLeave = this.waiting.filter((item) => !key || !busy.includes(key(item)))
    if (this.batches.length < inFlight) expect(couldLeave).toEqual([])
  }
}

const answerOf = ({ name, fails }: Item) => `${fails ? 'no' : 'yes'} ${name}`

const steps = fc.array(
  fc.record({
    what: fc.constantFrom('send', 'send', 'send', 'turn', 'end', 'fail'),
    key: fc.constantFrom('a', 'b', 'c'),
    fails: fc.boolean(),
    which: fc.nat(5),
  }),
  { maxLength: 60, size: 'max' },
)
const limits = fc.record({
  most: fc.integer({ min: 1, max: 5 }),
  inFlight: fc.integer({ min: 1, max: 3 }),
  isKeyed: fc.boolean(),
})

describe('a batcher', () => {
  test('answers every item once and for itself, keeps order and limits, and lets nothing wait that can leave', () =>
    fc.assert(
      fc.asyncProperty(limits, steps, async ({ isKeyed, ...limit }, happened) => {
        const watched = new Watched({ ...limit, ...(isKeyed && { key: ({ key }: Item) => key }) })
        for (const { what, key, fails, which } of happened) {
          if (what === 'send') watched.send(key, fails)
          else if (what === 'end') watched.end(which)
          else if (what === 'fail') watched.end(which, new Error('no connection'))
          if (what === 'send') continue
          await turn()
          watched.look()
        }
        for (await turn(); watched.batches.length > 0; await turn()) watched.end(0)
        watched.look()
        expect(watched.waiting).toEqual([])
      }),
      { numRuns: fc.readConfigureGlobal().numRuns ?? 1_000 },
    ))

  const held = (limit: BatchLimits<string>) => {
    const batches: { items: string[]; finish: (reason?: Error) => void }[] = []
    const send = batcher((items: string[]) => {
      const { promise, resolve, reject } = Promise.withResolvers<string[]>()
      batches.push({ items, finish: (reason) => (reason ? reject(reason) : resolve(items)) })
      return promise
    }, limit)
    return { batches, send }
  }
  const itemsOf = (batches: { items: string[] }[]) => batches.map(({ items }) => items)

  test('lets a single item leave at once, and makes one batch of all that came meanwhile', async () => {
    const { batches, send } = held({ most: 10, inFlight: 1 })
    const answers = [send('first')]
    await turn()
    expect(itemsOf(batches)).toEqual([['first']])
    answers.push(send('second'), send('third'))
    await turn()
    answers.push(send('fourth'))
    expect(batches).toHaveLength(1)
    batches[0]?.finish()
    await turn()
    expect(itemsOf(batches)).toEqual([['first'], ['second', 'third', 'fourth']])
    batches[1]?.finish()
    expect(await Promise.all(answers)).toEqual(['first', 'second', 'third', 'fourth'])
  })

  test('does not let a busy key hold up the others', async () => {
    const { batches, send } = held({ most: 2, inFlight: 2, key: (item) => item[0] as string })
    const answers = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1'].map(send)
    await turn()
    expect(itemsOf(batches)).toEqual([
      ['a1', 'a2'],
      ['b1', 'c1'],
    ])
    batches[1]?.finish()
    answers.push(send('b2'))
    await turn()
    expect(itemsOf(batches).at(-1)).toEqual(['b2'])
    batches[0]?.finish()
    batches[2]?.finish()
    await turn()
    expect(itemsOf(batches).at(-1)).toEqual(['a3', 'a4'])
    batches[3]?.finish()
    await Promise.all(answers)
  })

  test('rejects the items of a batch that failed as a whole, and goes on with the next', async () => {
    const { batches, send } = held({ most: 2, inFlight: 1 })
    const answers = Promise.allSettled(['a', 'b', 'c'].map(send))
    await turn()
    batches[0]?.finish(new Error('no connection'))
    await turn()
    batches[1]?.finish()
    expect((await answers).map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  })

  test('that keeps a pace begins a batch at once where none began lately, and else gathers what comes until it may', async () => {
    vi.useFakeTimers()
    onTestFinished(() => void vi.useRealTimers())
    const { batches, send } = held({ most: 10, inFlight: 4, everyMs: 20 })
    send('first')
    await vi.advanceTimersByTimeAsync(0)
    expect(itemsOf(batches)).toEqual([['first']])
    send('second')
    await vi.advanceTimersByTimeAsync(19)
    send('third')
    expect(batches).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(1)
    expect(itemsOf(batches)).toEqual([['first'], ['second', 'third']])
    await vi.advanceTimersByTimeAsync(20)
    send('fourth')
    await vi.advanceTimersByTimeAsync(0)
    expect(itemsOf(batches).at(-1)).toEqual(['fourth'])
  })
})

describe('coalesced work', () => {
  test('runs once at a time, and for each call begins after it', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ pause: fc.nat(3), again: fc.nat(2), fails: fc.boolean() }), { maxLength: 20 }),
        async (calls) => {
          let begun = 0
          let running = 0
          let most = 0
          const work = coalesce(async () => {
            const run = begun++
            most = Math.max(most, ++running)
            await turns(run % 3)
            running--
            if (calls[run]?.fails) throw new Error(`${run}`)
            return run
          })
          const call = async (again: number): Promise<void> => {
            const before = begun
            const asked = work()
            try {
              expect(await asked).toBeGreaterThanOrEqual(before)
            } catch (reason) {
              expect(Number((reason as Error).message)).toBeGreaterThanOrEqual(before)
            }
            if (again > 0) await call(again - 1)
          }
          const all: Promise<void>[] = []
          for (const { pause, again } of calls) {
            all.push(call(again))
            await turns(pause)
          }
          await Promise.all(all)
          expect(most).toBeLessThanOrEqual(1)
        },
      ),
    ))

  test('shares one run among all that called during another', async () => {
    let runs = 0
    const work = coalesce(async () => {
      await turn()
      return ++runs
    })
    expect(await Promise.all([work(), work(), work(), work()])).toEqual([1, 2, 2, 2])
  })
})
