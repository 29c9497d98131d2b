/** Who somebody is elsewhere: with issuers of OpenID Connect that the operator trusts. */
import * as Type from 'typebox'
import { described, literals, PersonName, Span, strict, Time, Token, Username } from '../shapes.ts'
import { command } from '../table.ts'
import { locked, lockedErrors } from './factors.ts'
import { Device, EntryCode, ForeignToken, IssuerName, Session, signUpModes } from './session-shapes.ts'

const Binding = Type.String({
  ...Token,
  minLength: 1,
  maxLength: 64,
  description: 'what whoever begins keeps to themselves: what comes back is good together with it alone',
})
/** Of what issuers send back. */
const sent = (maxLength: number, description: string) =>
  Type.String({ maxLength, pattern: '^[ -~]*$', title: 'ASCII letters, digits and signs', description })
const Away = Type.Object({
  url: Type.String({ description: 'where the person logs in; they come back to the page of this server' }),
  binding: Binding,
  expires_in_ms: Span,
})
/** What comes back in the address of the page. */
const Arrival = Type.Object(
  {
    binding: Binding,
    state: Type.String({ ...Token, minLength: 1, maxLength: 64 }),
    code: Type.Optional(sent(2_560, 'what it gives for a token. Not given: it says no, and `error` why')),
    error: Type.Optional(sent(128, 'why it says no. Not given: there is a `code`')),
    iss: Type.Optional(sent(512, 'which issuer it is (RFC 9207). Not given: it does not name itself')),
  },
  strict,
)
const arrivalErrors = ['ARRIVAL_REFUSED', 'ISSUER_UNKNOWN', 'ISSUER_REFUSED', 'IDENTITY_REFUSED'] as const

const tokenErrors = ['ISSUER_UNKNOWN', 'IDENTITY_REFUSED'] as const

export const identityCommands = {
  'session.exchange': command({
    owner: 'auth',
    about:
      'Logs in with a token of an issuer that the operator trusts, such as a studio’s own accounts. The first good token of somebody makes their account, where they might sign up or the operator excepts the issuer.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object(
      {
        issuer: IssuerName,
        token: ForeignToken,
        device: Type.Optional(Device),
        invitation: Type.Optional(EntryCode),
      },
      strict,
    ),
    output: Session,
    errors: [
      ...tokenErrors,
      'TOO_MANY_ATTEMPTS',
      'SECOND_FACTOR_NEEDED',
      'ACCOUNT_PENDING',
      'SIGN_UP_CLOSED',
      'SIGN_UP_BY_INVITATION',
    ],
  }),
  'ways.get': command({
    owner: 'auth',
    about: 'How one comes in here: who may sign up, with which issuers people log in, and whether there are guests.',
    access: 'anyone',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({
      sign_up: described(
        literals(signUpModes),
        'anybody, who has an invitation of those who run the platform, anybody whom these let in afterwards, or nobody',
      ),
      issuers: Type.Array(
        Type.Object({ issuer: IssuerName, label: Type.String({ description: 'what people know it as' }) }),
      ),
      guests: Type.Optional(
        Type.Literal(true, { description: 'one may come in as a guest, by `guest.create`. Not given: nobody may' }),
      ),
    }),
    errors: [],
  }),
  'issuer.start': command({
    owner: 'auth',
    about:
      'Begins to log in with an issuer of `ways.get`, by code with PKCE: send the person to `url`, and give what comes back in the address to `session.arrive`, within ten minutes.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object({ issuer: IssuerName, device: Type.Optional(Device) }, strict),
    output: Away,
    errors: ['ISSUER_UNKNOWN'],
  }),
  'session.arrive': command({
    owner: 'auth',
    about:
      'Logs in who comes back from an issuer. What comes back is good once. Who has no account yet is answered with ACCOUNT_NEEDED, and goes on with `session.join`.',
    access: 'anyone',
    rate: 'login',
    repeatable: true,
    input: Arrival,
    output: Session,
    errors: [...arrivalErrors, 'SECOND_FACTOR_NEEDED', 'ACCOUNT_NEEDED', 'ACCOUNT_PENDING', 'SIGN_UP_CLOSED'],
  }),
  'session.join': command({
    owner: 'auth',
    about:
      'Makes the account of who came from an issuer without having one, under the username that they choose, and logs in to it.',
    access: 'anyone',
    rate: 'login',
    repeatable: true,
    input: Type.Object(
      {
        login: described(Binding, '`login` of ACCOUNT_NEEDED, for a quarter of an hour'),
        username: Username,
        name: PersonName,
        invitation: Type.Optional(EntryCode),
      },
      strict,
    ),
    output: Session,
    errors: [
      'ARRIVAL_REFUSED',
      'USERNAME_TAKEN',
      'TOO_MANY_ATTEMPTS',
      'SIGN_UP_CLOSED',
      'SIGN_UP_BY_INVITATION',
      'ACCOUNT_PENDING',
    ],
  }),
  'identity.start': command({
    owner: 'auth',
    about:
      'Begins to link who you are with an issuer to your account: go to `url`, and give what comes back in the address to `identity.arrive`, in this session and within ten minutes.',
    access: 'user',
    rate: 'write',
    notByGuests: true,
    input: Type.Object({ ...locked, issuer: IssuerName }, strict),
    output: Away,
    errors: ['ISSUER_UNKNOWN', ...lockedErrors],
  }),
  'identity.arrive': command({
    owner: 'auth',
    about: 'Links who you turned out to be with the issuer. What comes back is good once.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    notByGuests: true,
    input: Arrival,
    output: Type.Object({}),
    errors: [...arrivalErrors, 'IDENTITY_TAKEN'],
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
    notByGuests: true,
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
    errors: ['ISSUER_UNKNOWN', 'LAST_WAY_IN', ...lockedErrors],
  }),
}
