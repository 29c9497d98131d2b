/** What a gateway asks the owners of streams, many in one question. */
import {
  fail,
  type HeldQuestion,
  type OpenPage,
  type OpenQuestion,
  type Owner,
  type RangeQuestion,
  type ReaderSight as SightTold,
  type StreamHead,
  type StreamRange,
  type StreamState,
  streamOwners,
} from '@parley/protocol'
import { askOwner, type Bus, batcher, mostHeads, mostRanges, mostReaders, mostSights } from '@parley/service-kit'
import { ReaderSight } from './reader-sight.ts'
import type { Traffic } from './traffic.ts'

/** Of everybody who comes back at the same time, those of so long are looked up in one statement. */
const openEveryMs = 20

export const ownerOf = (on: string) => on.slice(0, on.indexOf('/'))

interface Asking {
  readonly open: (question: OpenQuestion) => Promise<OpenPage>
  readonly sight: (reader: string) => Promise<SightTold>
  readonly range: (question: RangeQuestion) => Promise<StreamRange | null>
  readonly held: (held: HeldQuestion) => Promise<number>
  /** It has said of somebody whether they hide others: one of its processes that does not is of the release before. */
  saysWhoHides: boolean
}

/** What somebody follows, and may not see. */
export interface Opened {
  readonly states: readonly StreamState[]
  readonly sight: ReaderSight | undefined
}

export class Owners {
  readonly #bus: Bus
  readonly #traffic: Traffic
  readonly #all = new Map<string, Asking>()

  constructor(bus: Bus, traffic: Traffic) {
    this.#bus = bus
    this.#traffic = traffic
    for (const owner of streamOwners) this.#all.set(owner, this.#asking(owner))
  }

  #asking(owner: Owner): Asking {
    const bus = this.#bus
    const traffic = this.#traffic
    return {
      open: batcher((asked: OpenQuestion[]) => askOwner(bus, owner, 'open', asked), {
        most: mostReaders(bus),
        inFlight: 4,
        everyMs: openEveryMs,
        sized: (readers) => traffic.asked('open', readers),
      }),
      sight: batcher((readers: string[]) => askOwner(bus, owner, 'sights', readers), {
        most: mostSights(bus),
        inFlight: 4,
        sized: (readers) => traffic.asked('sights', readers),
      }),
      range: batcher((asked: RangeQuestion[]) => askOwner(bus, owner, 'ranges', asked), {
        most: mostRanges(bus),
        inFlight: 4,
        sized: (positions) => traffic.asked('ranges', positions),
      }),
      held: batcher((held: HeldQuestion[]) => askOwner(bus, owner, 'held', held), {
        most: mostRanges(bus),
        inFlight: 1,
      }),
      saysWhoHides: false,
    }
  }

  /** Everything this user follows and may not see, as the owners say now. */
  async open(user: string): Promise<Opened> {
    const parts = await Promise.all([...this.#all.values()].map((asking) => this.#openAt(asking, user)))
    let sight: ReaderSight | undefined
    for (const { told } of parts) if (told) sight = ReaderSight.told(sight, told)
    return { states: parts.flatMap(({ states }) => states), sight }
  }

  /** Page by page: a long list does not fit one answer. A page that gets nowhere is the last one asked for. */
  async #openAt(asking: Asking, reader: string) {
    const states: StreamState[] = []
    let hides: boolean | undefined
    for (let more = true; more; ) {
      const after = states.at(-1)?.on
      const page = await asking.open({ reader, sees: true, ...(after === undefined ? {} : { after }) })
      states.push(...page.streams)
      hides ??= page.hides
      more = page.more
      if (more && page.streams.length === 0) fail('UNAVAILABLE', { retry_ms: 500 })
    }
    if (hides === undefined && asking.saysWhoHides) fail('UNAVAILABLE', { retry_ms: 500 })
    asking.saysWhoHides ||= hides !== undefined
    // After the list, so that it is of no earlier position.
    return { states, told: hides ? await asking.sight(reader) : undefined }
  }

  /** What the reader may not see of the streams of the owner of this one. */
  sight(on: string, reader: string): Promise<SightTold> {
    const asking = this.#all.get(ownerOf(on))
    return asking ? asking.sight(reader) : Promise.reject(new Error(`nobody owns ${on}`))
  }

  range(on: string, after: number): Promise<StreamRange | null> {
    const asking = this.#all.get(ownerOf(on))
    return asking ? asking.range({ on, after, limit: 1_000, sees: true }) : Promise.resolve(null)
  }

  /** Tells an owner what was delivered; resolves to its epoch. */
  async held(held: HeldQuestion): Promise<void> {
    await this.#all.get(ownerOf(held.on))?.held(held)
  }

  /** Of streams of one owner. */
  async heads(owner: string, names: string[]): Promise<(StreamHead | null)[]> {
    this.#traffic.asked('heads', names.length)
    return await askOwner(this.#bus, owner as Owner, 'heads', names)
  }

  /** Streams in one question about heads. */
  get mostHeads(): number {
    return mostHeads(this.#bus)
  }
}
