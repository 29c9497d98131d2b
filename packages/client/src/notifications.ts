/** What is in an inbox, and how events change that. Pure. */
import type { EventBody, EventFrame, Output } from '@parley/protocol'
import { isEvent } from './events.ts'

/** What one is told: `kind`, whose doing it is (`by`), and where to look (`room` and `message`, or `of`). What was said is read there. */
export type Notification = Output<'inbox.list'>['notifications'][number]

type Selection = EventBody<'notification.read'>

const isMeant = ({ ids, upto, room, kind, message }: Selection, one: Notification): boolean =>
  (!ids || ids.includes(one.id)) &&
  (upto === undefined || one.id <= upto) &&
  (room === undefined || one.room === room) &&
  (kind === undefined || one.kind === kind) &&
  (message === undefined || (one.message !== undefined && one.message <= message))

/** The newest first. Of whom an event does not concern the same object; an event that is known changes nothing. */
export const notified = (all: readonly Notification[], event: EventFrame): readonly Notification[] => {
  if (isEvent(event, 'notification.raised')) {
    const { unread: _, ...said } = event.is
    const { seq: id, at } = event
    return all.some((one) => one.id >= id) ? all : [{ id, at, ...said, state: 'unread' }, ...all]
  }
  if (isEvent(event, 'notification.removed')) return all.filter((one) => !isMeant(event.is, one))
  if (isEvent(event, 'notification.read'))
    return all.map((one) => (one.state === 'unread' && isMeant(event.is, one) ? { ...one, state: 'read' } : one))
  if (isEvent(event, 'notification.resolved'))
    return all.map((one) => (one.state !== 'resolved' && isMeant(event.is, one) ? { ...one, state: 'resolved' } : one))
  return all
}
