/** People who come in by a name alone, and may make an account of that later. */
import * as Type from 'typebox'
import { Email } from '../emails.ts'
import { described, Password, PersonName, strict, Username } from '../shapes.ts'
import { command } from '../table.ts'
import { Device, EntryCode, Session } from './session-shapes.ts'

export const guestCommands = {
  'guest.create': command({
    owner: 'auth',
    about:
      'Comes in as a guest, by a name alone, where `ways.get` says that this server has guests. The session is all that opens such an account: whoever loses it makes another one. Others see by `guest` that it is one.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object({ name: PersonName, device: Type.Optional(Device) }, strict),
    output: Session,
    errors: ['GUESTS_OFF', 'TOO_MANY_ATTEMPTS'],
  }),
  'guest.become': command({
    owner: 'auth',
    about:
      'Makes an account of a guest, which is logged in to by name and password, and keeps all that there is: id, rooms, messages, contacts, sessions. It takes what signing up does: an invitation where one signs up by these; where people are let in afterwards, it waits until then. If you lose the answer, repeat it.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      {
        username: Username,
        password: Password,
        email: Type.Optional(described(Email, 'a link is sent there, as by `email.change`. Not given: none')),
        invitation: Type.Optional(EntryCode),
      },
      strict,
    ),
    output: Type.Object({ username: Username }),
    errors: [
      'NOT_A_GUEST',
      'USERNAME_TAKEN',
      'PASSWORD_WEAK',
      'SIGN_UP_CLOSED',
      'SIGN_UP_BY_INVITATION',
      'MAIL_UNAVAILABLE',
      'TOO_MANY_ATTEMPTS',
    ],
  }),
}
