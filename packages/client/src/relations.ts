/** How one stands with others, and how events change that. Pure. */
import type { EventBody, EventFrame, Output } from '@parley/protocol'
import { type EventOf, isEvent } from './events.ts'

/** Somebody, and how one stands with them: a contact, a request, a block, and what one keeps about them. */
export type Relation = Output<'contact.list'>['people'][number]

type Change = Partial<Relation>
type Name = Exclude<Parameters<typeof isEvent>[1], 'privacy.changed' | 'label.changed'>
type Table = { readonly [E in Name]?: (event: EventOf<E>, me: string) => Change }

const unrelated = {
  stands: undefined,
  at: undefined,
  games: undefined,
  note: undefined,
  memo: undefined,
  favourite: undefined,
  labels: undefined,
} as unknown as Change

const table: Table = {
  'contact.requested': ({ by, at, is: { games = [], note = '' } }, me) => ({
    stands: by === me ? 'sent' : 'received',
    at,
    games,
    note,
  }),
  'contact.added': ({ at, is: { games = [] } }) => ({ stands: 'contact', at, games, note: '' }),
  'contact.declined': () => unrelated,
  'contact.cancelled': () => unrelated,
  'contact.removed': () => unrelated,
  'contact.changed': ({ is }) => is,
  'block.added': () => ({ blocked: true }),
  'block.removed': () => ({ blocked: false }),
  'restriction.added': () => ({ restricted: true }),
  'restriction.removed': () => ({ restricted: false }),
}

/** Without what is as between strangers; nothing where nothing is left. */
const told = (relation: Relation): Relation | undefined => {
  const isSaid = ([, value]: [string, unknown]) => Boolean(value) && !(Array.isArray(value) && value.length === 0)
  const members = Object.entries(relation).filter(isSaid)
  return members.length > 1 ? (Object.fromEntries(members) as unknown as Relation) : undefined
}

const relabelled = (relation: Relation, { label, name }: EventBody<'label.changed'>): Relation | undefined => {
  const { labels = [] } = relation
  if (!labels.includes(label)) return relation
  const next = labels.includes(name) ? '' : name
  return told({ ...relation, labels: labels.map((one) => (one === label ? next : one)).filter(Boolean) })
}

/** Whom an event is about; nobody where it is about several. */
export const userOf = ({ is }: EventFrame): string | undefined => (typeof is.user === 'string' ? is.user : undefined)

/** How one stands with somebody after an event that is about them, or about all; the same object where it changes nothing. */
export const related = (
  user: string,
  before: Relation | undefined,
  event: EventFrame,
  me: string,
): Relation | undefined => {
  if (isEvent(event, 'label.changed')) return before && relabelled(before, event.is)
  const change = Object.hasOwn(table, event.ev) ? table[event.ev as keyof Table] : undefined
  if (!change || userOf(event) !== user) return before
  return told({ user, ...before, ...(change as (event: unknown, me: string) => Change)(event, me) })
}
