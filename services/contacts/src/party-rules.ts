/** Who comes into a party, who leads it, and when a ready check is over. No I/O: what it goes by was read under the locks. */
import type { Count } from './rules.ts'
import type { PartyRow } from './store/parties.ts'
import type { MemberRow } from './store/party-members.ts'

/** How somebody means to come in: by its id, by its code, by asking, let in by its leader, or invited by a member. */
export type Way = 'id' | 'code' | 'request' | 'admitted' | 'invited'

export interface Entering {
  readonly way: Way
  readonly isIn: boolean
  /** Whether its leader blocks them, or they its leader. */
  readonly isBlocked: boolean
  readonly party: Pick<PartyRow, 'access' | 'locked'>
  readonly members: Count
  /** Whether they are in another party of the game. */
  readonly isElsewhere: boolean
  readonly parties: Count
}

export type Entry =
  | 'in'
  | 'enter'
  | 'ask'
  | 'PARTY_NOT_FOUND'
  | 'PARTY_CLOSED'
  | 'PARTY_LOCKED'
  | 'PARTY_FULL'
  | 'IN_A_PARTY'
  | 'TOO_MANY_PARTIES'

/** By id whoever knows of an open one; asking, of any that is not closed. Who has the code, or was let in, has been let in by somebody who may. */
const isOpenBy = (way: Way, access: PartyRow['access']): boolean =>
  way === 'id' ? access === 'open' : way !== 'request' || access !== 'closed'

const isFull = ({ count, most }: Count): boolean => count >= most

/** A block is looked at before anything that tells of the party. */
export const judgeEntry = ({ way, isIn, isBlocked, party, members, isElsewhere, parties }: Entering): Entry => {
  if (isIn) return 'in'
  if (isBlocked) return 'PARTY_NOT_FOUND'
  if (!isOpenBy(way, party.access)) return 'PARTY_CLOSED'
  if (party.locked) return 'PARTY_LOCKED'
  if (isFull(members)) return 'PARTY_FULL'
  if (isElsewhere) return 'IN_A_PARTY'
  if (isFull(parties)) return 'TOO_MANY_PARTIES'
  return way === 'request' && party.access !== 'open' ? 'ask' : 'enter'
}

/** Whether a member may bring others in: of a closed party its leader alone. */
export const mayBring = ({ access, leader }: Pick<PartyRow, 'access' | 'leader'>, member: string): boolean =>
  leader === member || access !== 'closed'

/**
 * Who leads when the leader has gone: of those who are there the one who has been in it for longest, or else of all. Nobody where it
 * ends instead.
 */
export const heirOf = (
  { migrates }: Pick<PartyRow, 'migrates'>,
  left: readonly Pick<MemberRow, 'person' | 'joined' | 'away'>[],
): string | undefined => {
  if (!migrates) return undefined
  const [heir] = left.toSorted((one, other) => Number(one.away) - Number(other.away) || one.joined - other.joined)
  return heir?.person
}

/** How a ready check has ended, by those who were asked and are still in the party; undefined while it goes on. */
export const checkOutcome = (members: readonly Pick<MemberRow, 'asked' | 'ready'>[]): boolean | undefined => {
  const asked = members.filter((member) => member.asked)
  if (asked.some(({ ready }) => ready === false)) return false
  return asked.every(({ ready }) => ready) ? true : undefined
}

export interface Absence {
  readonly away: boolean
  /** Whether presence knows of a device of theirs; null where it does not know. */
  readonly isHere: boolean | null
  /** For how long it has known of none, in seconds; null where it knew of one when it was asked last. */
  readonly absentSeconds: number | null
}

/** After so many seconds they are away, and after so many more they are out. */
export interface Graces {
  readonly away: number
  readonly drop: number
}

export type Attendance = 'nothing' | 'note' | 'here' | 'away' | 'drop'

/** What is to be done about a member. Of whom nothing is known nothing changes. */
export const judgeAbsence = ({ away, isHere, absentSeconds }: Absence, graces: Graces): Attendance => {
  if (isHere === null) return 'nothing'
  if (isHere) return absentSeconds === null && !away ? 'nothing' : 'here'
  if (absentSeconds === null) return 'note'
  if (!away) return absentSeconds >= graces.away ? 'away' : 'nothing'
  return absentSeconds >= graces.away + graces.drop ? 'drop' : 'nothing'
}
