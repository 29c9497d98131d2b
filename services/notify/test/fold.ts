/** What somebody knows of their inbox: as they are told it afresh, and as an event after that makes it. */
import type { EventFrame, Output } from '@parley/protocol'

type Told = Output<'inbox.list'>['notifications'][number]
export interface Known {
  /** The newest first. */
  readonly notifications: readonly Told[]
  readonly unread: number
  readonly alerts: unknown
}

type Selection = { ids?: number[]; upto?: number; room?: string; kind?: string; message?: number }

const holdsFor = ({ ids, upto, room, kind, message }: Selection, told: Told): boolean =>
  (ids === undefined || ids.includes(told.id)) &&
  (upto === undefined || told.id <= upto) &&
  (room === undefined || told.room === room) &&
  (kind === undefined || told.kind === kind) &&
  (message === undefined || (told.message !== undefined && told.message <= message))

const states = { 'notification.read': 'read', 'notification.resolved': 'resolved' } as const

export const fold = ({ notifications, unread: before, alerts }: Known, { ev, seq, at, is }: EventFrame): Known => {
  if (ev === 'alert.changed') return { notifications, unread: before, alerts: is }
  const { unread, ...said } = is as { unread: number }
  if (ev === 'notification.raised')
    return { alerts, unread, notifications: [{ id: seq, at, ...said, state: 'unread' } as Told, ...notifications] }
  const isMeant = (told: Told) => holdsFor(said, told)
  if (ev === 'notification.removed')
    return { alerts, unread, notifications: notifications.filter((told) => !isMeant(told)) }
  const state = states[ev as keyof typeof states]
  if (!state) throw new Error(`nobody knows what ${ev} does`)
  const settled = (told: Told): Told => (state === 'read' && told.state === 'resolved' ? told : { ...told, state })
  return { alerts, unread, notifications: notifications.map((told) => (isMeant(told) ? settled(told) : told)) }
}
