/** The e-mail address of an account, and getting in again by it. Owned by the auth service. */
import * as Type from 'typebox'
import { OwnPassword } from './auth/factors.ts'
import { described, Password, strict, Token } from './shapes.ts'
import { command } from './table.ts'

export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[a-zA-Z0-9.!#$%&*+/=?^_`{|}~-]{1,64}@([a-z0-9A-Z]([a-z0-9A-Z-]{0,61}[a-z0-9A-Z])?\\.)+[a-zA-Z0-9-]{2,63}$',
  title: 'an e-mail address such as ann@example.org',
})
const Typed = Type.String({ maxLength: 256, format: 'whole-text' })
const LinkToken = Type.String({
  ...Token,
  minLength: 1,
  maxLength: 128,
  description: 'what stands behind the last / of the link',
})
const Revoked = Type.Object({ ended: Type.Integer({ minimum: 0, description: 'how many sessions it ended' }) })

const own = { owner: 'auth', access: 'user', rate: 'write', repeatable: true } as const
const anyone = { owner: 'auth', access: 'anyone', rate: 'login', repeatable: true } as const

export const commands = {
  'email.get': command({
    owner: 'auth',
    about: 'Your e-mail address, which nobody else is told.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({
      email: Type.Optional(described(Email, 'that of your account. Not given: it has none')),
      available: Type.Boolean({ description: 'whether this server sends mail' }),
    }),
    errors: [],
  }),
  'email.change': command({
    ...own,
    about:
      'Sends a link to an address; once it is followed, that is the address of your account, and the one before it is told. The answer is the same whoever has the address.',
    notByGuests: true,
    input: Type.Object({ email: Email, password: OwnPassword }, strict),
    output: Type.Object({}),
    errors: ['LOGIN_FAILED', 'LOGIN_TOO_OLD', 'TOO_MANY_ATTEMPTS', 'MAIL_UNAVAILABLE'],
  }),
  'email.remove': command({
    ...own,
    about: 'Takes the address from your account, and tells that address. Where there is none nothing changes.',
    input: Type.Object({ password: OwnPassword }, strict),
    output: Type.Object({}),
    errors: ['LOGIN_FAILED', 'LOGIN_TOO_OLD', 'TOO_MANY_ATTEMPTS'],
  }),
  'email.verify': command({
    ...anyone,
    about: 'What following the link of `email.change` does. Repeated it is answered in the same way.',
    input: Type.Object({ token: LinkToken }, strict),
    output: Type.Object({}),
    errors: ['LINK_INVALID', 'EMAIL_TAKEN'],
  }),
  'password.forget': command({
    ...anyone,
    about:
      'Sends a link for another password to the address of an account, once in ten minutes. The answer is the same whether there is such an account, and whether it has an address.',
    input: Type.Object({ account: described(Typed, 'its username, or its e-mail address') }, strict),
    output: Type.Object({}),
    errors: ['MAIL_UNAVAILABLE'],
  }),
  'password.reset': command({
    ...anyone,
    about:
      'Gives the account of a link of `password.forget` another password, and ends all of its sessions. A link is good once, for an hour, until the password is another; if you lose the answer, repeat it.',
    input: Type.Object({ token: LinkToken, new_password: Password }, strict),
    output: Revoked,
    errors: ['LINK_INVALID', 'PASSWORD_WEAK'],
  }),
}
