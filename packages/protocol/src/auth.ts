/** Accounts and sessions, owned by the auth service. */
import * as Type from 'typebox'
import { askingCommands } from './archives.ts'
import { closingCommands } from './auth/closing.ts'
import { deviceCommands } from './auth/device-grants.ts'
import { factorCommands, locked, lockedErrors } from './auth/factors.ts'
import { guestCommands } from './auth/guests.ts'
import { identityCommands } from './auth/identities.ts'
import { Device, EntryCode, Session, Typed } from './auth/session-shapes.ts'
import { staffCommands } from './auth/staff-commands.ts'
import * as emails from './emails.ts'
import * as people from './people.ts'
import * as profiles from './profiles.ts'
import { described, Id, literals, Password, PersonName, strict, Time, Token, User, Username } from './shapes.ts'
import { standings } from './staff.ts'
import { command, event } from './table.ts'

export const errorBlock = 1100

export const streams = {
  'auth/user': { about: 'The life of one account. Read by other services only.', followed: false },
} as const

const DeviceToken = Type.String({
  ...Token,
  minLength: 1,
  maxLength: 512,
  description:
    'the `device_token` of an earlier log-in: failed log-ins elsewhere then do not lock this device out. Not given: a device that nobody knows',
})
/** Of one page. */
export const mostSessionsListed = 100
const OwnSession = Type.Object({
  session: Id,
  device: Type.String({ description: 'what the device is called; may be empty' }),
  address: Type.Optional(Type.String({ description: 'where it was used last, as far as that is known' })),
  created_at: Time,
  used_at: described(Time, 'when it was opened or refreshed last'),
  current: Type.Optional(Type.Literal(true, { description: 'it is the one that asks' })),
})
const Revoked = Type.Object({ ended: Type.Integer({ minimum: 0, description: 'how many sessions it ended' }) })
const RefreshToken = Type.String({
  ...Token,
  minLength: 1,
  maxLength: 256,
})

export const commands = {
  'account.create': command({
    owner: 'auth',
    about:
      'Signs up and opens the first session. If you lose the answer, repeat it within an hour with the same `key` and password: you get a session of the account that was made.',
    access: 'anyone',
    rate: 'login',
    repeatable: ['key'],
    input: Type.Object(
      {
        username: Username,
        password: Password,
        name: PersonName,
        device: Type.Optional(Device),
        key: Type.Optional(
          described(
            Id,
            'a new UUID of yours: with it the sign-up may be repeated. Not given: a repeat is USERNAME_TAKEN',
          ),
        ),
        invitation: Type.Optional(EntryCode),
      },
      strict,
    ),
    output: Session,
    errors: [
      'USERNAME_TAKEN',
      'TOO_MANY_ATTEMPTS',
      'SIGN_UP_CLOSED',
      'PASSWORD_WEAK',
      'SECOND_FACTOR_NEEDED',
      'ACCOUNT_PENDING',
      'SIGN_UP_BY_INVITATION',
    ],
  }),
  ...closingCommands,
  ...askingCommands,
  'session.create': command({
    owner: 'auth',
    about:
      'Logs in. An account with a second factor is logged in to in two steps: this one fails with SECOND_FACTOR_NEEDED where the password is right, and `session.confirm` is the other.',
    access: 'anyone',
    rate: 'login',
    whileSuspended: true,
    input: Type.Object(
      {
        username: Typed,
        password: Typed,
        device: Type.Optional(Device),
        device_token: Type.Optional(DeviceToken),
      },
      strict,
    ),
    output: Session,
    errors: ['LOGIN_FAILED', 'TOO_MANY_ATTEMPTS', 'SECOND_FACTOR_NEEDED', 'ACCOUNT_PENDING'],
  }),
  ...factorCommands,
  ...identityCommands,
  ...deviceCommands,
  ...guestCommands,
  'session.refresh': command({
    owner: 'auth',
    about:
      'Exchanges a refresh token for a new pair. The same one again gets another pair, until a token that it was answered with is used; after that it ends the whole session.',
    access: 'anyone',
    rate: 'refresh',
    whileSuspended: true,
    input: Type.Object({ refresh: RefreshToken }, strict),
    output: Session,
    errors: ['REFRESH_INVALID', 'REFRESH_REUSED', 'ACCOUNT_PENDING'],
  }),
  'session.end': command({
    owner: 'auth',
    about:
      'Logs out: the session ends with all of its tokens, and its sockets are closed. A token that nobody knows is answered in the same way.',
    access: 'anyone',
    rate: 'refresh',
    whileSuspended: true,
    input: Type.Object({ refresh: RefreshToken }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'session.list': command({
    owner: 'auth',
    about: 'Where you are logged in: your sessions, that which was begun last first.',
    access: 'user',
    rate: 'read',
    input: Type.Object(
      {
        limit: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: mostSessionsListed,
            description: 'of one page, at most. Not given: 100',
          }),
        ),
        after: Type.Optional(
          described(Id, 'goes on behind this one: the last of the page before. Not given: the first page'),
        ),
      },
      strict,
    ),
    output: Type.Object({ sessions: Type.Array(OwnSession), more: Type.Boolean() }),
    errors: ['SESSION_NOT_FOUND'],
  }),
  'session.rename': command({
    owner: 'auth',
    about: 'Calls the device of one of your sessions something else. You alone see it.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ session: Id, device: Device }, strict),
    output: Type.Object({}),
    errors: ['SESSION_NOT_FOUND'],
  }),
  'session.revoke': command({
    owner: 'auth',
    about:
      'Ends one of your sessions, also this one: its tokens are void and its sockets are closed at once. One that had ended already is answered in the same way.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object({ session: Id }, strict),
    output: Type.Object({}),
    errors: ['SESSION_NOT_FOUND'],
  }),
  'session.revoke_all': command({
    owner: 'auth',
    about: 'Ends all of your sessions, as `session.revoke` ends one, but the one that you keep.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    input: Type.Object(
      { keep: Type.Optional(described(Id, 'the session that stays. Not given: none does, also not this one')) },
      strict,
    ),
    output: Revoked,
    errors: ['SESSION_NOT_FOUND'],
  }),
  'password.change': command({
    owner: 'auth',
    about:
      'Gives you another password, or the first one of an account that has none, and ends all of your sessions but this one. If you lose the answer, repeat it: a change that was made already is answered in the same way.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    whileSuspended: true,
    notByGuests: true,
    input: Type.Object({ ...locked, new_password: Password }, strict),
    output: Revoked,
    errors: [...lockedErrors, 'PASSWORD_WEAK'],
  }),
  ...emails.commands,
  ...people.commands,
  ...profiles.commands,
  ...staffCommands,
}

export const events = {
  'account.created': event({ about: 'Somebody signed up.', stream: 'auth/user', body: User }),
  'account.changed': event({
    about: 'Somebody has another display name, or profile.',
    stream: 'auth/user',
    body: User,
  }),
  'factor.changed': event({
    about: 'Somebody has a second factor, or none any more.',
    stream: 'auth/user',
    body: Type.Object({
      user: Id,
      second_factor: Type.Boolean({ description: 'whether they have one: an app that shows codes, or a passkey' }),
    }),
  }),
  'standing.changed': event({
    about: 'Somebody may do less than before, or more again, by the word of those who run the platform.',
    stream: 'auth/user',
    body: Type.Object({
      user: Id,
      is: described(literals(standings), 'how they stand now'),
      until: Type.Optional(described(Time, 'when that ends by itself. Not given: it does not')),
    }),
  }),
}

export const signals = {}
