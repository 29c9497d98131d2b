/** What is known of the chat service: rooms, by their streams and by the stream of one's own. */
import type { EventFrame, ResetFrame, SignalFrame } from '@parley/protocol'
import { isEvent, isSignal } from './events.ts'
import type { Followed, Model } from './model.ts'
import type { People } from './people.ts'
import type { Rooms } from './rooms.ts'
import type { Beginning } from './streams.ts'
import type { Told } from './told.ts'

export class ChatModel implements Model {
  readonly owner = 'chat'
  readonly #rooms: Rooms
  readonly #people: People
  readonly #tellReturned: (returned: Told['returned']) => void

  constructor(rooms: Rooms, people: People, tellReturned: (returned: Told['returned']) => void) {
    this.#rooms = rooms
    this.#people = people
    this.#tellReturned = tellReturned
  }

  greet(followed: readonly Followed[], begun: ReadonlyMap<string, Beginning>): void {
    this.#rooms.greet(followed, begun)
  }

  apply(event: EventFrame, isNews: boolean): void {
    this.#rooms.apply(event, isNews)
    if (isEvent(event, 'message.returned')) this.#tellReturned(event.is)
  }

  signal(signal: SignalFrame): void {
    if (isSignal(signal, 'cursor.moved')) this.#rooms.cursorMoved(signal.is)
    else if (isSignal(signal, 'draft.changed')) this.#rooms.get(signal.is.room)?.draftChanged(signal.is.version)
    else if (isSignal(signal, 'name.changed')) this.#people.learn([signal.is])
    else this.#rooms.of(signal.on)?.signal(signal)
  }

  /** Without our own stream we do not know in which rooms we are. */
  reset(frame: ResetFrame): boolean {
    this.#rooms.reset(frame)
    if (this.#rooms.isOwn(frame.on)) return false
    void this.#rooms.read() // says how far we have read
    return true
  }
}
