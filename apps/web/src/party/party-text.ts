/** What there is to say of a party. Pure. */
import { t } from '@lingui/core/macro'
import type { Card, PartyState } from '@parley/client/contacts'

export const accesses = [
  ['open', t`Open: whoever knows of it comes in`],
  ['request', t`By request: you let people in`],
  ['closed', t`Closed: you invite, and nobody else`],
] as const

/** For who does not lead it; a later server may have more. */
export const accessText = (access: string): string =>
  ({
    open: t`Whoever knows of it comes in`,
    request: t`Who asks is let in by its leader`,
    closed: t`Its leader invites`,
  })[access] ?? ''

/** What it is called, or whose it is. */
export const titleOf = ({ label, game }: Pick<PartyState, 'label' | 'game'>, leader: string): string =>
  label ?? (game === undefined ? t`Party of ${leader}` : t`${game}, party of ${leader}`)

type Member = PartyState['members'][number]

/** Below the name of a member. */
export const memberText = ({ user, away, ready }: Member, { leader, check }: Pick<PartyState, 'leader' | 'check'>) =>
  [
    user === leader && t`Leader`,
    away && t`Away`,
    check && !away && (ready === undefined ? t`Has not answered` : ready ? t`Ready` : t`Not ready`),
  ]
    .filter(Boolean)
    .join(' · ')

/** `2 min`, `45 s`: what is left, roughly. */
export const leftText = (seconds: number): string => {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3_600) return t`${Math.ceil(seconds / 60)} min`
  return seconds < 86_400 ? `${Math.ceil(seconds / 3_600)} h` : t`${Math.ceil(seconds / 86_400)} days`
}

/** Said aloud each minute, and no more often. */
export const saysAloud = (seconds: number): string => (seconds === 0 ? 'over' : t`about ${Math.ceil(seconds / 60)} min`)

/** How a card stands, with so many seconds left; a later server may have more states. */
export const cardText = (
  { state, places, taken, accepted }: Pick<Card, 'state' | 'places' | 'taken' | 'accepted'>,
  seconds: number,
): string => {
  if (accepted) return t`You play along`
  if (state === 'full') return t`All places are taken`
  if (state === 'cancelled') return t`It was taken back`
  if (state !== 'open' || seconds === 0) return t`It is over`
  return places === 1 ? t`One place` : t`${places - taken} of ${places} places left`
}

/** Whether somebody may bring others in. */
export const mayInvite = ({ access, leader, locked, members, most }: PartyState, me: string): boolean =>
  !locked && members.length < most && (access !== 'closed' || leader === me)
