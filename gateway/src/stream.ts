/**
 * One stream as this gateway follows it, for all of its connections. A connection is *live* when it stands at the stream's
 * position, and gets every event as it is delivered (`audience.ts`); else it is *catching up* (`catching-up.ts`). Which event is
 * delivered when is the matter of `order.ts`.
 */
import { changesRights, type EventFrame, effectOf, type StreamKind, takenBackBy } from '@parley/protocol'
import { steadyNow } from '@parley/service-kit'
import { type EventBatch, isAsking, type ReaderHead, type Sight, sinceOf } from '@parley/wire'
import { Audience } from './audience.ts'
import { CatchingUp } from './catching-up.ts'
import { copyAll } from './event-bytes.ts'
import { Order } from './order.ts'
import type { Ruled, Ruler, Seen } from './ruler.ts'
import type { StreamEvent } from './stream-event.ts'
import type { Reader, StreamIo } from './stream-io.ts'
import { Topic } from './topic.ts'
import type { Flushable } from './turn.ts'
import { Views } from './views.ts'

/** Whom an event names; undefined where that is nobody, and it is about all. */
const usersIn = ({ user, users }: EventFrame['is']): ReadonlySet<string> | undefined => {
  if (typeof user === 'string') return new Set([user])
  return Array.isArray(users) ? new Set(users as string[]) : undefined
}

const seesAll: Sight = { hides: new Set(), audiences: new Set() }
const seenAs = ({ since: _, ...sight }: Sight): Sight => sight

const kindOf = (on: string): StreamKind => on.slice(0, on.lastIndexOf('/')) as StreamKind

// biome-ignore lint/suspicious/noExplicitAny: who holds streams of any kind of reader need not say which
export class Stream<R extends Reader = any> extends Order implements Flushable, Ruled<R> {
  readonly #io: StreamIo<R>
  readonly #live: Audience<R>
  #behind: CatchingUp<R> | undefined
  #topic: Topic<R> | undefined
  /** What those see who do not see all that was ever there, and hide nobody. */
  readonly #later = new Map<R, Sight>()
  /** The last of these: those who see it from the same position on share one, so that what is written is looked at once for all of them. */
  #latest: Sight | undefined
  /** What it is of those that it rules, where it does. */
  readonly ruling: Ruler<R> | undefined
  /** What rules it, where another one does. */
  #ruler: Ruler<R> | undefined
  /** Since when nobody follows it, in milliseconds since 1970; 0 where somebody does. */
  emptySince = 0

  constructor(on: string, at: { readonly epoch: number; readonly head: number }, io: StreamIo<R>) {
    super(on, at, io)
    this.#io = io
    this.ruling = io.ruler(this, at.head)
    this.#live = new Audience(io.traffic, (reader) => this.#sightOf(reader))
  }

  #sightOf(reader: R): Sight | undefined {
    const sight = this.ruling ? this.ruling.sightOf(reader) : reader.sight
    const later = this.#later.size > 0 ? this.#later.get(reader) : undefined
    return later && sight ? { ...later, ...seenAs(sight) } : (later ?? sight)
  }

  /** From now on the reader sees nothing of what stands up to this position. */
  #reach(reader: R, since: number): void {
    if (since === 0) {
      this.#later.delete(reader)
      return
    }
    if (this.#latest?.since !== since) this.#latest = { ...seesAll, since }
    this.#later.set(reader, this.#latest)
  }

  /** What the owner says of the change at `seq`, unless the reader has come to another one meanwhile, or has gone. */
  settle(reader: R, seq: number, since: number): void {
    if (this.#later.get(reader)?.since === seq) this.#reach(reader, since)
  }

  get readers(): number {
    return this.#live.readers.size + (this.#behind?.size ?? 0)
  }

  receive(batch: EventBatch): void {
    const ruler = this.#ruler ?? (batch.first === 0 ? this.ruling : undefined)
    if (isAsking(batch)) this.#lookAgain()
    else if (ruler && !ruler.hasReached(batch.rightsAt)) this.#wait(ruler, batch)
    else if (batch.first === 0) this.#signal(copyAll(batch))
    else this.take(batch)
  }

  /** Nothing but what its readers may see is another thing now. */
  #lookAgain(): void {
    for (const reader of this.followers()) this.#io.sight(reader, this.on)
  }

  /** It may be of after a change that its ruler has yet to tell of: events are fetched, and taken behind that. */
  #wait(ruler: Ruler<R>, batch: EventBatch): void {
    const { epoch, first, frames, rightsAt } = batch
    if (first > 0) this.notice({ epoch, head: first + frames.length - 1 })
    else this.#signalAfter(ruler.reached(rightsAt), copyAll(batch))
  }

  /** Where it does not come to that, the next signals say it. */
  #signalAfter(reached: Promise<void>, signals: readonly StreamEvent[]): void {
    reached.then(
      () => this.#signal(signals),
      () => {},
    )
  }

  /** What passes comes between the events that it came between; how something stands, after those of this turn. */
  #signal(signals: readonly StreamEvent[]): void {
    this.#topic ??= new Topic(this.on, this.#live.readers, this.#io.traffic, (reader) => this.#sightOf(reader))
    const wasDue = this.#topic.isDue
    const passing = this.#topic.take(signals)
    if (passing.length > 0) this.flush()
    for (const signal of passing) this.#topic.pass(signal)
    if (this.#topic.isDue && !wasDue) this.#io.turn.flushStream(this)
  }

  protected override deliver(event: StreamEvent, follows: boolean): void {
    if (follows && this.ruling) this.#rule(this.ruling, event)
    if (this.#live.add(event)) this.#io.turn.flushStream(this)
    if (follows) this.#takeEffect(event)
    this.ruling?.moved(this.position)
    this.wake()
  }

  override flush(): void {
    this.#live.flush(this.on)
    this.#topic?.flush()
  }

  // Events that change who follows, and who sees what

  #takeEffect(event: StreamEvent): void {
    const frame = event.read()
    const effect = effectOf(frame.ev)
    for (const seq of takenBackBy(frame.ev, frame.is)) this.redact(seq)
    if (effect === 'trim') this.ring.trim(frame.is.floor as number)
    else if (effect && effect !== 'redact') this.#applyToLive(event.seq, frame)
    // Nobody comes back to it, and its owner soon knows nothing of it.
    if (effect === 'close' && this.readers === 0) this.emptySince = Number.NEGATIVE_INFINITY
  }

  protected override redact(seq: number): void {
    super.redact(seq)
    this.#live.redact(this.on, seq)
    this.#behind?.redact(seq)
  }

  /**
   * Those concerned get this event as the last one, or, where they have yet to learn that it is for them, as the first one of what
   * they wait for.
   */
  #rule(ruling: Ruler<R>, event: StreamEvent): void {
    const { ev, is } = event.read()
    if (!changesRights(kindOf(this.on), ev)) return
    this.flush()
    const sights = new Map([...this.#live.readers].map((reader) => [reader, ruling.sightOf(reader)]))
    const views = new Views(this.on, [event])
    const effect = effectOf(ev)
    const ends = effect === 'end' || effect === 'close'
    // Whom an event of a later release is about, only that knows: it may be all.
    for (const reader of ruling.doubt(event.seq, effect && usersIn(is))) {
      if (!this.#live.readers.has(reader)) {
        this.hold(reader)
        continue
      }
      const sight = sights.get(reader)
      const isLast = ends || event.isSeenBy(sight)
      if (isLast) reader.write(views.of(reader.encoding, sight))
      if (ends) this.#end(reader)
      else this.#holdAt(reader, isLast ? event.seq : event.seq - 1)
    }
  }

  hold(reader: R): void {
    if (this.#live.readers.has(reader)) {
      this.flush()
      this.#holdAt(reader, this.position)
    } else this.#behind?.hold(reader)
  }

  #holdAt(reader: R, position: number): void {
    this.#live.readers.delete(reader)
    this.#catchingUp().join(reader, position, { head: position, floor: 0 }, true, steadyNow())
  }

  release(reader: R): void {
    this.#behind?.release(reader)
  }

  follows(reader: R): boolean {
    return this.#live.readers.has(reader) || this.#behind?.positionOf(reader) !== undefined
  }

  /** Who follows it already is held until what they see is known. */
  ruleBy(ruler: Ruler<R>, by: Seen): void {
    if (this.#ruler) return
    this.#ruler = ruler
    ruler.rule(this, by)
    for (const reader of this.followers()) if (ruler.enter(reader)) this.hold(reader)
  }

  followers(): readonly R[] {
    return [...this.#live.readers, ...(this.#behind?.readers() ?? [])]
  }

  /** Nobody follows it here any more. */
  forgotten(): void {
    this.#ruler?.forget(this)
  }

  get ruledBy(): Ruler<R> | undefined {
    return this.#ruler
  }

  #applyToLive(seq: number, frame: EventFrame): void {
    this.flush()
    for (const reader of [...this.#live.readers]) this.#apply(reader, seq, frame)
  }

  /** False where the reader gets nothing more of this stream. */
  #apply(reader: R, seq: number, { ev, is }: EventFrame): boolean {
    switch (effectOf(ev)) {
      case 'start':
        this.#io.start(reader, is.on as string, is as unknown as ReaderHead)
        return true
      case 'hide':
      case 'show':
        this.#io.see(reader, { on: this.on, seq, author: is.user as string, hides: effectOf(ev) === 'hide' })
        return true
      case 'reach':
        if (is.newcomers === undefined) return true
        this.#reach(reader, seq)
        this.#io.reach(reader, this.on, seq)
        return this.positionOf(reader) !== undefined
      case 'look':
        if (is.user !== undefined && is.user !== reader.user) return true
        this.#io.look(reader, this.on)
        return this.positionOf(reader) !== undefined
      case 'end':
        if (is.user !== reader.user) return true
        this.#end(reader)
        return false
      case 'close':
        this.#end(reader)
        return false
      default:
        return true
    }
  }

  #end(reader: R): void {
    this.ruling?.end(reader)
    this.#io.end(reader, this)
  }

  // Readers come and go

  /**
   * The reader has seen the events up to `from`, and its streams were listed when this one's head was `at`. It is live
   * at once where it stands at the position.
   */
  join(reader: R, from: number, at: ReaderHead): void {
    this.emptySince = 0
    this.#reach(reader, sinceOf(at))
    this.notice(at)
    const ruler = this.#ruler ?? this.ruling
    const isHeld = ruler?.enter(reader) === true
    if (at.epoch !== this.epoch) this.#io.lose(reader)
    else if (ruler && !isHeld && !ruler.sees(reader, this)) this.#io.ended(reader, this.on)
    else if (!isHeld && from === this.position && at.head <= this.position) this.#becomeLive(reader, reader.openedAt)
    else this.#catchingUp().join(reader, from, at, isHeld)
  }

  /** It is told how things stand that have changed since, by the steady clock. */
  #becomeLive(reader: R, since: number): void {
    // What is delivered and not yet written has been sent to this reader: write it to the others first.
    this.flush()
    this.#live.readers.add(reader)
    this.#topic?.watch(reader, since)
    this.#dropIdle()
  }

  #catchingUp(): CatchingUp<R> {
    this.#behind ??= new CatchingUp(this, this.#io, {
      sightOf: (reader) => this.#sightOf(reader),
      last: () => (this.ruling ? this.position : Number.POSITIVE_INFINITY),
      recent: (after) => this.ring.after(after),
      becomeLive: (caughtUp, since) => this.#becomeLive(caughtUp, since),
      apply: (caughtUp, seq, frame) => this.#apply(caughtUp, seq, frame),
    })
    return this.#behind
  }

  /** Up to where the reader has been sent the stream; nothing where it does not follow it. */
  positionOf(reader: R): number | undefined {
    if (!this.#live.readers.has(reader)) return this.#behind?.positionOf(reader)
    this.flush()
    return this.position
  }

  leave(reader: R, now: number): void {
    this.#live.readers.delete(reader)
    this.#later.delete(reader)
    this.#behind?.leave(reader)
    this.#dropIdle()
    if (this.readers === 0) this.emptySince = now
    this.#ruler?.left(reader)
    this.ruling?.left(reader)
  }

  #dropIdle(): void {
    if (this.#behind?.size === 0) this.#behind = undefined
  }

  override wake(): void {
    this.#behind?.wake()
  }

  protected override lose(whom: 'live' | 'all'): void {
    this.ruling?.lost(this.position)
    const readers = this.#live.clear()
    if (whom === 'all') {
      readers.push(...(this.#behind?.clear() ?? []))
      this.#topic = undefined // in another history, states begin anew
    }
    this.#dropIdle()
    for (const reader of readers) this.#io.lose(reader)
    // What was skipped may have changed what those see who stay.
    for (const reader of this.ruling?.doubt(0) ?? []) this.hold(reader)
  }
}
