import type { EventFrame, ResetFrame, SignalFrame } from '@parley/protocol'
import type { EventOf } from './events.ts'
import type { ParleyState } from './state.ts'
import type { Position } from './streams.ts'

/** What `parley.on` can hear of, by its kind. */
export interface Told {
  /** Each event of each stream that is followed: once, and those of one stream in order. `isEvent` tells which it is. */
  event: EventFrame
  /** A passing remark, perhaps lost: not numbered, and not told again. `isSignal` tells which it is. */
  signal: SignalFrame
  /**
   * The events of the stream `on` cannot be continued: those after `had` and up to `reset.head` were not told, and it
   * goes on after that. Without `had` nothing was known of it. `eventsAfter` reads what is still held of a room.
   */
  reset: ResetFrame & { readonly had?: Position }
  /** A stream that was followed by `follow` is not ours any more, or is gone. */
  ended: { readonly on: string }
  /** A message that was sent to a person by `direct.send` and could not be delivered: its `id`, `user`, `text`, and `why`. */
  returned: EventOf<'message.returned'>['is']
  /** The connection is in another state: `connecting`, `online`, `waiting` or `ended`. */
  state: ParleyState
}
