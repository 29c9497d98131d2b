/** What several commands of accounts give and take. */
import * as Type from 'typebox'
import { Id, Span, Time, Token } from '../shapes.ts'

export const Session = Type.Object({
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

export const Device = Type.String({
  maxLength: 128,
  format: 'line',
  description:
    'what the device is called: the server keeps it with the session, and `session.list` shows it to you alone. Not given: empty',
})

/** Whatever was typed may be somebody's; what is nobody's is not found. */
export const Typed = Type.String({ maxLength: 256, format: 'whole-text' })

export const signUpModes = ['open', 'invitation', 'approval', 'closed'] as const

export const EntryCode = Type.String({
  ...Token,
  minLength: 1,
  maxLength: 64,
  description: 'the code of an invitation, where one signs up by these. Not given: none',
})

export const IssuerName = Type.String({
  maxLength: 32,
  pattern: '^[a-z0-9-]{1,32}$',
  title: 'what the operator calls the issuer: 1 to 32 letters a-z, digits or dashes',
})
export const ForeignToken = Type.String({
  maxLength: 4_096,
  pattern: '^[A-Za-z0-9._-]*$',
  title: 'a JWT: letters, digits, dots, - and _',
  description: 'an id token of the issuer (JWT), or an access token that is one, for this server',
})
