/** What proves who somebody is besides a password. */
import * as Type from 'typebox'
import { described, Id, strict, Time, Token } from '../shapes.ts'
import { command } from '../table.ts'
import { Assertion, AssertionOptions, Attestation, AttestationOptions } from './passkey-shapes.ts'
import { Device, Session, Typed } from './session-shapes.ts'

/** Made at once: as many log-ins without the app, until others are made. */
export const recoveryCodes = 10
/** Of one account. */
export const mostPasskeys = 20

const Code = Type.String({
  maxLength: 64,
  format: 'whole-text',
  description: 'what the app shows, six digits, or one of the recovery codes. Blanks and dashes in it are nothing',
})
const Login = Type.String({
  ...Token,
  minLength: 1,
  maxLength: 64,
  description: 'what the log-in is gone on with: `login` of SECOND_FACTOR_NEEDED, or of `passkey.ask`',
})
const Proof = Type.Union([
  Type.Object({ code: Code }, strict),
  Type.Object({ login: Login, passkey: Assertion }, { ...strict, description: 'of `passkey.ask`' }),
])
export const OwnPassword = Type.Optional(
  described(
    Typed,
    'your password. Not given: an account that has none, which takes a log-in in this session within the last ten minutes, or its second factor',
  ),
)
/** What opens the account to others is asked for with all that it is locked by. */
export const locked = {
  password: OwnPassword,
  proof: Type.Optional(
    described(Proof, 'the second factor. Not given: an account that has none, all others are refused'),
  ),
}
const DeviceName = Type.String({ maxLength: 128, format: 'line', description: 'what it is called; you alone see it' })
const shownOnce =
  'ten codes for when there is nothing else, each good once. They are shown here and never again; keep them'
const firstCodes = {
  recovery: Type.Optional(
    Type.Array(Type.String(), { description: `where it is the first second factor: ${shownOnce}` }),
  ),
}

const proofErrors = ['CODE_WRONG', 'CODE_USED', 'PASSKEY_WRONG', 'LOGIN_OVER', 'TOO_MANY_ATTEMPTS'] as const
export const lockedErrors = ['LOGIN_FAILED', 'LOGIN_TOO_OLD', ...proofErrors] as const

export const factorCommands = {
  'session.confirm': command({
    owner: 'auth',
    about:
      'Goes on with a log-in by the second factor, or carries one out by a passkey alone. After five tries, and after a minute, it has to be begun anew.',
    access: 'anyone',
    rate: 'login',
    repeatable: true,
    input: Type.Union([
      Type.Object({ login: Login, code: Code }, strict),
      Type.Object({ login: Login, passkey: Assertion }, strict),
    ]),
    output: Session,
    errors: [...proofErrors, 'ACCOUNT_PENDING'],
  }),
  'factor.list': command({
    owner: 'auth',
    about: 'What your account asks for besides the password, and the passkeys that do in its place, the oldest first.',
    access: 'user',
    rate: 'read',
    input: Type.Object({}, strict),
    output: Type.Object({
      password: Type.Optional(
        Type.Literal(false, {
          description: 'it has none, as whoever came by an issuer; `password.change` sets one. Not given: it has one',
        }),
      ),
      totp: Type.Boolean({ description: 'whether it asks for the code that an app shows' }),
      passkeys: Type.Array(
        Type.Object({
          passkey: Id,
          name: Type.String(),
          created_at: Time,
          used_at: Type.Optional(described(Time, 'when it was used last')),
        }),
      ),
      recovery_left: Type.Integer({ minimum: 0, description: 'recovery codes that were not used' }),
    }),
    errors: [],
  }),
  'totp.start': command({
    owner: 'auth',
    about:
      'Begins with an app that shows codes (TOTP, RFC 6238): nothing is asked for before `totp.create` confirms it, within an hour. What was begun before is void.',
    access: 'user',
    rate: 'write',
    notByGuests: true,
    input: Type.Object({}, strict),
    output: Type.Object({
      secret: Type.String({ description: 'base32, for who types it into the app' }),
      uri: Type.String({ description: 'otpauth:// address, for a QR code' }),
    }),
    errors: ['FACTOR_EXISTS'],
  }),
  'totp.create': command({
    owner: 'auth',
    about:
      'Has your account ask for the code of the app from now on, at each log-in. Sessions that are open stay open. If you lose the answer, `recovery.create` makes other codes.',
    access: 'user',
    rate: 'write',
    notByGuests: true,
    input: Type.Object({ ...locked, code: described(Code, 'what the new app shows, six digits') }, strict),
    output: Type.Object(firstCodes),
    errors: ['FACTOR_EXISTS', 'FACTOR_NOT_STARTED', ...lockedErrors],
  }),
  'totp.remove': command({
    owner: 'auth',
    about: 'Has your account ask for no code of an app any more. The recovery codes go with the last second factor.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object(locked, strict),
    output: Type.Object({}),
    errors: [...lockedErrors],
  }),
  'recovery.create': command({
    owner: 'auth',
    about: 'Makes other recovery codes: those of before are void.',
    access: 'user',
    rate: 'write',
    input: Type.Object(locked, strict),
    output: Type.Object({ recovery: Type.Array(Type.String(), { description: shownOnce }) }),
    errors: ['SECOND_FACTOR_MISSING', ...lockedErrors],
  }),
  'passkey.ask': command({
    owner: 'auth',
    about:
      'What a passkey is asked to sign (WebAuthn), within a minute: for `session.confirm`, or as the `proof` of another command.',
    access: 'anyone',
    rate: 'login',
    repeatable: true,
    input: Type.Object(
      {
        login: Type.Optional(described(Login, 'that of SECOND_FACTOR_NEEDED. Not given: begins a log-in by a passkey')),
        device: Type.Optional(Device),
      },
      strict,
    ),
    output: Type.Object({
      login: Type.String({ description: 'what the log-in is gone on with' }),
      options: AssertionOptions,
    }),
    errors: ['LOGIN_OVER'],
  }),
  'passkey.start': command({
    owner: 'auth',
    about:
      'Begins with a new passkey: what the device is asked to make it by, for `passkey.create` within a few minutes.',
    access: 'user',
    rate: 'write',
    notByGuests: true,
    input: Type.Object({}, strict),
    output: Type.Object({ options: AttestationOptions }),
    errors: ['TOO_MANY_PASSKEYS'],
  }),
  'passkey.create': command({
    owner: 'auth',
    about:
      'Adds a passkey to your account: it logs in without the password, and is a second factor where one logs in by password.',
    access: 'user',
    rate: 'write',
    notByGuests: true,
    input: Type.Object({ ...locked, name: DeviceName, passkey: Attestation }, strict),
    output: Type.Object({ passkey: Id, ...firstCodes }),
    errors: ['FACTOR_NOT_STARTED', 'TOO_MANY_PASSKEYS', ...lockedErrors],
  }),
  'passkey.rename': command({
    owner: 'auth',
    about: 'Calls one of your passkeys something else.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ passkey: Id, name: DeviceName }, strict),
    output: Type.Object({}),
    errors: ['PASSKEY_NOT_FOUND'],
  }),
  'passkey.remove': command({
    owner: 'auth',
    about: 'Removes one of your passkeys. The recovery codes go with the last second factor.',
    access: 'user',
    rate: 'write',
    repeatable: true,
    input: Type.Object({ ...locked, passkey: Id }, strict),
    output: Type.Object({}),
    errors: ['LAST_WAY_IN', ...lockedErrors],
  }),
}
