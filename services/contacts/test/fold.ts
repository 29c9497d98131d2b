/** What somebody knows of how they stand with others: as they are told it afresh, and as an event after that makes it. */
import type { EventFrame, Output } from '@parley/protocol'

type Told = Output<'contact.list'>['people'][number]
type Invitation = Omit<Output<'invitation.list'>['invitations'][number], 'expires_in_ms'>
export interface Known {
  readonly people: ReadonlyMap<string, Told>
  readonly privacy: unknown
  /** The open ones, by id. */
  readonly invitations: ReadonlyMap<string, Invitation>
}

/** How long it waits still is another thing each time. */
export const untimed = ({ expires_in_ms: _, ...invitation }: Invitation & { expires_in_ms?: unknown }): Invitation =>
  invitation

const invited = (invitations: Known['invitations'], { ev, is }: EventFrame): Known['invitations'] => {
  const next = new Map(invitations)
  if (ev === 'invitation.sent') return next.set(String(is.invitation), untimed(is as unknown as Invitation))
  next.delete(String(is.invitation))
  return next
}

const truthy = (row: Told): Told =>
  Object.fromEntries(
    Object.entries(row).filter(
      ([, value]) => value !== '' && value !== false && value !== undefined && String(value) !== '',
    ),
  ) as unknown as Told

const gone = {
  stands: undefined,
  at: undefined,
  games: undefined,
  note: undefined,
  memo: undefined,
  favourite: undefined,
  labels: undefined,
}

/** Of the row about the one whom the event names. */
const changes: Readonly<Record<string, (event: EventFrame, me: string) => object>> = {
  'contact.requested': ({ by, at, is: { games, note } }, me) => ({
    stands: by === me ? 'sent' : 'received',
    at,
    games,
    note,
  }),
  'contact.added': ({ at, is: { games } }) => ({ stands: 'contact', at, games, note: undefined }),
  'contact.declined': () => gone,
  'contact.cancelled': () => gone,
  'contact.removed': () => gone,
  'contact.changed': ({ is }) => is,
  'block.added': () => ({ blocked: true }),
  'block.removed': () => ({ blocked: false }),
  'restriction.added': () => ({ restricted: true }),
  'restriction.removed': () => ({ restricted: false }),
}

const renamed = (row: Told, label: string, name: string): Told => {
  const labels = row.labels ?? []
  const next = labels.includes(name) ? '' : name
  return truthy({ ...row, labels: labels.map((one) => (one === label ? next : one)).filter(Boolean) })
}

export const fold = (known: Known, event: EventFrame, me: string): Known => {
  const { ev, is } = event
  const { people, invitations } = known
  if (ev === 'privacy.changed') return { ...known, privacy: is }
  if (ev.startsWith('invitation.')) return { ...known, invitations: invited(invitations, event) }
  // What they say is in the stream of the party, or news and nothing else.
  if (ev.startsWith('party.')) return known
  if (ev === 'label.changed')
    return {
      ...known,
      people: new Map([...people].map(([id, row]) => [id, renamed(row, String(is.label), String(is.name))])),
    }
  const user = String(is.user)
  const change = changes[ev]
  if (!change) throw new Error(`nobody knows what ${ev} does`)
  const row = truthy({ ...(people.get(user) ?? { user }), ...change(event, me) } as Told)
  const next = new Map(people).set(user, row)
  if (Object.keys(row).length === 1) next.delete(user)
  return { ...known, people: next }
}
