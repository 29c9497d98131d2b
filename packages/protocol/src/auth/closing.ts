/** How an account is closed by its owner. */
import * as Type from 'typebox'
import { described, strict, Time } from '../shapes.ts'
import { command } from '../table.ts'
import { locked, lockedErrors } from './factors.ts'

/** What everybody whose account is closed is called from then on. */
export const erasedName = 'Deleted account'
export const OwnMessages = Type.Union([Type.Literal('remove'), Type.Literal('anonymise')], {
  description:
    'what becomes of what you have said, and of your reactions and votes: taken back, or left to the others under the name “Deleted account”',
})

export const closingCommands = {
  'account.close': command({
    owner: 'auth',
    about:
      'Closes your account: at the time in the answer it is out of use, and then all that is kept of you goes, in every service; your username stays reserved. Until then `account.keep` takes it back. All of your other sessions end now. Repeated, it keeps its time and may choose otherwise about messages.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ ...locked, messages: OwnMessages }, strict),
    output: Type.Object({
      at: described(Time, 'when it is closed'),
      ended: Type.Integer({ minimum: 0, description: 'how many sessions it ended' }),
    }),
    errors: [...lockedErrors, 'LAST_OWNER'],
  }),
  'account.keep': command({
    owner: 'auth',
    about: 'Keeps the account that you were about to close. One that was not to be closed is answered in the same way.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({}, strict),
    output: Type.Object({}),
    errors: [],
  }),
}
