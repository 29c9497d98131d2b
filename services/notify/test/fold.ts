/** What somebody knows of their inbox: as they are told it afresh, and as an event after that makes it. */
import type { EventFrame, Output } from '@parley/protocol'

type Told = Output<'inbox.list'>['notifications'][number]
type Place = Output<'alert.get'>['places'][number]
type Device = Output<'push.list'>['devices'][number]
export interface Known {
  /** The newest first. */
  readonly notifications: readonly Told[]
  readonly unread: number
  readonly alerts: unknown
  readonly places: readonly Place[]
  readonly devices: readonly Device[]
}

type Selection = { ids?: number[]; upto?: number; room?: string; kind?: string; message?: number }

const holdsFor = ({ ids, upto, room, kind, message }: Selection, told: Told): boolean =>
  (ids === undefined || ids.includes(told.id)) &&
  (upto === undefined || told.id <= upto) &&
  (room === undefined || told.room === room) &&
  (kind === undefined || told.kind === kind) &&
  (message === undefined || (told.message !== undefined && told.message <= message))

const states = { 'notification.read': 'read', 'notification.resolved': 'resolved' } as const

/** In the order in which they were subscribed. */
const changed = (devices: readonly Device[], one: Device): Device[] => {
  const others = devices.filter(({ device }) => device !== one.device)
  return others.length === devices.length
    ? [...devices, one]
    : devices.map((known) => (known.device === one.device ? one : known))
}

/** In the order of their ids. */
const placed = (places: readonly Place[], { place, level }: Partial<Place>): Place[] => {
  const others = places.filter((known) => known.place !== place)
  const all = place && level ? [...others, { place, level }] : others
  return all.toSorted((one, other) => (one.place < other.place ? -1 : 1))
}

/** What the event says of all but notifications; nothing where it is of one. */
const foldOthers = (known: Known, { ev, is }: EventFrame): Known | undefined => {
  if (ev === 'alert.changed') return { ...known, alerts: is }
  if (ev === 'alert.placed') return { ...known, places: placed(known.places, is) }
  if (ev === 'push.subscribed') return { ...known, devices: changed(known.devices, is as Device) }
  if (ev === 'push.unsubscribed')
    return { ...known, devices: known.devices.filter(({ device }) => device !== is.device) }
  return undefined
}

export const fold = (known: Known, event: EventFrame): Known => {
  const others = foldOthers(known, event)
  if (others) return others
  const { ev, seq, at, is } = event
  const { notifications } = known
  const { unread, ...said } = is as { unread: number }
  if (ev === 'notification.raised')
    return { ...known, unread, notifications: [{ id: seq, at, ...said, state: 'unread' } as Told, ...notifications] }
  const isMeant = (told: Told) => holdsFor(said, told)
  if (ev === 'notification.removed')
    return { ...known, unread, notifications: notifications.filter((told) => !isMeant(told)) }
  const state = states[ev as keyof typeof states]
  if (!state) throw new Error(`nobody knows what ${ev} does`)
  const settled = (told: Told): Told => (state === 'read' && told.state === 'resolved' ? told : { ...told, state })
  return { ...known, unread, notifications: notifications.map((told) => (isMeant(told) ? settled(told) : told)) }
}
