/** Commands for those who run the platform, and for what its programs may do. Owned by the auth service. */
import * as Type from 'typebox'
import {
  DisplayName,
  described,
  Guest,
  Id,
  literals,
  nameLength,
  Span,
  strict,
  Time,
  Token,
  Username,
} from '../shapes.ts'
import { staffRoles } from '../staff.ts'
import { command } from '../table.ts'
import { ForeignToken, IssuerName, Typed } from './session-shapes.ts'

const person = { user: Id }
const reasonLength = 500
const Reason = Type.String({
  minLength: 1,
  maxLength: reasonLength,
  format: 'visible-text',
  description: 'why: whom it concerns reads it, and it stands in the audit log',
})
/** Of one page. */
export const mostStaffListed = 100
const Limit = Type.Optional(
  Type.Integer({ minimum: 1, maximum: mostStaffListed, description: 'of one page, at most. Not given: 100' }),
)
const mostSpanMs = 100 * 366 * 86_400_000
const For = Type.Optional(
  Type.Integer({
    minimum: 1_000,
    maximum: mostSpanMs,
    description: 'for how many milliseconds it holds. Not given: until it is lifted',
  }),
)

const Appeal = Type.String({ minLength: 1, maxLength: 1_000, format: 'visible-text' })
const Restriction = Type.Object({
  kind: Type.String({ description: '`suspended`, `pending`, `locked` or `banned`; later servers may have more' }),
  reason: Type.String(),
  at: Time,
  until: Type.Optional(described(Time, 'when it ends by itself. Not given: it does not')),
  appeal: Type.Optional(Type.String({ description: 'what they say against it' })),
  appealed_at: Type.Optional(Time),
})
export const OwnRestriction = Restriction

const Person = Type.Object({
  user: Id,
  name: DisplayName,
  username: Type.Optional(described(Username, 'a program has none')),
  created_at: Time,
  program: Type.Optional(Type.Literal(true, { description: 'it acts by a service key, and is nobody' })),
  guest: Guest,
  role: Type.Optional(literals(staffRoles)),
  sessions: Type.Integer({ minimum: 0, description: 'how many are open' }),
  restrictions: Type.Array(Restriction),
})
const RestrictionKind = literals(['suspended', 'locked', 'banned'])

export const Scope = Type.String({
  maxLength: 38,
  pattern: '^[a-z]{1,32}:(read|write)$',
  title: 'the first word of a command, and whether it only reads, as in room:write',
})
const Scopes = Type.Array(Scope, {
  minItems: 1,
  maxItems: 64,
  uniqueItems: true,
  description:
    'what it may do: the first word of commands, and whether it only reads, as in `room:write`; 38 characters each at most',
})
const Game = Type.String({ minLength: 1, maxLength: 64, pattern: '^[!-~]+$', title: 'the id of a game' })
const ServiceKey = Type.Object({
  key: Id,
  user: described(Id, 'the program that acts by it'),
  name: DisplayName,
  scopes: Type.Array(Type.String()),
  game: Type.Optional(Type.String()),
  created_at: Time,
  used_at: Type.Optional(described(Time, 'when it was used last, to the minute')),
  expires_at: Type.Optional(Time),
  revoked_at: Type.Optional(Time),
})
const Secret = Type.String({
  ...Token,
  description: 'the bearer token; it is shown here and never again',
})

/** Of every command that takes a role of the platform. */
const unlessInForce = ['ROLE_MISSING', 'FACTOR_MISSING'] as const
const staff = { owner: 'auth', access: 'user', rate: 'write', repeatable: true } as const
const reading = { owner: 'auth', access: 'user', rate: 'read' } as const

export const staffCommands = {
  'account.appeal': command({
    owner: 'auth',
    about:
      'Says something against what restricts you, whichever that is, as whoever the password, or the token of an issuer, is of. Who runs the server reads it; the newest text counts.',
    access: 'anyone',
    rate: 'login',
    repeatable: true,
    whileSuspended: true,
    input: Type.Union([
      Type.Object({ username: Typed, password: Typed, text: Appeal }, strict),
      Type.Object({ issuer: IssuerName, token: ForeignToken, text: Appeal }, strict),
    ]),
    output: Type.Object({ restrictions: Type.Array(Restriction) }),
    errors: ['LOGIN_FAILED', 'TOO_MANY_ATTEMPTS', 'NOTHING_TO_APPEAL', 'ISSUER_UNKNOWN', 'IDENTITY_REFUSED'],
  }),
  'person.find': command({
    ...reading,
    about:
      'People whose display name or username begins with these letters, in the order of their ids; all, where no letters are given. Fewer than asked where they would not fit one answer, one always does.',
    needs: 'people.see',
    input: Type.Object(
      {
        name: Type.Optional(
          Type.String({
            minLength: 1,
            maxLength: nameLength,
            format: 'line',
            description: 'how it begins, in any case. Not given: everybody',
          }),
        ),
        restricted: Type.Optional(
          Type.Literal(true, { description: 'only those whom something restricts. Not given: all' }),
        ),
        after: Type.Optional(described(Id, 'goes on behind this one. Not given: from the first')),
        limit: Limit,
      },
      strict,
    ),
    output: Type.Object({ people: Type.Array(Person), more: Type.Boolean() }),
    errors: [...unlessInForce],
  }),
  'person.restrict': command({
    ...staff,
    about:
      'Restricts somebody of a lower role. `suspended`: they read, leave, delete their own and log out, and do nothing else. `locked`: nothing is answered, their devices stay logged in and go on when it is lifted. `banned`: all of their sessions end, and they cannot log in. Their sockets are closed within a second, but of who is suspended.',
    needs: 'people.restrict',
    input: Type.Object({ ...person, kind: RestrictionKind, reason: Reason, for_ms: For }, strict),
    output: Type.Object({ restrictions: Type.Array(Restriction) }),
    errors: [...unlessInForce, 'ROLE_TOO_LOW', 'ACCOUNT_NOT_FOUND'],
  }),
  'person.release': command({
    ...staff,
    about:
      'Lifts what restricts somebody of a lower role; `pending` lets in who signed up. What is not there changes nothing.',
    needs: 'people.restrict',
    input: Type.Object(
      { ...person, kind: literals(['suspended', 'pending', 'locked', 'banned']), reason: Reason },
      strict,
    ),
    output: Type.Object({ restrictions: Type.Array(Restriction) }),
    errors: [...unlessInForce, 'ROLE_TOO_LOW', 'ACCOUNT_NOT_FOUND'],
  }),
  'person.log_out': command({
    ...staff,
    about: 'Ends all sessions of somebody of a lower role.',
    needs: 'people.help',
    input: Type.Object({ ...person, reason: Reason }, strict),
    output: Type.Object({ ended: Type.Integer({ minimum: 0 }) }),
    errors: [...unlessInForce, 'ROLE_TOO_LOW', 'ACCOUNT_NOT_FOUND'],
  }),
  'person.reset': command({
    ...staff,
    about:
      'Gives somebody of a lower role a new password, made by the server, and ends all of their sessions. They should change it. A repeat makes another. With `factors` their second factors are gone, too: for who has lost all of them.',
    needs: 'people.help',
    input: Type.Object(
      {
        ...person,
        reason: Reason,
        factors: Type.Optional(
          Type.Literal(true, { description: 'removes their second factors. Not given: these stay' }),
        ),
      },
      strict,
    ),
    output: Type.Object({
      password: Type.String({ description: 'shown here and never again' }),
      ended: Type.Integer({ minimum: 0 }),
    }),
    errors: [...unlessInForce, 'ROLE_TOO_LOW', 'ACCOUNT_NOT_FOUND'],
  }),
  'staff.list': command({
    ...reading,
    about: 'Who has a role of the platform, the highest first.',
    needs: 'people.see',
    input: Type.Object({}, strict),
    output: Type.Object({
      staff: Type.Array(Type.Object({ ...person, name: DisplayName, role: literals(staffRoles) })),
    }),
    errors: [...unlessInForce],
  }),
  'staff.appoint': command({
    ...staff,
    about:
      'Gives somebody a role of the platform below your own, or takes it. An owner may appoint owners; the last one stays.',
    needs: 'staff.appoint',
    input: Type.Object({ ...person, role: literals([...staffRoles, 'none']), reason: Reason }, strict),
    output: Type.Object({}),
    errors: [...unlessInForce, 'ROLE_TOO_LOW', 'ACCOUNT_NOT_FOUND', 'LAST_OWNER'],
  }),
  'key.create': command({
    ...staff,
    about:
      'Makes a service key, and the program that acts by it: the bearer token of a back end, over HTTP and on a socket. A repeat with the same id gives it another secret, as long as it was never used.',
    needs: 'keys.manage',
    input: Type.Object(
      {
        key: described(Id, 'a new UUID of yours'),
        name: described(DisplayName, 'what the program is called, as people see it'),
        scopes: Scopes,
        game: Type.Optional(described(Game, 'the one game that it acts for. Not given: the deployment')),
        for_ms: For,
      },
      strict,
    ),
    output: Type.Object({ key: Id, user: Id, secret: Secret }),
    errors: [...unlessInForce, 'ROLE_TOO_LOW', 'SCOPE_UNKNOWN', 'KEY_NOT_FOUND', 'TOO_MANY_KEYS'],
  }),
  'key.list': command({
    ...reading,
    about:
      'The service keys, the newest first; also those that were revoked. Fewer than asked where they would not fit one answer, one always does.',
    needs: 'keys.manage',
    input: Type.Object(
      { after: Type.Optional(described(Id, 'goes on behind this one. Not given: from the first')), limit: Limit },
      strict,
    ),
    output: Type.Object({ keys: Type.Array(ServiceKey), more: Type.Boolean() }),
    errors: [...unlessInForce, 'KEY_NOT_FOUND'],
  }),
  'key.rotate': command({
    ...staff,
    about:
      'Gives a service key another secret. The one before is good for `keep_ms` more; a repeat makes another, and that one goes on being kept.',
    needs: 'keys.manage',
    input: Type.Object(
      {
        key: Id,
        keep_ms: Type.Optional(
          described(
            Type.Integer({ minimum: 0, maximum: 30 * 86_400_000 }),
            'for how many milliseconds the secret before stays good. Not given: a day',
          ),
        ),
      },
      strict,
    ),
    output: Type.Object({ secret: Secret, former_ends_in_ms: Span }),
    errors: [...unlessInForce, 'ROLE_TOO_LOW', 'KEY_NOT_FOUND'],
  }),
  'key.revoke': command({
    ...staff,
    about: 'Ends a service key with all of its secrets; its sockets are closed within a second. What it made stays.',
    needs: 'keys.manage',
    input: Type.Object({ key: Id, reason: Reason }, strict),
    output: Type.Object({}),
    errors: [...unlessInForce, 'KEY_NOT_FOUND'],
  }),
  'deed.list': command({
    ...reading,
    about:
      'Who has done what to whom on this platform, the newest first. Nobody can change what stands here. Fewer than asked where they would not fit one answer, one always does.',
    needs: 'audit.read',
    input: Type.Object(
      {
        of: Type.Optional(described(Id, 'only what was done by or to this one. Not given: everything')),
        before: Type.Optional(
          Type.Integer({
            minimum: 1,
            maximum: Number.MAX_SAFE_INTEGER,
            description: 'goes on with what is older than this one. Not given: from the newest',
          }),
        ),
        limit: Limit,
      },
      strict,
    ),
    output: Type.Object({
      deeds: Type.Array(
        Type.Object({
          deed: Type.Integer({ minimum: 1 }),
          at: Time,
          by: Type.Optional(described(Id, 'not given where it was done on the command line')),
          what: Type.String({ description: 'such as `person.restrict`' }),
          whom: Type.Optional(described(Id, 'the person or the key')),
          reason: Type.Optional(Type.String()),
          is: Type.Record(Type.String(), Type.Unknown(), { description: 'what else is to be said of it' }),
        }),
      ),
      more: Type.Boolean(),
    }),
    errors: [...unlessInForce],
  }),
  'entry.create': command({
    ...staff,
    about:
      'Makes an invitation to sign up, for where that takes one. A repeat with the same id gives it another code, as long as nobody came in by it.',
    needs: 'doors.manage',
    input: Type.Object(
      {
        entry: described(Id, 'a new UUID of yours'),
        uses: Type.Optional(
          Type.Integer({ minimum: 1, maximum: 10_000, description: 'how many may come in by it. Not given: 1' }),
        ),
        for_ms: For,
      },
      strict,
    ),
    output: Type.Object({
      code: Type.String({
        ...Token,
        description: 'the `invitation` of account.create; it is shown here and never again',
      }),
    }),
    errors: [...unlessInForce, 'ENTRY_NOT_FOUND'],
  }),
  'entry.list': command({
    ...reading,
    about: 'The invitations to sign up by which somebody may still come in, the newest first.',
    needs: 'doors.manage',
    input: Type.Object(
      { after: Type.Optional(described(Id, 'goes on behind this one. Not given: from the first')), limit: Limit },
      strict,
    ),
    output: Type.Object({
      entries: Type.Array(
        Type.Object({
          entry: Id,
          uses: Type.Integer({ minimum: 1, description: 'how many may still come in by it' }),
          created_at: Time,
          expires_at: Type.Optional(Time),
        }),
      ),
      more: Type.Boolean(),
    }),
    errors: [...unlessInForce],
  }),
  'entry.revoke': command({
    ...staff,
    about: 'Ends an invitation to sign up; who came in by it stays.',
    needs: 'doors.manage',
    input: Type.Object({ entry: Id }, strict),
    output: Type.Object({}),
    errors: [...unlessInForce, 'ENTRY_NOT_FOUND'],
  }),
}
