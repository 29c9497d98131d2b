import { closeCodes } from '@parley/protocol'
import type { Loss } from './connection.ts'
import { type ParleyError, parleyError } from './parley-error.ts'

const textOf = (code: number): string | undefined =>
  Object.values(closeCodes).find((entry) => entry.code === code)?.text

/** Why a connection has ended for good; nothing where it was closed by the caller. */
export const endingOf = ({ code, error }: Loss): ParleyError | undefined => {
  if (error || code === undefined) return error
  const name = code === closeCodes.SESSION_ENDED.code ? 'SESSION_ENDED' : 'UNAVAILABLE'
  return parleyError(name, { close_code: code, why: textOf(code) ?? 'The server told not to come back.' })
}
