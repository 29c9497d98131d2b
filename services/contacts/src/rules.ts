/** Who may ask whom to be their contact, and in which games. No I/O: what it goes by was read under the locks of both. */
import { mostGames } from '@parley/protocol'
import type { Privacy } from './store/privacy.ts'
import type { Relation } from './store/relations.ts'

/** Of so many there may be at most so many. */
export interface Count {
  readonly count: number
  readonly most: number
}

export interface Asking {
  /** How the one who asks stands with the other, as they see it. */
  readonly mine: Pick<Relation, 'stands' | 'blocked'>
  /** The same as the other sees it. */
  readonly theirs: Pick<Relation, 'stands' | 'blocked'>
  readonly contacts: Count
  readonly requests: Count
  readonly contactsThere: Count
  /** Whether somebody is a contact of both. */
  readonly doShare: boolean
  readonly privacy: Privacy['contact']
}

/**
 * - `stands`: they are contacts, or have asked already.
 * - `add`: the other has asked too, and they are contacts.
 * - `ask`: the other is told.
 * - `withhold`: the other blocks them, and is told nothing.
 */
export type Verdict =
  | 'stands'
  | 'add'
  | 'ask'
  | 'withhold'
  | 'BLOCKED_BY_YOU'
  | 'CONTACT_CLOSED'
  | 'TOO_MANY_CONTACTS'
  | 'TOO_MANY_CONTACTS_THERE'
  | 'TOO_MANY_CONTACT_REQUESTS'

const isFull = ({ count, most }: Count): boolean => count >= most

/** Whether there is room for a contact between the two. */
export const judgeAdding = (own: Count, there: Count): 'add' | 'TOO_MANY_CONTACTS' | 'TOO_MANY_CONTACTS_THERE' => {
  if (isFull(own)) return 'TOO_MANY_CONTACTS'
  return isFull(there) ? 'TOO_MANY_CONTACTS_THERE' : 'add'
}

const isOpen = ({ privacy, doShare }: Pick<Asking, 'privacy' | 'doShare'>): boolean =>
  privacy === 'everyone' || (privacy === 'contacts_of_contacts' && doShare)

/** That the other blocks whoever asks is looked at last: until then nobody's answer depends on it, and then nobody's is another one. */
export const judgeRequest = (asking: Asking): Verdict => {
  const { mine, theirs, contacts, requests, contactsThere } = asking
  if (mine.blocked) return 'BLOCKED_BY_YOU'
  if (mine.stands === 'contact' || mine.stands === 'sent') return 'stands'
  if (theirs.stands === 'sent') return judgeAdding(contacts, contactsThere)
  if (isFull(contacts)) return 'TOO_MANY_CONTACTS'
  if (isFull(requests)) return 'TOO_MANY_CONTACT_REQUESTS'
  if (!isOpen(asking)) return 'CONTACT_CLOSED'
  return theirs.blocked ? 'withhold' : 'ask'
}

type Games = Relation['games']

/** In the games of both, in order; in all where either is, and where they would be more than there may be. */
export const joinGames = (one: Games, other: Games): Games => {
  const all = [...new Set([...one, ...other])].toSorted()
  return one.length === 0 || other.length === 0 || all.length > mostGames ? [] : all
}

/** In the others; undefined where nothing changes by it, as they are none there, or in all. */
export const withoutGame = (games: Games, game: string): Games | undefined =>
  games.includes(game) ? games.filter((one) => one !== game) : undefined
