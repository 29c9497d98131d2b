import type { EventFrame, Output, ResetFrame, SignalFrame } from '@parley/protocol'
import type { Beginning } from './streams.ts'

export type Followed = Output<'hello'>['streams'][number]

/** What is known of one service, kept true by its streams. The inbox asks whose a stream is, and knows nothing else of it. */
export interface Model {
  /** The service: the first part of the names of its streams. */
  readonly owner: string
  /** All of its streams that are followed from now on; `begun` are those that do not go on from where we were. */
  greet(followed: readonly Followed[], begun: ReadonlyMap<string, Beginning>): void
  /** The next event of one of its streams. `isNews`: the greeting had not taken it into account. */
  apply(event: EventFrame, isNews: boolean): void
  signal(signal: SignalFrame): void
  /**
   * One of its streams goes on from another position, and what was known by it is perhaps not so. False where the model
   * cannot go on without being greeted anew.
   */
  reset(frame: ResetFrame): boolean
}
