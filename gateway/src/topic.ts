/**
 * What passes and has no number: signals. There is no history of them, and nobody is told of one that was missed. What only passes
 * goes to whoever is there and has room for it. What says how something stands has a version: of each such thing the latest state
 * is kept, whoever comes is told it, and whoever had no room for it is told it later. So slow readers converge, and hold up nobody.
 */
import { signalOf } from '@parley/protocol'
import { steadyNow } from '@parley/service-kit'
import type { Sight } from '@parley/wire'
import type { StreamEvent } from './stream-event.ts'
import type { Reader } from './stream-io.ts'
import type { Traffic } from './traffic.ts'
import { Views } from './views.ts'

/** States kept of one topic; of more, those that have not changed for longest are forgotten. */
const mostStates = 1_000
/** So many states are written at once to somebody who had no room. */
const owedAtOnce = 100

interface Passing {
  readonly event: StreamEvent
  /** It is for nobody with this id. */
  readonly except: string | undefined
  readonly isDroppable: boolean
}

interface State {
  readonly event: StreamEvent
  readonly version: number
  /** By the steady clock. */
  readonly at: number
}

export class Topic<R extends Reader> {
  readonly #on: string
  readonly #readers: ReadonlySet<R>
  readonly #traffic: Pick<Traffic, 'deliveries' | 'dropped'>
  /** Those that changed last come last. */
  readonly #states = new Map<string, State>()
  /** What nobody has been told yet. */
  readonly #changed = new Set<string>()
  /** What each reader has no room for. */
  readonly #owed = new Map<R, Set<string>>()

  readonly #entryOf: typeof signalOf
  readonly #sightOf: (reader: R) => Sight | undefined

  /** `readers` are those who watch now; somebody else adds them and takes them away. */
  constructor(
    on: string,
    readers: ReadonlySet<R>,
    traffic: Pick<Traffic, 'deliveries' | 'dropped'>,
    sightOf: (reader: R) => Sight | undefined = ({ sight }) => sight,
    entryOf: typeof signalOf = signalOf,
  ) {
    this.#on = on
    this.#readers = readers
    this.#traffic = traffic
    this.#sightOf = sightOf
    this.#entryOf = entryOf
  }

  /** Whether something waits for `flush`. */
  get isDue(): boolean {
    return this.#changed.size > 0
  }

  /** Keeps what says how something stands, until `flush`; gives back what only passes. */
  take(signals: readonly StreamEvent[]): Passing[] {
    return signals.flatMap((event) => this.#takeOne(event) ?? [])
  }

  #takeOne(event: StreamEvent): Passing | undefined {
    const { ev, by, is } = event.read()
    const entry = this.#entryOf(ev)
    const { of, version: member = '' } = entry?.state ?? {}
    const version = is[member]
    if (typeof version === 'number') {
      const key = of === undefined ? ev : `${ev} ${is[of]}`
      this.#keep(key, { event, version, at: steadyNow() })
      return undefined
    }
    return { event, except: entry?.toOthers ? by : undefined, isDroppable: entry?.droppable !== false }
  }

  /** Keeps what says how something stands, and tells it to nobody but those who come to watch. */
  know(event: StreamEvent): void {
    const wasDue = this.isDue
    this.#takeOne(event)
    if (!wasDue) this.#changed.clear()
  }

  #keep(key: string, state: State): void {
    const known = this.#states.get(key)
    if (known && known.version >= state.version) return
    this.#states.delete(key)
    this.#states.set(key, state)
    this.#changed.add(key)
    if (this.#states.size > mostStates) this.#forgetOldest()
  }

  #forgetOldest(): void {
    for (const key of this.#states.keys()) {
      this.#states.delete(key)
      return
    }
  }

  /** To all who have room for it. */
  pass({ event, except, isDroppable }: Passing): void {
    const views = new Views(this.#on, [event])
    for (const reader of this.#readers) {
      if (reader.user === except) continue
      if (isDroppable && reader.isFull) this.#traffic.dropped.passing.value++
      else this.#write(reader, views, 1)
    }
  }

  /** Tells how things stand that have changed. Of what changed more than once, that is the last. */
  flush(): void {
    if (this.#changed.size === 0) return
    const keys = [...this.#changed]
    this.#changed.clear()
    const events = this.#eventsOf(keys)
    const views = new Views(this.#on, events)
    for (const reader of this.#readers) {
      if (reader.isFull) this.#traffic.dropped.state.value += events.length
      else if (!this.#owed.has(reader)) {
        this.#write(reader, views, events.length)
        continue
      }
      this.#owe(reader, keys)
    }
  }

  /** It has begun to watch: it is told what has changed since `since`, by the steady clock, as it knows what was before. */
  watch(reader: R, since: number): void {
    const keys = [...this.#states].filter(([, { at }]) => at >= since).map(([key]) => key)
    if (keys.length > 0) this.#owe(reader, keys)
  }

  #owe(reader: R, keys: readonly string[]): void {
    const known = this.#owed.get(reader)
    const owed = known ?? new Set()
    for (const key of keys) owed.add(key)
    this.#owed.set(reader, owed)
    if (!known) void this.#pay(reader, owed)
  }

  /** Some at a time, each as it stands by then. */
  async #pay(reader: R, owed: Set<string>): Promise<void> {
    while (owed.size > 0) {
      while (reader.isFull) await reader.drained()
      if (reader.closed || !this.#readers.has(reader)) break
      const keys = [...owed].slice(0, owedAtOnce)
      for (const key of keys) owed.delete(key)
      // What has changed in this turn is about to be told to all.
      const events = this.#eventsOf(keys.filter((key) => !this.#changed.has(key)))
      this.#write(reader, new Views(this.#on, events), events.length)
    }
    this.#owed.delete(reader)
  }

  #eventsOf(keys: readonly string[]): StreamEvent[] {
    return keys.flatMap((key) => this.#states.get(key)?.event ?? [])
  }

  #write(reader: R, views: Views, count: number): void {
    const view = views.of(reader.encoding, this.#sightOf(reader))
    if (view.length === 0) return
    this.#traffic.deliveries.value += count
    reader.write(view)
  }
}
