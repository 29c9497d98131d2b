/** Who stands at the position of a stream, and what leaves for them at the end of the turn. */
import type { Sight } from '@parley/wire'
import type { Encoding } from './encoding.ts'
import type { StreamEvent } from './stream-event.ts'
import type { Reader } from './stream-io.ts'
import type { Traffic } from './traffic.ts'
import { Views } from './views.ts'

type SightOf<R> = (reader: R) => Sight | undefined

export class Audience<R extends Reader> {
  readonly readers = new Set<R>()
  readonly #traffic: Pick<Traffic, 'deliveries'>
  #outgoing: StreamEvent[] = []

  readonly #sightOf: SightOf<R>

  /** `sightOf` says what a reader may see of this stream. */
  constructor(traffic: Pick<Traffic, 'deliveries'>, sightOf: SightOf<R>) {
    this.#traffic = traffic
    this.#sightOf = sightOf
  }

  /** True where it is the first since what was last written. */
  add(event: StreamEvent): boolean {
    return this.#outgoing.push(event) === 1
  }

  /** What has not been written yet need not be held anywhere else. */
  redact(on: string, seq: number): void {
    for (const event of this.#outgoing) if (event.seq === seq) event.redact(on)
  }

  flush(on: string): void {
    if (this.#outgoing.length === 0) return
    const events = this.#outgoing
    this.#outgoing = []
    this.write(on, events)
  }

  write(on: string, events: readonly StreamEvent[]): void {
    this.#traffic.deliveries.value += this.readers.size * events.length
    const views = new Views(on, events)
    let encoding: Encoding | undefined
    let sight: Sight | undefined
    let view: Buffer | undefined
    for (const reader of this.readers) {
      const own = this.#sightOf(reader)
      if (view === undefined || reader.encoding !== encoding || own !== sight) {
        encoding = reader.encoding
        sight = own
        view = views.of(encoding, sight)
      }
      if (view.length > 0) reader.write(view)
    }
  }

  /** Those who were there. */
  clear(): R[] {
    const readers = [...this.readers]
    this.readers.clear()
    return readers
  }
}
