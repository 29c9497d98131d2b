/** What this gateway knows of streams that rule others, and asks their owners. */
import { setTimeout as sleep } from 'node:timers/promises'
import { doesRule } from '@parley/protocol'
import type { FollowState, ReaderState, StreamHead, StreamRange } from '@parley/wire'
import type { Asked } from './connection.ts'
import type { Owners } from './owners.ts'
import { Ruler, type RulerIo } from './ruler.ts'
import type { Stream } from './stream.ts'
import type { Reader, StreamIo } from './stream-io.ts'

/** A connection, as far as it concerns what rules its streams. */
export interface RuledReader extends Reader {
  readonly asides: Map<string, Asked> | undefined
  send(frame: { on: string; reset: StreamHead } | { on: string; ended: true }): unknown
}

export interface RulersIo<R extends RuledReader> {
  readonly owners: Pick<Owners, 'audiences' | 'follow' | 'head' | 'range'>
  find(on: string): Stream<R> | undefined
  /** The stream, followed from there on where it is not yet. */
  streamOf(on: string, at: Pick<ReaderState, 'epoch' | 'head'>): Stream<R>
  leave(reader: R, stream: Stream<R>): void
  failed(reason: unknown): void
  /** Given by tests. */
  pause?(ms: number): Promise<unknown>
}

export class Rulers<R extends RuledReader> {
  readonly #io: RulersIo<R>
  readonly #rulerIo: RulerIo<R>

  constructor(io: RulersIo<R>) {
    this.#io = io
    this.#rulerIo = {
      audiences: (on, readers, known) => io.owners.audiences(on, readers, known),
      isTheirs: async ({ user }, on) => (await io.owners.follow(user, [on]))[0] != null,
      head: (on) => io.owners.head(on),
      reach: (on, head) => {
        const stream = io.find(on)
        stream?.notice({ epoch: stream.epoch, head })
      },
      ended: (reader, on) => this.ended(reader, on),
      outdate: ({ asides }) => {
        for (const asked of asides?.values() ?? []) asked.isOutdated = true
      },
      failed: io.failed,
      pause: io.pause ?? ((ms) => sleep(ms, undefined, { ref: false })),
    }
  }

  make: StreamIo<R>['ruler'] = (stream, position) =>
    doesRule(stream.on) ? new Ruler(stream, position, this.#rulerIo) : undefined

  /** The reader may not see it any more, and is told so. */
  ended(reader: R, on: string): void {
    const stream = this.#io.find(on)
    stream?.ruling?.end(reader)
    if (stream) this.#io.leave(reader, stream)
    reader.asides?.delete(on)
    reader.send({ on, ended: true })
  }

  /** Notes what rules this one, before anybody follows it. */
  learn({ ruler, ...state }: FollowState): ReaderState {
    if (ruler) {
      const { ruling } = this.#io.streamOf(ruler.on, ruler)
      if (ruling) this.#io.streamOf(state.on, state).ruleBy(ruling, ruler)
    }
    return state
  }

  /** Events after a position, from the owner: where the stream is ruled, when its ruler has come so far. */
  range = async (on: string, after: number): Promise<StreamRange | null> => {
    const range = await this.#io.owners.range(on, after)
    const ruler = this.#io.find(on)?.ruledBy
    if (range && range.frames.length > 0 && ruler && !ruler.hasReached(range.rightsAt))
      await ruler.reached(range.rightsAt)
    return range
  }
}
