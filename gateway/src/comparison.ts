/** Compares the positions of one owner's streams with what the owner says, many in one question. No other owner waits for it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { coalesce, makePace } from '@parley/service-kit'
import type { StreamHead } from '@parley/wire'

/** Of many streams that are begun one after the other, those of so long are compared in one question. */
const compareEveryMs = 20

/** A stream, as far as it is compared. */
interface Compared {
  readonly on: string
  readonly position: number
  notice(head: { readonly epoch: number; readonly head: number }, had: number | undefined): void
  wake(): void
}

export interface ComparisonIo {
  /** Streams in one question. */
  readonly mostHeads: number
  /** Null where there is none. */
  heads(names: string[]): Promise<(StreamHead | null)[]>
  /** Resolves when subscriptions of before are live: what was missed until then is found. */
  flush(): Promise<void>
  /** They are not compared this time. */
  failed(reason: unknown): void
}

export class Comparison {
  readonly #io: ComparisonIo
  readonly #fresh: Compared[] = []
  readonly #compareFresh: () => Promise<void>
  #latest: readonly Compared[] = []
  /** Once at a time: an owner that does not answer is not asked ever more. */
  readonly #compareLatest: () => Promise<void>

  constructor(io: ComparisonIo) {
    this.#io = io
    const pace = makePace(compareEveryMs)
    this.#compareFresh = coalesce(async () => {
      await sleep(pace.wait())
      pace.step()
      const fresh = this.#fresh.splice(0)
      await io.flush()
      await this.#compareAll(fresh)
    })
    this.#compareLatest = coalesce(() => this.#compareAll(this.#latest))
  }

  /** Of a stream that has just been begun. */
  begun(stream: Compared): void {
    if (this.#fresh.push(stream) === 1) this.#compareFresh().catch(this.#io.failed)
  }

  /** Begins after the call, when the last time is over; resolves when it is over, however it ends. */
  all(streams: readonly Compared[]): Promise<void> {
    this.#latest = streams
    return this.#compareLatest().catch(this.#io.failed)
  }

  async #compareAll(streams: readonly Compared[]): Promise<void> {
    for (let from = 0; from < streams.length; ) {
      const some = streams.slice(from, from + this.#io.mostHeads)
      await this.#compare(some)
      from += some.length
    }
  }

  async #compare(streams: readonly Compared[]): Promise<void> {
    const positions = streams.map((stream) => stream.position)
    const heads = await this.#io.heads(streams.map((stream) => stream.on))
    streams.forEach((stream, place) => {
      stream.notice(heads[place] ?? { epoch: 0, head: 0 }, positions[place])
      stream.wake()
    })
  }
}
