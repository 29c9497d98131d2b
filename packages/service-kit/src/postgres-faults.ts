/**
 * What an error of Postgres, of a pooler, or of the way there means: the one table by which every service acts. An error
 * of the statement stays the statement's; one of the server or of the connection is UNAVAILABLE, and passes.
 */
import { TooLate } from './limit.ts'
import { isOtherHistory } from './other-history.ts'

export interface FaultKind {
  /** Told as UNAVAILABLE: trying again later, unchanged, may help. */
  readonly isServer: boolean
  /** What is given back to the pool no more: the connection, or with it all that are older than the fault. */
  readonly drops: 'nothing' | 'this' | 'older'
  /** The server says so itself that nothing was done: a write may be repeated too. */
  readonly isUndone: boolean
  /** Whether a repeat within seconds may get through. */
  readonly isBrief: boolean
}

export const faultKinds = {
  /** Of the statement: whoever asks again is told the same. */
  statement: { isServer: false, drops: 'nothing', isUndone: true, isBrief: false },
  /** Two transactions met, and this one gave way. */
  crossed: { isServer: true, drops: 'nothing', isUndone: true, isBrief: true },
  /** The server is full, or its disk fails; connections are as good as before. */
  full: { isServer: true, drops: 'nothing', isUndone: true, isBrief: false },
  /** Somebody, or the time, ended this statement, and no other. */
  cancelled: { isServer: true, drops: 'this', isUndone: true, isBrief: true },
  /**
   * The server takes no writes, its tables are others now, or a session is not as we left it: as for this connection, so for
   * all that were open.
   */
  turned: { isServer: true, drops: 'older', isUndone: true, isBrief: true },
  /** The connection has ended; whether what it was told was done, nobody says. */
  gone: { isServer: true, drops: 'older', isUndone: false, isBrief: true },
  /** No answer for longer than the server lets a statement last: nobody is there any more. */
  silent: { isServer: true, drops: 'older', isUndone: false, isBrief: false },
  /** The connection leads to a server of another history than the one that is gone on with (history.ts). */
  elsewhere: { isServer: true, drops: 'this', isUndone: true, isBrief: false },
  /** There was no connection, so nothing was done. */
  unconnected: { isServer: true, drops: 'nothing', isUndone: true, isBrief: true },
  /** There was no turn in time. */
  late: { isServer: true, drops: 'nothing', isUndone: true, isBrief: false },
} as const satisfies Record<string, FaultKind>

export type FaultName = keyof typeof faultKinds

/** By SQLSTATE, or its class, or what Node calls an error of a socket. The first that fits counts. */
const byCode: readonly (readonly [code: RegExp, name: FaultName])[] = [
  [/^(40001|40P01|55P03)$/, 'crossed'],
  [/^(25006|55000|26000|42P05|25P02)$/, 'turned'],
  [/^57014$/, 'cancelled'],
  [/^(53100|53200|53400|58)/, 'full'],
  [/^(08|28|53|57P|25P03|25P04|3D000)/, 'gone'],
  [/^(ECONN|EPIPE|EPROTO|ETIMEDOUT|ENOTFOUND|EAI_|EHOST|ENET|EADDRNOTAVAIL|ERR_SSL_)/, 'gone'],
]

/** By what the library says, which has no codes. */
const byWords: readonly (readonly [words: RegExp, name: FaultName])[] = [
  [/^Query read timeout/, 'silent'],
  [/^(Connection terminated|timeout exceeded when trying to connect|timeout expired)/i, 'gone'],
  [/^Client (has encountered a connection error|was closed)/i, 'gone'],
  [/^There was an error establishing an SSL connection/, 'gone'],
]

interface Told {
  readonly code: string
  readonly message: string
  /** The place in Postgres' own code, in no language. */
  readonly routine: string
}

const told = (reason: unknown): Told => {
  const { code, message, routine } = (reason ?? {}) as Record<keyof Told, unknown>
  const text = (value: unknown) => (typeof value === 'string' ? value : '')
  return { code: text(code), message: text(message), routine: text(routine) }
}

/** A prepared statement whose tables have changed since: another one of the same text is as good as new. */
export const isChangedPlan = (reason: unknown): boolean => {
  const { code, routine, message } = told(reason)
  return code === '0A000' && (routine === 'RevalidateCachedQuery' || /cached plan/.test(message))
}

/** A pooler gave the connection to another server connection, which has other prepared statements. */
export const isMixedUp = (reason: unknown): boolean => /^(26000|42P05)$/.test(told(reason).code)

/** There is no connection, for the reason of its cause, whose code it has. */
export class NotConnected extends Error {
  readonly code: string

  constructor(cause: unknown) {
    super('no connection to Postgres', { cause })
    this.code = told(cause).code
  }
}

export const nameOfFault = (reason: unknown): FaultName => {
  if (reason instanceof NotConnected) return 'unconnected'
  if (reason instanceof TooLate) return 'late'
  if (isOtherHistory(reason)) return 'elsewhere'
  if (isChangedPlan(reason)) return 'turned'
  const { code, message } = told(reason)
  const found = byCode.find(([known]) => known.test(code)) ?? byWords.find(([known]) => known.test(message))
  return found?.[1] ?? 'statement'
}

export const kindOf = (reason: unknown): FaultKind => faultKinds[nameOfFault(reason)]

/** Whether trying again later, unchanged, may help. */
export const isServerFault = (reason: unknown): boolean => kindOf(reason).isServer

/** `isHarmless`: where it was carried out without a word, carrying it out again changes nothing. */
export const mayRepeat = (reason: unknown, isHarmless: boolean): boolean => {
  const { isBrief, isUndone } = kindOf(reason)
  return isBrief && (isUndone || isHarmless)
}

/** What a pooler says while its server is away; all else of this code is a setting that will not change by itself. */
const passingWords = /server|shutting down|no more connections|paused|suspend|wait_timeout|timeout|crashed|too many/i

/** Of a start: whether to wait for what is not there. A wrong password or a wrong setting does not pass by itself. */
export const isPassing = (reason: unknown): boolean => {
  const cause = reason instanceof NotConnected ? reason.cause : reason
  const { code, message } = told(cause)
  if (code === '08P01') return passingWords.test(message) && !/startup parameter/i.test(message)
  return !/^(28|3D000|ERR_SSL_)/.test(code) && isServerFault(cause)
}
