/** What is attached to a message that is being written, as its composer knows it. */
import type { SendOptions } from '@parley/client'

export interface Attachments {
  /** Whether all of it is on the server. */
  readonly isUp: boolean
  /** Sends all of it, with a caption or without one. */
  readonly send: (caption: string, options: SendOptions) => Promise<unknown>
}
