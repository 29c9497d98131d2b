/** Accounts and sessions, owned by the auth service. */
import * as Type from 'typebox'
import { DisplayName, Id, Password, Span, strict, Time, User, Username } from './shapes.ts'
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
})

const Device = Type.String({ maxLength: 128, description: 'shown in the list of sessions' })
const RefreshToken = Type.String({ minLength: 1, maxLength: 256 })

export const authCommands = {
  'account.create': command({
    owner: 'auth',
    about: 'Signs up and opens the first session.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object(
      { username: Username, password: Password, name: DisplayName, device: Type.Optional(Device) },
      strict,
    ),
    output: Session,
    errors: ['USERNAME_TAKEN', 'TOO_MANY_ATTEMPTS'],
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
        username: Type.String({ maxLength: 256 }),
        password: Type.String({ maxLength: 256 }),
        device: Type.Optional(Device),
      },
      strict,
    ),
    output: Session,
    errors: ['LOGIN_FAILED', 'TOO_MANY_ATTEMPTS'],
  }),
  'session.refresh': command({
    owner: 'auth',
    about: 'Exchanges a refresh token for a new pair. Using an old one again ends the whole session.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object({ refresh: RefreshToken }, strict),
    output: Session,
    errors: ['REFRESH_INVALID', 'REFRESH_REUSED'],
  }),
  'session.end': command({
    owner: 'auth',
    about: 'Logs out: the refresh token is void, and sockets of the session are closed.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object({ refresh: RefreshToken }, strict),
    output: Type.Object({}),
    errors: [],
  }),
  'user.get': command({
    owner: 'auth',
    about: 'Looks people up by id. Ids that are nobody are left out.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ users: Type.Array(Id, { minItems: 1, maxItems: 100 }) }, strict),
    output: Type.Object({ users: Type.Array(User) }),
    errors: [],
  }),
  'user.search': command({
    owner: 'auth',
    about: 'Finds people whose display name begins with these letters, at most 20. Usernames are not searched.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ name: Type.String({ minLength: 1, maxLength: 64, pattern: '^[^\\u0000]*$' }) }, strict),
    output: Type.Object({ users: Type.Array(User) }),
    errors: [],
  }),
}

export const authEvents = {
  'account.created': event({ about: 'Somebody signed up.', stream: 'auth/user', body: User }),
}
