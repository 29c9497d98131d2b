/** Who comes in by an invitation, as far as it needs no I/O. */
import { fail } from '@parley/protocol'

/** How people come into a space; a group is always open. */
export type Entry = 'open' | 'request' | 'closed'

/** An invitation as somebody finds it who has its code, and they as the group or the space knows them. */
export interface InviteView {
  readonly name: string
  readonly description: string
  readonly members: number
  readonly isSpace: boolean
  readonly entry: Entry
  /** Whether it lets people in; not where there is none. */
  readonly isOpen: boolean
  readonly approval: boolean
  /** Those that it gives. */
  readonly roles: readonly number[]
  /** Whether who has no role lives there until they go offline. */
  readonly temporary: boolean
  readonly isForSome: boolean
  /** Whether they are one of those. */
  readonly isNamed: boolean
  /** Who made it; null where there is none. */
  readonly by: string | null
  readonly byName: string
  readonly isIn: boolean
  readonly isBarred: boolean
  readonly asks: boolean
}

export type Way = 'was in' | 'asks already' | 'comes in' | 'asks'

type Entering = Omit<
  InviteView,
  'name' | 'description' | 'members' | 'isSpace' | 'roles' | 'temporary' | 'by' | 'byName'
>

/**
 * What an invitation does for somebody; nothing where it keeps them out. Who is in, or asks already, has nothing to lose by an
 * invitation that is over: so what they did by it may be said twice. `letsIn`: whoever made it may let people in, whatever the space
 * says of others.
 */
export const wayIn = (view: Entering, letsIn: boolean): Way | undefined => {
  const { entry, isOpen, approval, isForSome, isNamed, isIn, isBarred, asks } = view
  if (isIn) return 'was in'
  if (isBarred) return undefined
  if (asks) return 'asks already'
  if (!isOpen || (isForSome && !isNamed)) return undefined
  const isAwaited = isNamed && letsIn
  if (entry === 'closed' && !isAwaited) return undefined
  return approval || (entry === 'request' && !isAwaited) ? 'asks' : 'comes in'
}

/** What keeps somebody out looks the same from outside, whatever it is. */
export const checkWayIn = (view: Entering, letsIn: boolean): Way => wayIn(view, letsIn) ?? fail('INVITE_NOT_FOUND')

const fine = 100

/** In two digits that count: how large it is, and not who has just come or gone. */
export const roughly = (count: number): number => {
  const step = count < fine ? 1 : 10 ** (Math.floor(Math.log10(count)) - 1)
  return Math.round(count / step) * step
}
