/** What can be decided without asking anybody. */
import { matches, Username } from '@parley/protocol'

/** The spelling under which a login name is kept, looked up and counted; empty where nobody can have this name. */
export const normalUsername = (typed: string): string => {
  const name = typed.trim().toLowerCase()
  return matches(Username, name) ? name : ''
}

/** A display name as it is searched: compatible forms and upper and lower case are one. */
export const searchKey = (name: string): string => name.normalize('NFKC').toLowerCase().normalize('NFKC')

/** What a device calls itself, fit for showing in a list. */
export const deviceName = (device: string | undefined): string =>
  (device ?? '')
    .replaceAll(/\p{Cc}/gu, '')
    .toWellFormed()
    .trim()

export interface HashPolicy {
  readonly memoryCost: number
  readonly timeCost: number
  readonly parallelism: number
}

/** Whether a hash was made with less or other effort than is asked for today. */
export const isOutdated = (made: HashPolicy, today: HashPolicy): boolean =>
  made.memoryCost !== today.memoryCost || made.timeCost !== today.timeCost || made.parallelism !== today.parallelism

export interface PresentedToken {
  readonly ended: boolean
  readonly expired: boolean
  readonly generation: number
  /** The session's newest generation. */
  readonly newest: number
  /** Whether this very token began the newest generation. */
  readonly opened: boolean
  /** Whether another token took its place before it was used. */
  readonly replaced: boolean
  /** Tokens of the newest generation that were handed out within the grace. */
  readonly siblings: number
}

/**
 * `rotate`: a next generation begins. `repeat`: another token of the newest generation. `crowded`: too many of these
 * already, later. `reused`: two hold the session. `void`: no session.
 */
export type RefreshVerdict = 'rotate' | 'repeat' | 'crowded' | 'reused' | 'void'

/** Tokens of one generation that are handed out within one grace: more tabs than anybody opens at one moment. */
export const mostSiblings = 16

/**
 * What a refresh token is worth. Tokens form generations; a token is used when it is presented here, and by nothing
 * else. The first use of any token of the newest generation begins the next one.
 *
 *     newest generation                  used first: `rotate`. Its siblings and all before it are spent.
 *     the one before, began the newest   its answer was lost: `repeat`, after a pause of any length
 *     replaced, or any other             two have used what one was given: `reused`
 *
 * An honest client holds one token, the last that reached it: it was handed out by its last use, or it is that token
 * itself, whose answer was lost. So it never presents one whose successor or sibling has been used. The tabs of a
 * browser that present one cookie at the same moment get siblings, any of which is good until one is used. A thief and
 * the owner never get the same token, so the second of them to use theirs presents a sibling or an ancestor of a used
 * one, at once or a year later: no time is forgiven. Without a grace nothing is repeated, and a lost answer costs the
 * session.
 */
export const judgeRefresh = (token: PresentedToken, graceSeconds: number): RefreshVerdict => {
  if (token.ended || token.expired) return 'void'
  if (token.replaced) return 'reused'
  if (token.generation === token.newest) return 'rotate'
  if (token.generation !== token.newest - 1 || !token.opened || graceSeconds === 0) return 'reused'
  return token.siblings < mostSiblings ? 'repeat' : 'crowded'
}

/** Whole seconds for which a cookie may live so as not to outlive its token. */
export const cookieSeconds = (lifeMs: number): number => Math.max(0, Math.floor(lifeMs / 1000))

/** Times in milliseconds since 1970. */
export interface KeyAge {
  readonly createdAt: number
  readonly longestTokenMs: number
}

/** Between a key's publication and its first signature, so that every process and every reader has it by then. */
export const keyLeadMs = 120_000

/** For a process that still signs with the key before: reloading has a period, and clocks differ. */
const keySlackMs = 120_000

/** The key to sign with: the newest that has been published for long enough. `keys` from old to new. */
export const signingKeyOf = <K extends KeyAge>(keys: readonly K[], now: number): K | undefined =>
  keys.findLast((key) => key.createdAt + keyLeadMs <= now) ?? keys[0]

export const isKeyDue = (keys: readonly KeyAge[], now: number, rotateMs: number): boolean => {
  const newest = keys.at(-1)
  return newest === undefined || newest.createdAt + rotateMs <= now
}

/**
 * Whether a key has to sign at once because the one that signed is gone, and what would sign now is older: it had been
 * replaced before, and may be known to the same people. `signed` is undefined where nothing has signed yet.
 */
export const isSuccessorDue = <K extends KeyAge & { readonly kid: string }>(
  keys: readonly K[],
  signed: K | undefined,
  now: number,
): boolean => {
  if (!signed || keys.some(({ kid }) => kid === signed.kid)) return false
  const next = signingKeyOf(keys, now)
  return next === undefined || next.createdAt < signed.createdAt
}

/** The keys that no token can depend on any more: another has taken over and all that they signed has expired. */
export const outwornKeys = <K extends KeyAge>(keys: readonly K[], now: number): K[] =>
  keys.filter((key, place) => {
    const next = keys[place + 1]
    return next !== undefined && next.createdAt + keyLeadMs + key.longestTokenMs + keySlackMs <= now
  })
