/** What contacts tells: requests and invitations, what becomes of them, parties, and blocks. */
import type { ConfigTable, Kit, Told } from '@parley/service-kit'
import { type Act, perform } from './acts.ts'
import { roomOf } from './messages.ts'
import { isOfParty, type PartyEvent, partyActs, partyKinds } from './parties.ts'
import type { Terms } from './raising.ts'
import { putBlock } from './store/blocks.ts'

const kinds = [
  'contact.requested',
  'contact.added',
  'contact.declined',
  'contact.cancelled',
  'block.added',
  'block.removed',
  'invitation.sent',
  'invitation.accepted',
  'invitation.declined',
  'invitation.cancelled',
  'invitation.expired',
  ...partyKinds,
] as const
type Ev = Told<(typeof kinds)[number]>

type Invitation = Extract<Ev, { ev: `invitation.${string}` }>
type OfPeople = Exclude<Ev, Invitation | PartyEvent>

const isInvitation = (event: Ev): event is Invitation => event.ev.startsWith('invitation.')

/** In the streams of both; who has to answer is told. */
const actsOfInvitation = ({ ev, is, on, at }: Invitation): readonly Act[] => {
  const [person, of] = [roomOf(on), is.invitation]
  if (is.to !== person) return []
  if (ev === 'invitation.sent') {
    const kind = is.kind === 'ask' ? 'ask' : is.party === undefined ? 'invitation' : 'party'
    return [{ raise: { person, kind, source: `invitation ${of}`, at, by: is.from, of } }]
  }
  const to = ev === 'invitation.accepted' || ev === 'invitation.declined' ? 'resolved' : 'removed'
  return [{ settle: { of, before: at }, to, person }]
}

/** Nobody is told of their own doing. */
const actsOfPeople = ({ ev, is: { user }, on, by, at }: OfPeople): readonly Act[] => {
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

const actsOfEvent = (event: Ev): readonly Act[] => {
  if (isOfParty(event)) return []
  return isInvitation(event) ? actsOfInvitation(event) : actsOfPeople(event)
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
      const parties = await partyActs(tx, events.filter(isOfParty))
      const others = events.flatMap((event) => actsOfEvent(event))
      await perform(tx, [...others, ...parties], terms)
    },
  })
