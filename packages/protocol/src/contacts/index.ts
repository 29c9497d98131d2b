/** How people stand with each other, and play together. Owned by the contacts service. */
import * as cards from './cards.ts'
import * as invitations from './invitations.ts'
import * as parties from './parties.ts'
import * as people from './people.ts'

export { mostPlaces } from './cards.ts'
export { invitationMs, mostPayload } from './invitations.ts'
export {
  checkMs,
  mostAttributeBytes,
  mostAttributes,
  mostPartyMembers,
  mostPartyRequests,
  usualParty,
} from './party-shapes.ts'
export { mostBlocked, mostGames, mostLabels } from './people.ts'

export const errorBlock = 1300

export const streams = {
  'contacts/user': {
    about:
      'How one user stands with others: contacts, requests, blocks, invitations, parties that they came into. Followed by that user, and by nobody else.',
    followed: true,
  },
  'contacts/party': { about: 'A party. Followed by its members.', followed: true },
  'contacts/card': {
    about: 'How an invitation stands that all in a room have. Nobody follows it: see `topic.watch`.',
    followed: false,
    topic: true,
  },
} as const

export const commands = { ...people.commands, ...parties.commands, ...invitations.commands, ...cards.commands }

export const events = { ...people.events, ...parties.events, ...invitations.events }

export const signals = { ...cards.signals }
