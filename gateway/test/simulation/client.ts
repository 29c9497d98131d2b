/** A client that believes nothing: it checks every frame against the owner's log and what it has been promised. */
import { type EventFrame, redactedText, type StreamState } from '@parley/protocol'
import type { StreamHead, ReaderSight as Told } from '@parley/wire'
import type { Encoding } from '../../src/encoding.ts'
import { resumeAt } from '../../src/greeting.ts'
import { ReaderSight } from '../../src/reader-sight.ts'
import type { Stream } from '../../src/stream.ts'
import type { Reader } from '../../src/stream-io.ts'
import { type Logged, type Owner, room } from './owner.ts'

/** Lines of JSON, in two spellings, so that readers of different encodings meet in one stream. */
export const lines = (mark: string): Encoding => ({
  read: () => undefined,
  write: () => Buffer.alloc(0),
  writeText: () => Buffer.alloc(0),
  writeTexts: (texts) => Buffer.concat(texts.map((text) => Buffer.from(`${mark}${Buffer.from(text)}\n`))),
})
const encodings = [lines('a'), lines('b')]

interface Place {
  epoch: number
  next: number
  /** Effects up to here are in the list that the following began with. */
  known: number
}

export type Positions = Record<string, [number, number]>

interface Surroundings {
  complain(fault: string): void
  /** How far the gateway has delivered a stream. */
  delivered(on: string): number
}

const isTwin = (on: string, seq: number, text: string): boolean =>
  [true, false].some((counts) => text === redactedText(on, seq, counts))

export class Client implements Reader {
  readonly user: string
  readonly encoding: Encoding
  readonly streams = new Set<Stream<Client>>()
  readonly places = new Map<string, Place>()
  readonly resets: string[] = []
  /** What came of each stream: whether it was said, or came without what it said. */
  readonly shown = new Map<string, ('said' | 'redacted')[]>()
  /** Whose signals came. */
  readonly signals: string[] = []
  /** What the gateway keeps; and what the client itself holds, to judge by. */
  sight: ReaderSight | undefined
  #hidden = new Set<string>()
  #audiences = new Set<string>()
  #sightAt = 0
  closed = false
  readonly openedAt = 0
  /** Takes one piece at a time, when it is told to. */
  slow = false
  #full = false
  #drawn = 0
  readonly #owner: Owner
  readonly #complain: (fault: string) => void
  readonly #delivered: (on: string) => number
  #waiting: (() => void)[] = []
  /** Looks at `isFull` since the last step; without bound, a loop has lost its way. */
  looks = 0

  constructor(owner: Owner, user: string, kind: number, { complain, delivered }: Surroundings) {
    this.#owner = owner
    this.#complain = complain
    this.#delivered = delivered
    this.user = user
    this.encoding = encodings[kind % 2] as Encoding
  }

  get positions(): Positions {
    return Object.fromEntries([...this.places].map(([on, { epoch, next }]) => [on, [epoch, next - 1]]))
  }

  /** The answer to hello: where each stream goes on from. */
  greet(states: readonly StreamState[], have: Positions, mostMissed: number) {
    return states.map((state) => {
      const followed = resumeAt(state, have[state.on], mostMissed)
      this.places.set(state.on, { epoch: state.epoch, next: followed.from + 1, known: state.head })
      return followed
    })
  }

  look(told: Told): void {
    this.sight = ReaderSight.told(undefined, { ...told, asked: 1 })
    this.#hidden = new Set(told.hides)
    this.#audiences = new Set(told.audiences)
    this.#sightAt = told.at
  }

  write(frames: Buffer): void {
    if (this.closed) return
    this.#full = this.slow
    for (const line of frames.toString('utf8').split('\n').slice(0, -1)) {
      if (this.encoding !== encodings[line.startsWith('a') ? 0 : 1]) this.#complain('it is in the encoding of another')
      this.#take(JSON.parse(line.slice(1)), line.slice(1))
    }
  }

  send({ on, reset }: { on: string; reset: StreamHead }): void {
    if (this.closed) return
    this.resets.push(on)
    const place = this.places.get(on)
    if (place) this.places.set(on, { epoch: reset.epoch, next: reset.head + 1, known: place.known })
    else this.#complain(`${on} is reset and not followed`)
  }

  mayDraw(bytes: number, most: number): boolean {
    if (this.#drawn + bytes > most) return false
    this.#drawn += bytes
    return true
  }

  get isFull(): boolean {
    if (++this.looks === 1_000) this.#complain('it goes round and round')
    return this.#full || this.looks >= 1_000
  }

  drained(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  drain(): void {
    this.#full = false
    for (const resolve of this.#waiting.splice(0)) resolve()
  }

  #take(frame: EventFrame, text: string): void {
    const place = this.places.get(frame.on)
    if (!place) this.#complain(`something of ${frame.on} arrives, which is not followed`)
    else if (frame.seq === undefined) this.#takeSignal(frame, place)
    else if (frame.seq !== place.next) this.#complain(`${frame.on}: ${frame.seq} arrives where ${place.next} is due`)
    else this.#takeEvent(frame, text, place)
  }

  #takeEvent(frame: EventFrame, text: string, place: Place): void {
    const { on, seq } = frame
    const logged = this.#owner.event(on, place.epoch, seq)
    const shown = this.shown.get(on) ?? []
    this.shown.set(on, shown)
    shown.push(isTwin(on, seq, text) ? 'redacted' : 'said')
    this.#judge(frame, text, logged)
    if (on === room && this.#owner.wasOut(this.user, place.epoch, place.known, seq))
      this.#complain(`${on}: ${seq} goes to one who is out`)
    place.next++
    if (seq > place.known) this.#follow(frame, logged?.out === this.user)
    if (seq > place.known && seq > this.#sightAt) this.#see(logged)
  }

  /** Hidden text must not come, nor text that is taken back; and nothing else may be withheld. */
  #judge({ on, seq }: EventFrame, text: string, logged: Logged | undefined): void {
    const { by = '', for: audience } = logged?.mark ?? {}
    const isHidden = (audience !== undefined && !this.#audiences.has(audience)) || this.#hidden.has(by)
    if (isTwin(on, seq, text)) {
      if (!isHidden && logged?.goneAt === undefined) this.#complain(`${on}: ${seq} is withheld`)
      return
    }
    if (text !== logged?.text) this.#complain(`${on}: ${seq} is not what was written`)
    if (isHidden) this.#complain(`${on}: ${seq} is shown, and is hidden`)
    if (logged?.goneAt && logged.goneAt <= this.#delivered(on)) this.#complain(`${on}: ${seq} is shown, and taken back`)
  }

  #see(logged: Logged | undefined): void {
    if (logged?.hides) this.#hidden.add(logged.hides)
    if (logged?.shows) this.#hidden.delete(logged.shows)
  }

  #takeSignal({ on, by, is }: EventFrame, place: Place): void {
    if (by) this.signals.push(by)
    if (by && this.#hidden.has(by)) this.#complain(`${on}: a signal of one who is hidden arrives`)
    if (is.after !== place.next - 1)
      this.#complain(`${on}: a signal sent after ${is.after} arrives before ${place.next}`)
  }

  #follow({ on, is }: EventFrame, out: boolean): void {
    if (out) this.places.delete(on)
    if (typeof is?.on !== 'string') return
    const { epoch, head } = is as unknown as StreamHead
    this.places.set(is.on, { epoch, next: head + 1, known: head })
  }
}
