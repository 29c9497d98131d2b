/** What says that a statement met a server of another history than the one that the process works on. */

/** A server that was left behind: it is in an epoch that is over elsewhere. */
export class OtherHistory extends Error {
  constructor(found: number, known: number) {
    super(`this Postgres is in epoch ${found}, which is over: ${known} has begun elsewhere`)
  }
}

/** What was read on a server that another one has taken over from is no history of this one. */
export class LeftBehind extends Error {
  constructor(found: string, known: string) {
    super(`this was read on timeline ${found} of a Postgres, which is on ${known} here: it is read again`)
  }
}

/** As the functions of the schema raise it: not begun here yet, or another one than was to be written in. */
const codes = /^PY00[12]$/

export const isOtherHistory = (reason: unknown): boolean =>
  reason instanceof OtherHistory || codes.test((reason as { code?: string } | undefined)?.code ?? '')
