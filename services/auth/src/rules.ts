/** What can be decided without asking anybody. */
import { isIP } from 'node:net'
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
  /** The session's newest generation, and the seconds since it began. */
  readonly newest: number
  readonly newestSince: number
}

/** `rotate`: a next generation begins. `repeat`: another token of the newest generation. */
export type RefreshVerdict = 'rotate' | 'repeat' | 'reused' | 'void'

/**
 * What a refresh token is worth. Each use begins a new generation, and a token of an earlier one is in two hands: the
 * session ends. But an answer can be lost, and the tabs of a browser may refresh with one cookie at the same time. An
 * honest client would be logged out then, so for a grace the generation just before the newest gets another token of
 * the newest generation. It replaces none of that generation: whichever of them the client kept is good. A thief who
 * uses the grace is found out at the next turn, as the first of the two to use theirs outdates the other's. The grace
 * counts from the first use, so repeats do not prolong it.
 */
export const judgeRefresh = (token: PresentedToken, graceSeconds: number): RefreshVerdict => {
  if (token.ended || token.expired) return 'void'
  if (token.generation === token.newest) return 'rotate'
  if (token.generation === token.newest - 1 && token.newestSince < graceSeconds) return 'repeat'
  return 'reused'
}

/** Whole seconds for which a cookie may live so as not to outlive `until` (milliseconds since 1970). */
export const cookieSeconds = (until: number, now: number): number => Math.max(0, Math.floor((until - now) / 1000))

export const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text

export const isProxy = (text: string): boolean => {
  if (['loopback', 'linklocal', 'uniquelocal'].includes(text)) return true
  const [address = '', bits, ...rest] = text.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/**
 * Whether a page of this origin may use the routes that work with the cookie. Browsers name the origin of every POST;
 * who names none is no browser and has no cookie that somebody else could make it send. The scheme is left to the
 * cookie (Secure, and SameSite tells http from https), as a proxy may have ended TLS.
 */
export const mayPost = (origin: string | undefined, host: string | undefined, allowed: readonly string[]): boolean => {
  if (origin === undefined || allowed.includes(origin)) return true
  return URL.canParse(origin) && host !== undefined && new URL(origin).host === host.toLowerCase()
}

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

/** The keys that no token can depend on any more: another has taken over and all that they signed has expired. */
export const outwornKeys = <K extends KeyAge>(keys: readonly K[], now: number): K[] =>
  keys.filter((key, place) => {
    const next = keys[place + 1]
    return next !== undefined && next.createdAt + keyLeadMs + key.longestTokenMs + keySlackMs <= now
  })
