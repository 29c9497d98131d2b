/** Who somebody is elsewhere: with issuers of OpenID Connect that the operator trusts. */
import * as Type from 'typebox'
import { described, strict, Time } from '../shapes.ts'
import { command } from '../table.ts'
import { locked, lockedErrors } from './factors.ts'
import { Device, Session } from './session-shapes.ts'

const IssuerName = Type.String({
  maxLength: 32,
  pattern: '^[a-z0-9-]{1,32}$',
  title: 'what the operator calls the issuer: 1 to 32 letters a-z, digits or dashes',
})
const ForeignToken = Type.String({
  maxLength: 4_096,
  pattern: '^[A-Za-z0-9._-]*$',
  title: 'a JWT: letters, digits, dots, - and _',
  description: 'an id token of the issuer (JWT), or an access token that is one, for this server',
})

const tokenErrors = ['ISSUER_UNKNOWN', 'IDENTITY_REFUSED'] as const

export const identityCommands = {
  'session.exchange': command({
    owner: 'auth',
    about:
      'Logs in with a token of an issuer that the operator trusts, such as a studio’s own accounts. The first good token of somebody makes their account.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object({ issuer: IssuerName, token: ForeignToken, device: Type.Optional(Device) }, strict),
    output: Session,
    errors: [...tokenErrors, 'TOO_MANY_ATTEMPTS', 'SECOND_FACTOR_NEEDED', 'ACCOUNT_PENDING'],
  }),
  'identity.list': command({
    owner: 'auth',
    about: 'With which issuers your account can be logged in to, the oldest first.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({
      identities: Type.Array(
        Type.Object({
          issuer: Type.Optional(described(IssuerName, 'missing where it is trusted no longer')),
          url: Type.String(),
          subject: Type.String({ description: 'who you are there' }),
          created_at: Time,
          used_at: Time,
        }),
      ),
    }),
    errors: [],
  }),
  'identity.create': command({
    owner: 'auth',
    about: 'Links who you are with an issuer to your account, which can be logged in to by its tokens from then on.',
    access: 'user',
    rate: 'write',
    input: Type.Object({ ...locked, issuer: IssuerName, token: ForeignToken }, strict),
    output: Type.Object({}),
    errors: [...tokenErrors, 'IDENTITY_TAKEN', ...lockedErrors],
  }),
  'identity.remove': command({
    owner: 'auth',
    about: 'Ends that your account can be logged in to by tokens of this issuer.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ ...locked, issuer: IssuerName }, strict),
    output: Type.Object({}),
    errors: ['ISSUER_UNKNOWN', ...lockedErrors],
  }),
}
