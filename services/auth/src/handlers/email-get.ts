import type { Handler } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { findEmail } from '../store/email.ts'

export const emailGet: Handler<'email.get', Auth> = async (_input, { user }, { db, mailer }) => {
  const email = await findEmail(db, user)
  return { available: mailer !== undefined, ...(email && { email }) }
}
