/** What a push says, to a device and to the relay alike. */
import type { PushMessage } from '@parley/protocol'
import type { Glimpse } from '@parley/wire'
import type { Kind } from '../notice.ts'
import type { Told } from '../store/pushes.ts'

const waiting: ReadonlySet<Kind> = new Set(['direct', 'mention', 'reply', 'reminder'])

/** Whether a sleeping phone is to be woken for it at once (RFC 8030, 5.3). */
export const urgencyOf = (told: Told | null): 'high' | 'normal' =>
  told && (told.urgent || waiting.has(told.kind)) ? 'high' : 'normal'

interface About {
  readonly user: string
  readonly tag: string
  readonly unread: number
}

export const clearing = ({ user, tag, unread }: About): PushMessage => ({ user, tag, unread, clear: true })

export const showing = ({ user, tag, unread }: About, told: Told, glimpse: Glimpse): PushMessage => {
  const { kind, id, at, count, room, message, by, of, urgent } = told
  return {
    ...{ user, tag, unread, kind, id, at, count },
    ...(urgent ? { urgent } : {}),
    ...(room === null ? {} : { room }),
    ...(message === null ? {} : { message }),
    ...(by === null ? {} : { by }),
    ...(of === null ? {} : { of }),
    ...(glimpse.name === undefined ? {} : { name: glimpse.name }),
    ...(glimpse.room === undefined ? {} : { place: glimpse.room }),
    ...(glimpse.text === undefined ? {} : { text: glimpse.text }),
  }
}
