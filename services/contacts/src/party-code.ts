/** The code of a party: short enough to be said aloud, and one of 10¹² so that nobody finds one by trying. */
import { randomBytes } from 'node:crypto'
import type { Queryable } from '@parley/service-kit'
import { findByCode } from './store/parties.ts'

/** Without I, L, O and U, as Crockford has it. */
const signs = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const length = 8

/** One that no party has. */
export const makeCode = async (db: Queryable): Promise<string> => {
  for (;;) {
    const code = Array.from(randomBytes(length), (byte) => signs[byte % signs.length]).join('')
    if ((await findByCode(db, code)) === undefined) return code
  }
}
