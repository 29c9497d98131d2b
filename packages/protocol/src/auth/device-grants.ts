/** Devices that are logged in by who is logged in elsewhere (RFC 8628). */
import * as Type from 'typebox'
import { described, Span, strict, Time, Token } from '../shapes.ts'
import { command } from '../table.ts'
import { locked, lockedErrors } from './factors.ts'
import { Device, Session } from './session-shapes.ts'

const Grant = Type.String({
  ...Token,
  minLength: 1,
  maxLength: 64,
  description: 'what the device keeps to itself, and asks with',
})
const UserCode = Type.String({
  maxLength: 32,
  format: 'line',
  description: 'as the device shows it: eight letters. Small ones, blanks and dashes are nothing',
})

export const deviceCommands = {
  'device.start': command({
    owner: 'auth',
    about:
      'Begins to log in on a device without a keyboard, or in a terminal (RFC 8628): show the `code` and the `url`, and ask `device.check` every `interval_ms` whether somebody has let it in.',
    access: 'anyone',
    rate: 'login',
    input: Type.Object({ device: Type.Optional(Device) }, strict),
    output: Type.Object({
      grant: Grant,
      code: UserCode,
      url: Type.Optional(
        Type.String({
          description:
            'where a person types the code; a / and the code may be added. Missing where the server does not know its own address',
        }),
      ),
      interval_ms: Span,
      expires_in_ms: Span,
    }),
    errors: [],
  }),
  'device.check': command({
    owner: 'auth',
    about: 'Logs the device in, once, where somebody has let it in. Asked too soon, it has to wait longer each time.',
    access: 'anyone',
    rate: 'refresh',
    input: Type.Object({ grant: Grant }, strict),
    output: Session,
    errors: ['GRANT_PENDING', 'GRANT_HASTY', 'GRANT_REFUSED', 'GRANT_OVER', 'ACCOUNT_PENDING'],
  }),
  'device.look': command({
    owner: 'auth',
    about: 'What asks with this code to be logged in as you.',
    access: 'user',
    rate: 'read',
    input: Type.Object({ code: UserCode }, strict),
    output: Type.Object({
      code: UserCode,
      device: Type.String({ description: 'what it calls itself, which anybody may have made up; may be empty' }),
      address: Type.Optional(Type.String({ description: 'from where it asks, as far as that is known' })),
      expires_at: described(Time, 'when it asks no longer'),
    }),
    errors: ['GRANT_UNKNOWN', 'TOO_MANY_ATTEMPTS'],
  }),
  'device.answer': command({
    owner: 'auth',
    about:
      'Logs it in as you, or sends it away, once. Look first what it is. To let it in opens your account for longer than a token does, and is asked for as a change of a way in is.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(
      { ...locked, code: UserCode, allow: Type.Boolean({ description: 'whether it is logged in' }) },
      strict,
    ),
    output: Type.Object({}),
    errors: ['GRANT_UNKNOWN', ...lockedErrors],
  }),
}
