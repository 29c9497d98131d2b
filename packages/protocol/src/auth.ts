/** Accounts and sessions, owned by the auth service. */
import * as Type from 'typebox'
import { DisplayName, Id, nameLength, Password, Span, strict, Time, tokenPattern, User, Username } from './shapes.ts'
import { command, event } from './table.ts'

const Session = Type.Object({
  user: Id,
  session: Id,
  access: Type.String({ description: 'JWT; send it as bearer token' }),
  access_expires_at: Time,
  access_expires_in_ms: Span,
  refresh: Type.String({
    description: 'opaque, for one use; over /auth it travels as a cookie instead and is empty here',
  }),
  refresh_expires_at: Time,
  refresh_expires_in_ms: Span,
  device_token: Type.Optional(
    Type.String({
      description:
        'opaque, the same for the life of the session; keep it, and send it with the next log-in. Over /auth it travels as a cookie instead and is empty here',
    }),
  ),
})

const Device = Type.String({
  maxLength: 128,
  format: 'line',
  description: 'shown in the list of sessions',
})
const DeviceToken = Type.String({
  maxLength: 512,
  pattern: tokenPattern,
  description: 'the `device_token` of an earlier log-in: failed log-ins elsewhere then do not lock this device out',
})
/** Whatever was typed may be somebody's; what is nobody's is not found. */
const Typed = Type.String({ maxLength: 256, format: 'whole-text' })
const RefreshToken = Type.String({
  minLength: 1,
  maxLength: 256,
  pattern: tokenPattern,
})

export const authCommands = {
  'account.create': command({
    owner: 'auth',
    about:
      'Signs up and opens the first session. Whoever loses the answer repeats it within an hour with the same `key`, a new UUID of theirs, and gets a session of the account that they have.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object(
      {
        username: Username,
        password: Password,
        name: DisplayName,
        device: Type.Optional(Device),
        key: Type.Optional(Id),
      },
      strict,
    ),
    output: Session,
    errors: ['USERNAME_TAKEN', 'TOO_MANY_ATTEMPTS', 'SIGN_UP_CLOSED', 'PASSWORD_WEAK'],
  }),
  'account.get': command({
    owner: 'auth',
    about: 'Your own account.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({ user: Id, username: Username, name: DisplayName, created_at: Time }),
    errors: [],
  }),
  'session.create': command({
    owner: 'auth',
    about: 'Logs in.',
    access: 'anyone',
    rate: 'login',
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
    errors: ['LOGIN_FAILED', 'TOO_MANY_ATTEMPTS'],
  }),
  'session.refresh': command({
    owner: 'auth',
    about:
      'Exchanges a refresh token for a new pair. The same one again is answered for as long as the new one was not used; after that it ends the whole session.',
    access: 'anyone',
    rate: 'refresh',
    input: Type.Object({ refresh: RefreshToken }, strict),
    output: Session,
    errors: ['REFRESH_INVALID', 'REFRESH_REUSED'],
  }),
  'session.end': command({
    owner: 'auth',
    about: 'Logs out: the refresh token is void, and sockets of the session are closed.',
    access: 'anyone',
    rate: 'refresh',
    input: Type.Object({ refresh: RefreshToken }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'user.get': command({
    owner: 'auth',
    about: 'Looks people up by id. Ids that are nobody are left out.',
    access: 'user',
    rate: 'read',
    weighs: 'users',
    input: Type.Object({ users: Type.Array(Id, { minItems: 1, maxItems: 100 }) }, strict),
    output: Type.Object({ users: Type.Array(User) }),
    errors: [],
  }),
  'user.search': command({
    owner: 'auth',
    about: 'Finds people whose display name begins with these letters, at most 20. Usernames are not searched.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ name: Type.String({ minLength: 1, maxLength: nameLength, format: 'line' }) }, strict),
    output: Type.Object({ users: Type.Array(User) }),
    errors: [],
  }),
}

export const authEvents = {
  'account.created': event({ about: 'Somebody signed up.', stream: 'auth/user', body: User }),
}
