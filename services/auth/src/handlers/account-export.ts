import { fail } from '@parley/protocol'
import { askOwner, type Handler } from '@parley/service-kit'
import { filesOwner } from '@parley/wire'
import type { Auth } from '../context.ts'
import { changeFactors } from '../second-factor.ts'

/** Nothing is changed here: what is asked for is all that opens the account. */
export const accountExport: Handler<'account.export', Auth> = async (input, caller, auth) => {
  const { user, session, address } = caller
  await changeFactors(auth, caller, input, async () => {})
  const told = await askOwner(auth.bus, filesOwner, 'archive', { user, session })
  if ('tooSoonMs' in told) return fail('ARCHIVE_TOO_SOON', { retry_ms: told.tooSoonMs })
  auth.security('archive-asked', { user, session, address })
  return told.archive
}
