/** What one client is shown, judged sight by sight. */
import type { Client, Event, Fault, FaultKind, Page, Place, Sight, Start } from './history.ts'
import { isHeld, type Streams, visibleUntil } from './stored.ts'

interface Reader {
  at: number
  /** Places shown since the stream began for this reader. */
  readonly shown: Set<number>
  /** An event up to here that takes the user out does not end the following. */
  known: number
  /** What events up to here took back was taken back before this began. */
  settled: number
}

const readerAt = (at: number, known = at, settled = 0): Reader => ({ at, shown: new Set(), known, settled })

/** The fault of showing this event now; a reader goes on from the event whatever was wrong with it. */
const show = (reader: Reader, seq: number): FaultKind | undefined => {
  const fault =
    seq === reader.at + 1 ? undefined : seq > reader.at ? 'gap' : reader.shown.has(seq) ? 'repeated' : 'disorder'
  reader.at = Math.max(reader.at, seq)
  reader.shown.add(seq)
  return fault
}

/**
 * A gateway asks whom a reader hides after it has asked for the list, and so may know of some events more than the list: of somebody who
 * is hidden and shown again within so many, it need never hide anything.
 */
const askedLater = 16

export class Watch {
  readonly #streams: Streams
  readonly #client: string
  readonly #user: string
  readonly #readers = new Map<string, Reader>()
  /** Rooms that the user was shown to be taken out of, and that have not begun again since. */
  readonly #left = new Set<string>()
  /** Whom the user surely hides, as this client has been told. */
  #hidden: ReadonlySet<string> = new Set()
  /** The server may know the user's own events up to here before it shows them. */
  #foreknown = 0

  constructor(streams: Streams, client: string, user: string) {
    this.#streams = streams
    this.#client = client
    this.#user = user
  }

  *take(sight: Sight): Generator<Fault> {
    if ('page' in sight) yield* this.#page(sight)
    else if ('ended' in sight) this.#end(sight.on)
    else if ('from' in sight) yield* this.#begin(sight)
    else if (this.#left.has(sight.on)) yield this.#fault(isHeld(this.#streams, sight) ? 'leak' : 'phantom', sight)
    else yield* this.#event(sight)
  }

  /** When all is over: everybody stands at the end of what they follow. */
  *end(): Generator<Fault> {
    for (const [on, { at, shown }] of this.#readers) {
      const until = visibleUntil(this.#streams, on, this.#user)
      const head = this.#streams.get(on)?.head ?? 0
      if (at === until) continue
      if (at !== head) yield this.#fault('divergence', { on, seq: at })
      else if (at > until && !shown.has(at)) yield this.#fault('leak', { on, seq: at })
    }
  }

  *#page({ page, known = 0, hidden = [] }: Page): Generator<Fault> {
    const reader = readerAt((page[0]?.seq ?? 1) - 1, undefined, known)
    for (const event of page) yield* this.#shown(reader, event, new Set(hidden))
  }

  *#begin({ on, from, anew, known }: Start): Generator<Fault> {
    this.#left.delete(on)
    const reader = this.#readers.get(on)
    if (reader && !anew && reader.at !== from)
      yield this.#fault(reader.at < from ? 'gap' : 'disorder', { on, seq: from })
    const lists = known ?? (anew ? from : Number.POSITIVE_INFINITY)
    const settled = known ?? from
    if (reader && !anew) Object.assign(reader, { at: from, known: lists, settled })
    else this.#readers.set(on, readerAt(from, lists, settled))
    // The server may know of somebody who is shown later before it says so: of them nothing is sure.
    if (this.#isOwn(on)) {
      this.#hidden = this.#streams.get(on)?.hiddenSince(settled) ?? new Set()
      this.#foreknown = settled + askedLater
    }
  }

  #isOwn(on: string): boolean {
    return on === `chat/user/${this.#user}`
  }

  *#event(event: Event): Generator<Fault> {
    const { on, seq } = event
    const reader = this.#readers.get(on) ?? readerAt(0)
    this.#readers.set(on, reader)
    yield* this.#shown(reader, event, this.#hidden)
    if (seq > reader.known && this.#takesUser(on, seq)) this.#end(on)
    if (seq > reader.settled && this.#isOwn(on)) this.#see(on, seq)
  }

  #see(on: string, seq: number): void {
    const { hides, shows } = this.#streams.get(on)?.at(seq) ?? {}
    const showsAgain = this.#streams.get(on)?.shownBetween(seq, this.#foreknown, hides)
    if (hides !== undefined && !showsAgain) this.#hidden = new Set([...this.#hidden, hides])
    if (shows !== undefined) this.#hidden = new Set([...this.#hidden].filter((author) => author !== shows))
  }

  /** What is wrong with its being shown with what it said, or without. */
  #unseemly(
    { on, seq, id, isRedacted }: Event,
    { at, settled }: Reader,
    hidden: ReadonlySet<string>,
  ): FaultKind | undefined {
    const stream = this.#streams.get(on)
    const { by = '', about } = stream?.at(seq) ?? {}
    const takenBackAt = stream?.takenBackAt(seq)
    if (isRedacted) {
      const mayBe =
        takenBackAt !== undefined || about !== undefined || this.#streams.get(`chat/user/${this.#user}`)?.everHides(by)
      return mayBe ? undefined : 'withheld'
    }
    const isGone = takenBackAt !== undefined && takenBackAt <= Math.max(at, settled)
    return (id !== undefined && isGone) || hidden.has(by) ? 'unhidden' : undefined
  }

  *#shown(reader: Reader, event: Event, hidden: ReadonlySet<string>): Generator<Fault> {
    const misplaced = show(reader, event.seq)
    if (misplaced) yield this.#fault(misplaced, event)
    const unseemly = this.#unseemly(event, reader, hidden)
    if (unseemly) yield this.#fault(unseemly, event)
    if (!isHeld(this.#streams, event)) yield this.#fault('phantom', event)
    else if (event.seq > visibleUntil(this.#streams, event.on, this.#user)) yield this.#fault('leak', event)
  }

  #end(on: string): void {
    const reader = this.#readers.get(on)
    if (reader && this.#takesUser(on, reader.at)) this.#left.add(on)
    this.#readers.delete(on)
  }

  #takesUser(on: string, seq: number): boolean {
    return this.#streams.get(on)?.at(seq)?.takes === this.#user
  }

  #fault(fault: FaultKind, { on, seq, id }: Place & Event): Fault {
    return { fault, client: this.#client, on, seq, id }
  }
}

export function* seenFaults(streams: Streams, name: string, { user, sights, stayed }: Client): Generator<Fault> {
  const watch = new Watch(streams, name, user)
  for (const sight of sights) yield* watch.take(sight)
  if (stayed) yield* watch.end()
}
