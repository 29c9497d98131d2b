import type { Output } from '@parley/protocol'
import type { User } from './user.ts'

/** A room, and its members as they were when it was made. */
export interface Conversation {
  /** UUID. */
  readonly id: string
  /** Of its events, as `chat/room/<id>`. */
  readonly stream: string
  /** Its members, the one who made it first. */
  readonly users: readonly User[]
  /** Sends a message as one of them; resolves when it is committed, to its id and its position in the stream. */
  send(by: User, text: string): Promise<Output<'message.send'> & { readonly id: string }>
}
