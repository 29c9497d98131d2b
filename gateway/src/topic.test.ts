import { type EventFrame, frameText, type Signal } from '@parley/protocol'
import type { Sight } from '@parley/wire'
import fc from 'fast-check'
import { beforeEach, describe, expect, test } from 'vitest'
import { stepsOf } from '../test/simulation/steps.ts'
import type { Encoding } from './encoding.ts'
import { StreamEvent } from './stream-event.ts'
import type { Reader } from './stream-io.ts'
import { Topic } from './topic.ts'

const on = 'chat/user/ann'
const lines: Encoding = {
  read: () => undefined,
  write: () => Buffer.alloc(0),
  writeText: () => Buffer.alloc(0),
  writeTexts: (texts) => Buffer.concat(texts.map((text) => Buffer.from(`${Buffer.from(text)}\n`))),
}

/** Whoever watches, with as much room as the test says. */
class Watcher implements Reader {
  readonly encoding = lines
  readonly openedAt = 0
  readonly user: string
  sight: Sight | undefined
  closed = false
  isFull = false
  /** How many frames came at once. */
  readonly writes: number[] = []
  readonly frames: EventFrame[] = []
  #waiting: (() => void)[] = []

  constructor(user: string) {
    this.user = user
  }

  write(bytes: Buffer): void {
    const frames = bytes.toString('utf8').split('\n').slice(0, -1)
    this.writes.push(frames.length)
    this.frames.push(...frames.map((text) => JSON.parse(text)))
  }

  send(): void {}

  drained(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  drain(): void {
    this.isFull = false
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  /** The versions that it was told of one thing, in their order. */
  versions(thing: string): unknown[] {
    return this.frames.filter(({ is }) => is.thing === thing).map(({ is }) => is.version)
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

/** One of each kind that a table may have. */
const entries: Readonly<Record<string, Partial<Signal>>> = {
  'thing.stands': { state: { of: 'thing', version: 'version' } },
  'call.rang': { droppable: false },
  'hand.waved': { toOthers: true },
}
const entryOf = (name: string) => entries[name] as Signal | undefined

const signal = (name: string, by: string, is: object = {}): StreamEvent =>
  new StreamEvent(0, Buffer.from(frameText(on, undefined, name, by, 0, JSON.stringify(is))))
const stands = (thing: string, version: number) => signal('thing.stands', 'ann', { thing, version })

let readers: Set<Watcher>
let topic: Topic<Watcher>
let dropped: { passing: { value: number }; state: { value: number } }
const begin = () => {
  readers = new Set()
  dropped = { passing: { value: 0 }, state: { value: 0 } }
  topic = new Topic(on, readers, { deliveries: { value: 0 }, dropped }, undefined, entryOf)
}
beforeEach(begin)

const come = (watcher: Watcher, since = 0): Watcher => {
  topic.flush()
  readers.add(watcher)
  topic.watch(watcher, since)
  return watcher
}
const tell = (...signals: StreamEvent[]) => {
  for (const passing of topic.take(signals)) topic.pass(passing)
}

describe('how something stands', () => {
  test('is told to whoever begins to watch, and then what changes', () => {
    tell(stands('one', 3), stands('two', 5))
    topic.flush()
    const ann = come(new Watcher('ann'))
    tell(stands('two', 6))
    topic.flush()
    expect(ann.versions('one')).toEqual([3])
    expect(ann.versions('two')).toEqual([5, 6])
    expect(ann.writes).toEqual([2, 1])
  })

  test('is not told to who came after it was so, and was told by the service', () => {
    tell(stands('one', 3))
    topic.flush()
    expect(come(new Watcher('ann'), Number.POSITIVE_INFINITY).frames).toEqual([])
  })

  test('is told once, as it is last, where it changes many times in one turn', () => {
    const ann = come(new Watcher('ann'))
    for (let read = 1; read <= 50; read++) tell(stands('one', read))
    expect(ann.frames).toEqual([])
    topic.flush()
    expect(ann.versions('one')).toEqual([50])
  })

  test('is never told as it was before, whatever comes late or twice', () => {
    const ann = come(new Watcher('ann'))
    for (const read of [5, 4, 5, 6, 2]) {
      tell(stands('one', read))
      topic.flush()
    }
    expect(ann.versions('one')).toEqual([5, 6])
    expect(come(new Watcher('ann')).versions('one')).toEqual([6])
  })

  test('waits for who has no room, and is told then as it is by then', async () => {
    const [slow, quick] = [come(new Watcher('ann')), come(new Watcher('ann'))]
    slow.isFull = true
    for (const read of [1, 2, 3]) {
      tell(stands('one', read), stands('two', read))
      topic.flush()
    }
    await settle()
    expect(slow.frames).toEqual([])
    expect(quick.versions('one')).toEqual([1, 2, 3])
    expect(dropped.state.value).toBe(6)
    slow.drain()
    await settle()
    expect(slow.versions('one')).toEqual([3])
    expect(slow.versions('two')).toEqual([3])
    expect(slow.writes).toEqual([2])
  })

  test('is told some at a time to who had no room for much of it', async () => {
    const slow = come(new Watcher('ann'))
    slow.isFull = true
    tell(...Array.from({ length: 250 }, (_, place) => stands(`thing ${place}`, 1)))
    topic.flush()
    slow.drain()
    await settle()
    expect(slow.writes).toEqual([100, 100, 50])
  })

  test('is not told any more to who has left, or is gone, before there was room', async () => {
    const [left, gone] = [come(new Watcher('ann')), come(new Watcher('ann'))]
    for (const watcher of [left, gone]) watcher.isFull = true
    tell(stands('one', 1))
    topic.flush()
    readers.delete(left)
    gone.closed = true
    for (const watcher of [left, gone]) watcher.drain()
    await settle()
    expect([left.frames, gone.frames]).toEqual([[], []])
  })

  test('is kept of a thousand things, and forgotten of what has not changed for longest', () => {
    for (let place = 0; place <= 1_000; place++) tell(stands(`thing ${place}`, 1))
    topic.flush()
    const ann = come(new Watcher('ann'))
    expect(ann.frames).toHaveLength(1_000)
    expect(ann.versions('thing 0')).toEqual([])
  })
})

describe('what only passes', () => {
  test('goes at once to whoever has room for it, and to nobody later', async () => {
    const [slow, quick] = [come(new Watcher('ann')), come(new Watcher('ann'))]
    slow.isFull = true
    tell(signal('of.later', 'bob'))
    expect(quick.frames).toHaveLength(1)
    slow.drain()
    await settle()
    come(new Watcher('cid'))
    topic.flush()
    expect(slow.frames).toEqual([])
    expect(dropped.passing.value).toBe(1)
  })

  test('goes to who has no room too, where it may not be left out', () => {
    const slow = come(new Watcher('ann'))
    slow.isFull = true
    tell(signal('call.rang', 'bob'))
    expect(slow.frames).toHaveLength(1)
    expect(dropped.passing.value).toBe(0)
  })

  test('goes to none of the devices of who did it, where they know', () => {
    const [phone, laptop, other] = ['bob', 'bob', 'ann'].map((user) => come(new Watcher(user))) as [
      Watcher,
      Watcher,
      Watcher,
    ]
    tell(signal('hand.waved', 'bob'))
    expect([phone, laptop, other].map(({ frames }) => frames.length)).toEqual([0, 0, 1])
  })
})

describe('whatever happens,', () => {
  const things = ['one', 'two', 'three']
  const users = ['ann', 'bob', 'cid']
  interface World {
    /** The newest of each that there was. */
    readonly newest: Map<string, number>
    readonly all: Watcher[]
  }
  type Happening = (world: World, which: number, much: number) => void

  const happenings = {
    change: ({ newest }, which, much) => {
      const thing = things[which % things.length] as string
      const read = Math.max(0, (newest.get(thing) ?? 0) + (much % 5) - 2)
      newest.set(thing, Math.max(read, newest.get(thing) ?? 0))
      tell(stands(thing, read))
    },
    turn: () => topic.flush(),
    come: ({ all }, which) => void all.push(come(new Watcher(users[which % users.length] as string))),
    fill: ({ all }, which) => {
      const watcher = all[which % all.length]
      if (watcher) watcher.isFull = true
    },
    drain: ({ all }, which) => all[which % all.length]?.drain(),
    leave: ({ all }, which) => {
      const watcher = all[which % all.length]
      if (watcher) readers.delete(watcher)
    },
    comeBack: ({ all }, which) => {
      const watcher = all[which % all.length]
      if (watcher && !readers.has(watcher)) {
        watcher.frames.length = 0
        come(watcher)
      }
    },
  } satisfies Record<string, Happening>

  const steps = stepsOf(happenings, {
    often: { change: 6, turn: 3, come: 2, fill: 2, drain: 3 },
    which: 7,
    much: 11,
    maxLength: 60,
  })

  test('states only go forward, and everybody who watches knows the last one as soon as they have room', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        begin()
        const world: World = { newest: new Map(), all: [] }
        for (const { what, which, much } of all) {
          happenings[what](world, which, much)
          if (much % 2 === 0) await settle()
        }
        topic.flush()
        for (const watcher of world.all) watcher.drain()
        await settle()
        for (const watcher of world.all)
          for (const thing of things) {
            const told = watcher.versions(thing) as number[]
            expect(told).toEqual([...new Set(told)].toSorted((one, other) => one - other))
            if (readers.has(watcher)) expect(told.at(-1)).toBe(world.newest.get(thing))
          }
      }),
      { numRuns: Number(process.env.RUNS ?? 300) },
    )
  })
})
