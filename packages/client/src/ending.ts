import type { Loss } from './connection.ts'
import { type ParleyError, parleyError } from './parley-error.ts'
import { closeCode } from './table.inline.ts'

/** Why a connection has ended for good; nothing where it was closed by the caller. */
export const endingOf = ({ code, error }: Loss): ParleyError | undefined => {
  if (error || code === undefined) return error
  if (code === closeCode.sessionEnded) return parleyError('SESSION_ENDED', { close_code: code })
  return parleyError('UNAVAILABLE', { close_code: code, why: 'The server told not to come back.' })
}
