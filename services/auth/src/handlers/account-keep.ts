import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { dropClosing } from '../store/closing.ts'

/** Of an account that is out of use no session is left that could ask. */
export const accountKeep: Handler<'account.keep', Auth> = async (_input, { user, session, address }, auth) => {
  if (await dropClosing(auth.db, user)) auth.security('account-kept', { user, session, address })
  return {}
}
