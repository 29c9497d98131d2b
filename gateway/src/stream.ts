/**
 * One stream as this gateway follows it, for all of its connections. A connection is *live* when it stands at the stream's
 * position, and gets every event as it is delivered (`audience.ts`); else it is *catching up* (`catching-up.ts`). Which event is
 * delivered when is the matter of `order.ts`.
 */
import { type EventFrame, effectOf, takenBackBy } from '@parley/protocol'
import type { EventBatch, StreamHead } from '@parley/wire'
import { Audience } from './audience.ts'
import { CatchingUp } from './catching-up.ts'
import { copyAll } from './event-bytes.ts'
import { Order } from './order.ts'
import type { StreamEvent } from './stream-event.ts'
import type { Reader, StreamIo } from './stream-io.ts'
import { Topic } from './topic.ts'
import type { Flushable } from './turn.ts'

// biome-ignore lint/suspicious/noExplicitAny: who holds streams of any kind of reader need not say which
export class Stream<R extends Reader = any> extends Order implements Flushable {
  readonly #io: StreamIo<R>
  readonly #live: Audience<R>
  #behind: CatchingUp<R> | undefined
  #topic: Topic<R> | undefined
  /** Since when nobody follows it, in milliseconds since 1970; 0 where somebody does. */
  emptySince = 0

  constructor(on: string, at: { readonly epoch: number; readonly head: number }, io: StreamIo<R>) {
    super(on, at, io)
    this.#io = io
    this.#live = new Audience(io.traffic)
  }

  get readers(): number {
    return this.#live.readers.size + (this.#behind?.size ?? 0)
  }

  receive(batch: EventBatch): void {
    if (batch.first === 0) this.#signal(batch)
    else this.take(batch)
  }

  /** What passes comes between the events that it came between; how something stands, after those of this turn. */
  #signal(batch: EventBatch): void {
    this.#topic ??= new Topic(this.on, this.#live.readers, this.#io.traffic)
    const wasDue = this.#topic.isDue
    const passing = this.#topic.take(copyAll(batch))
    if (passing.length > 0) this.flush()
    for (const signal of passing) this.#topic.pass(signal)
    if (this.#topic.isDue && !wasDue) this.#io.turn.flushStream(this)
  }

  protected override deliver(event: StreamEvent, follows: boolean): void {
    if (this.#live.add(event)) this.#io.turn.flushStream(this)
    if (follows) this.#takeEffect(event)
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

  #applyToLive(seq: number, frame: EventFrame): void {
    this.flush()
    for (const reader of [...this.#live.readers]) this.#apply(reader, seq, frame)
  }

  /** False where the reader gets nothing more of this stream. */
  #apply(reader: R, seq: number, { ev, is }: EventFrame): boolean {
    switch (effectOf(ev)) {
      case 'start':
        this.#io.start(reader, is.on as string, is as unknown as StreamHead)
        return true
      case 'hide':
      case 'show':
        this.#io.see(reader, { on: this.on, seq, author: is.user as string, hides: effectOf(ev) === 'hide' })
        return true
      case 'look':
        if (is.user !== undefined && is.user !== reader.user) return true
        this.#io.look(reader, this.on)
        return this.positionOf(reader) !== undefined
      case 'end':
        if (is.user !== reader.user) return true
        this.#io.end(reader, this)
        return false
      case 'close':
        this.#io.end(reader, this)
        return false
      default:
        return true
    }
  }

  // Readers come and go

  /**
   * The reader has seen the events up to `from`, and its streams were listed when this one's head was `at`. It is live
   * at once where it stands at the position.
   */
  join(reader: R, from: number, at: StreamHead): void {
    this.emptySince = 0
    this.notice(at)
    if (at.epoch !== this.epoch) this.#io.lose(reader)
    else if (from === this.position && at.head <= this.position) this.#becomeLive(reader)
    else this.#catchUp(reader, from, at)
  }

  #becomeLive(reader: R): void {
    // What is delivered and not yet written has been sent to this reader: write it to the others first.
    this.flush()
    this.#live.readers.add(reader)
    this.#topic?.watch(reader, reader.openedAt)
    this.#dropIdle()
  }

  #catchUp(reader: R, from: number, at: StreamHead): void {
    this.#behind ??= new CatchingUp(this, this.#io, {
      recent: (after) => this.ring.after(after),
      becomeLive: (caughtUp) => this.#becomeLive(caughtUp),
      apply: (caughtUp, seq, frame) => this.#apply(caughtUp, seq, frame),
    })
    this.#behind.join(reader, from, at)
  }

  /** Up to where the reader has been sent the stream; nothing where it does not follow it. */
  positionOf(reader: R): number | undefined {
    if (!this.#live.readers.has(reader)) return this.#behind?.positionOf(reader)
    this.flush()
    return this.position
  }

  leave(reader: R, now: number): void {
    this.#live.readers.delete(reader)
    this.#behind?.leave(reader)
    this.#dropIdle()
    if (this.readers === 0) this.emptySince = now
  }

  #dropIdle(): void {
    if (this.#behind?.size === 0) this.#behind = undefined
  }

  override wake(): void {
    this.#behind?.wake()
  }

  protected override lose(whom: 'live' | 'all'): void {
    const readers = this.#live.clear()
    if (whom === 'all') {
      readers.push(...(this.#behind?.clear() ?? []))
      this.#topic = undefined // in another history, states begin anew
    }
    this.#dropIdle()
    for (const reader of readers) this.#io.lose(reader)
  }
}
