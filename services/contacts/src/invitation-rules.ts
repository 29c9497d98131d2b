/** Who may invite whom to play, and whose answer to an invitation counts. No I/O. */
import type { Count } from './rules.ts'
import type { InvitationRow } from './store/invitations.ts'
import type { Privacy } from './store/privacy.ts'
import type { Relation } from './store/relations.ts'

export interface Inviting {
  /** How who invites stands with the other, as each of them sees it. */
  readonly mine: Pick<Relation, 'stands' | 'blocked'>
  readonly theirs: Pick<Relation, 'stands' | 'blocked'>
  readonly invitations: Count
  /** Whether one of the kind is open already. */
  readonly isOpen: boolean
  readonly privacy: Privacy['contact']
  /** Whether somebody is a contact of both. */
  readonly doShare: boolean
}

export type Invited =
  | 'send'
  | 'withhold'
  | 'BLOCKED_BY_YOU'
  | 'CONTACT_CLOSED'
  | 'INVITATION_OPEN'
  | 'TOO_MANY_INVITATIONS'

/** Contacts always may. That the other blocks whoever invites is looked at last, as for requests: nobody's answer depends on it. */
export const judgeInvitation = (inviting: Inviting): Invited => {
  const { mine, theirs, invitations, isOpen, privacy, doShare } = inviting
  if (mine.blocked) return 'BLOCKED_BY_YOU'
  if (isOpen) return 'INVITATION_OPEN'
  if (invitations.count >= invitations.most) return 'TOO_MANY_INVITATIONS'
  const mayContact = privacy === 'everyone' || (privacy === 'contacts_of_contacts' && doShare)
  if (mine.stands !== 'contact' && !mayContact) return 'CONTACT_CLOSED'
  return theirs.blocked ? 'withhold' : 'send'
}

export type Settling = 'accepted' | 'declined' | 'cancelled'
export type State = 'pending' | Settling | 'expired'

/**
 * How an answer ends: `settle`, it counts; `same`, it was given before; or what the invitation has become instead. `isOver`: its time is,
 * by the clock of the database. `isHeld`: who sent it is still in its party, where it has one.
 */
export const judgeAnswer = (
  { state, isOver }: Pick<InvitationRow, 'state' | 'isOver'>,
  answer: Settling,
  isHeld: boolean,
): 'settle' | 'same' | Exclude<State, 'pending'> => {
  if (state === answer) return 'same'
  if (state !== 'pending') return state
  if (isOver) return 'expired'
  return isHeld || answer !== 'accepted' ? 'settle' : 'cancelled'
}
