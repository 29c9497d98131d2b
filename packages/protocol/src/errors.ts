import type { ErrorDetail, ErrorEntry } from './errors/entry.ts'
import { ofAccounts } from './errors/of-accounts.ts'
import { ofAll } from './errors/of-all.ts'
import { ofAuth } from './errors/of-auth.ts'
import { ofChat } from './errors/of-chat.ts'
import { ofContacts } from './errors/of-contacts.ts'
import { ofFiles } from './errors/of-files.ts'
import { ofIssuers } from './errors/of-issuers.ts'
import { ofNotify } from './errors/of-notify.ts'
import { ofPresence } from './errors/of-presence.ts'

export { type ErrorDetail, errorDetails } from './errors/entry.ts'

/** Every error that leaves the platform, by its name. */
export const errors = {
  ...ofAll,
  ...ofAuth,
  ...ofIssuers,
  ...ofAccounts,
  ...ofChat,
  ...ofContacts,
  ...ofFiles,
  ...ofNotify,
  ...ofPresence,
}

/** The names of all errors. Servers of a later release may have more. */
export type ErrorName = keyof typeof errors

/** What an error of this name may tell besides its number, name and text. */
export const detailsOf = (name: ErrorName): readonly ErrorDetail[] => (errors[name] as ErrorEntry).tells ?? []

/** What any command may answer, besides what its own entry declares. */
export const everyCommandErrors = [
  'BAD_FRAME',
  'UNKNOWN_COMMAND',
  'BAD_INPUT',
  'RATE_LIMITED',
  'TIMEOUT',
  'UNAVAILABLE',
  'INTERNAL',
  'HELLO_FIRST',
  'TOO_MANY_IN_FLIGHT',
  'ANSWER_TOO_LARGE',
  'TOKEN_MISSING',
  'TOKEN_INVALID',
  'TOKEN_EXPIRED',
  'SESSION_ENDED',
  'SCOPE_MISSING',
  'ACCOUNT_LOCKED',
  'ACCOUNT_SUSPENDED',
  'ACCOUNT_BANNED',
  'GUEST_MAY_NOT',
  'GAME_OF_ANOTHER',
  'ONCE_TAKEN',
  'ONCE_DONE',
] as const satisfies readonly ErrorName[]

/** An error as clients get it: the table's row and what the place that raised it adds. */
export interface ErrorBody {
  /** The number that goes with the name. */
  readonly code: number
  /** What to tell it by. */
  readonly name: ErrorName
  /** What happened, and what to do. */
  readonly text: string
  /** Milliseconds to wait before the next try. */
  readonly retry_ms?: number
  /** Depends on the error: `why` says more in words, `at` names the place in the input. */
  readonly [detail: string]: unknown
}

export const errorBody = (name: ErrorName, details: Record<string, unknown> = {}): ErrorBody => ({
  code: errors[name].code,
  name,
  text: errors[name].text,
  ...details,
})

/** Raised by `fail`; whatever else is thrown leaves as INTERNAL, with its cause in the log only. */
export class Failure extends Error {
  readonly body: ErrorBody

  constructor(name: ErrorName, details?: Record<string, unknown>) {
    super(`${name} ${details ? JSON.stringify(details) : ''}`)
    this.body = errorBody(name, details)
  }
}

/** What an error of this name may tell, and nothing that its entry does not say. */
type DetailsOf<N extends ErrorName> = {
  readonly [D in (typeof errors)[N] extends { readonly tells: readonly (infer T extends ErrorDetail)[] }
    ? T
    : never]?: unknown
}

/** The only way to raise an error that a client sees. `details` are added to it as they are. */
export const fail = <const N extends ErrorName>(name: N, details?: DetailsOf<N>): never => {
  throw new Failure(name, details)
}
