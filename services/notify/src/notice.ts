/** What somebody is to be told. */
import type { EventBody } from '@parley/protocol'

export type Kind = EventBody<'notification.raised'>['kind']

export interface Notice {
  readonly person: string
  readonly kind: Kind
  /** What it comes from: the same whoever reads that, and however often. */
  readonly source: string
  /** When that was, in milliseconds since 1970. */
  readonly at: number
  readonly room?: string
  readonly message?: number
  readonly by?: string
  /** The reminder, the space, the scheduled message, the group, the invitation or the party. */
  readonly of?: string
  readonly silent?: boolean
  readonly urgent?: true
  /** Whether mail may tell of it, where it is not read in time. */
  readonly mails?: boolean
  /** The room that it is in, or that its thread is of, and the space of that. */
  readonly places?: readonly string[]
}
