/**
 * One stream as this gateway follows it, for all of its connections. A connection is *live* when it stands at the stream's
 * position, and gets every event as it is delivered (`audience.ts`); else it is *catching up* (`catching-up.ts`). Which event is
 * delivered when is the matter of `order.ts`.
 */
import { type EventBatch, type EventFrame, effectOf, type StreamHead } from '@parley/protocol'
import { Audience } from './audience.ts'
import { CatchingUp } from './catching-up.ts'
import { copyAll } from './event-bytes.ts'
import { Order } from './order.ts'
import type { StreamEvent } from './stream-event.ts'
import type { Reader, StreamIo } from './stream-io.ts'
import type { Flushable } from './turn.ts'

// biome-ignore lint/suspicious/noExplicitAny: who holds streams of any kind of reader need not say which
export class Stream<R extends Reader = any> extends Order implements Flushable {
  readonly #io: StreamIo<R>
  readonly #live: Audience<R>
  #behind: CatchingUp<R> | undefined
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

  #signal(batch: EventBatch): void {
    this.flush()
    this.#live.write(this.on, copyAll(batch))
  }

  protected override deliver(event: StreamEvent, follows: boolean): void {
    if (this.#live.add(event)) this.#io.turn.flushStream(this)
    if (follows) this.#takeEffect(event)
    this.wake()
  }

  override flush(): void {
    this.#live.flush(this.on)
  }

  // Events that change who follows, and who sees what

  #takeEffect(event: StreamEvent): void {
    const frame = event.read()
    const effect = effectOf(frame.ev)
    if (effect === 'redact') this.redact(frame.is.seq as number)
    else if (effect) this.#applyToLive(event.seq, frame)
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
        this.#io.look(reader, this.on)
        return true
      case 'end':
        if (is.user !== reader.user) return true
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
    if (whom === 'all') readers.push(...(this.#behind?.clear() ?? []))
    this.#dropIdle()
    for (const reader of readers) this.#io.lose(reader)
  }
}
