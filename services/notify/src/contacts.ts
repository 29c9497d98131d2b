/** What contacts tells: requests, what becomes of them, and blocks. */
import type { ConfigTable, Kit, Told } from '@parley/service-kit'
import { type Act, perform } from './acts.ts'
import { roomOf } from './messages.ts'
import type { Terms } from './raising.ts'
import { putBlock } from './store/blocks.ts'

const kinds = [
  'contact.requested',
  'contact.added',
  'contact.declined',
  'contact.cancelled',
  'block.added',
  'block.removed',
] as const
type Ev = Told<(typeof kinds)[number]>

/** Nobody is told of their own doing. */
const actsOfEvent = ({ ev, is: { user }, on, by, at }: Ev): readonly Act[] => {
  const person = roomOf(on)
  const isTheirs = by === user
  const request = { settle: { kind: 'request', by: user, before: at }, person } as const
  switch (ev) {
    case 'contact.requested':
      return isTheirs ? [{ raise: { person, kind: 'request', source: `request ${user} ${at}`, at, by: user } }] : []
    case 'contact.added':
      return [
        { ...request, to: 'resolved' },
        ...(isTheirs
          ? [{ raise: { person, kind: 'contact', source: `contact ${user} ${at}`, at, by: user } } as const]
          : []),
      ]
    case 'contact.declined':
      return [{ ...request, to: 'resolved' }]
    case 'contact.cancelled':
      return [{ ...request, to: 'removed' }]
    case 'block.added':
      return [{ settle: { by: user, before: at }, to: 'removed', person }]
    default:
      return []
  }
}

const isBlock = (event: Ev): event is Told<'block.added'> | Told<'block.removed'> =>
  event.ev === 'block.added' || event.ev === 'block.removed'

export const followContacts = ({ project }: Pick<Kit<ConfigTable>, 'project'>, terms: Terms) =>
  project({
    owner: 'contacts',
    name: 'inbox',
    version: 1,
    kinds,
    apply: async (tx, events) => {
      for (const { on, ev, is, epoch, seq } of events.filter(isBlock))
        await putBlock(tx, { person: roomOf(on), other: is.user, holds: ev === 'block.added', epoch, seq })
      await perform(tx, events.flatMap(actsOfEvent), terms)
    },
  })
