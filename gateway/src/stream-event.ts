/** An event as a gateway holds it: finished bytes that it forwards unread, and the mark that says who may see them. */
import { asEvent, countsAsUnread, type EventFrame, isOfMessage, isRedacted, redactedText } from '@parley/protocol'
import { type Mark, type Marks, markOf, type Sight, sees, seesPassing } from '@parley/wire'

/** Of what the bytes begin with: the name of a stream holds no quotes. */
const name = /"ev":"([^"]*)"/
const nameWithin = 200

export class StreamEvent {
  /** 0 for a signal. */
  readonly seq: number
  #bytes: Uint8Array
  readonly #marks: Marks | undefined
  readonly #place: number
  /** Null where it has none; undefined where nobody has looked. */
  #mark: Mark | null | undefined
  /** Position of the message that it says more of; beyond all where it is of none, undefined where nobody has looked. */
  #of: number | undefined

  constructor(seq: number, bytes: Uint8Array, marks?: Marks, place = 0) {
    this.seq = seq
    this.#bytes = bytes
    this.#marks = marks
    this.#place = place
  }

  get bytes(): Uint8Array {
    return this.#bytes
  }

  read(): EventFrame {
    const { buffer, byteOffset, length } = this.#bytes
    return asEvent(JSON.parse(Buffer.from(buffer, byteOffset, length).toString('utf8')))
  }

  /** Nearly all readers have no sight, and nearly no event is for some alone: then nothing has to be read. */
  isSeenBy(sight: Sight | undefined): boolean {
    if (sight?.since && this.#isOfBefore(sight.since)) return false
    const passes = this.seq === 0
    const misses = passes && sight?.misses?.size
    if (!sight?.hides.size && !sight?.audiences.size && !misses && !this.#marks?.areForSome) return true
    if (this.#mark === undefined) this.#mark = this.#readMark() ?? null
    return (passes ? seesPassing : sees)(this.#mark ?? undefined, sight)
  }

  #isOfBefore(since: number): boolean {
    this.#of ??= this.#messageOf()
    return this.#of <= since
  }

  /** Most say nothing more of another one: then the name is all that is read. */
  #messageOf(): number {
    const { buffer, byteOffset, length } = this.#bytes
    const [, ev = ''] =
      name.exec(Buffer.from(buffer, byteOffset, Math.min(length, nameWithin)).toString('latin1')) ?? []
    return isOfMessage(ev) ? (this.read().is.seq as number) : Number.POSITIVE_INFINITY
  }

  /** A service of the release before writes no marks: its frames say themselves who the author is. */
  #readMark(): Mark | undefined {
    if (this.#marks) return this.#marks.at(this.#place)
    const { ev, by } = this.read()
    return markOf(ev, by)
  }

  /** In its place, for whoever may not see it. */
  twin(on: string): Uint8Array {
    return Buffer.from(redactedText(on, this.seq, countsAsUnread(this.read())))
  }

  /** Wherever it is held: nobody gets more of it than its twin. */
  redact(on: string): void {
    this.#bytes = this.twin(on)
    this.#mark = null
    this.#of = Number.POSITIVE_INFINITY
  }

  isRedacted(): boolean {
    return isRedacted(this.read())
  }
}

/** What a reader with this sight gets of them: a twin for each event that it may not see, and nothing for a signal. */
export const seenBy = (on: string, events: readonly StreamEvent[], sight: Sight | undefined): Uint8Array[] =>
  events.flatMap((event) => {
    if (event.isSeenBy(sight)) return [event.bytes]
    return event.seq === 0 ? [] : [event.twin(on)]
  })
