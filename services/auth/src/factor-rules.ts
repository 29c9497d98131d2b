/** Codes, and what is decided about them without asking anybody. */
import { randomBytes } from 'node:crypto'
import { recoveryCodes } from '@parley/protocol'
import { Secret, TOTP } from 'otpauth'

export const stepMs = 30_000
/** A phone may be one step ahead or behind. */
const window = 1
/** Such as every app knows; 160 bits of secret, as RFC 4226 asks for. */
const form = { algorithm: 'SHA1', digits: 6, period: stepMs / 1_000 } as const
const secretBytes = 20

export const newTotpSecret = (): Buffer => randomBytes(secretBytes)

const secretOf = (bytes: Buffer): Secret => new Secret({ buffer: new Uint8Array(bytes).buffer })

export interface TotpKey {
  readonly secret: string
  readonly uri: string
}

/** What an app is given. `at` is where one logs in, as the app will show it. */
export const totpKeyOf = (bytes: Buffer, at: string, username: string): TotpKey => {
  const totp = new TOTP({ ...form, issuer: at, label: username, secret: secretOf(bytes) })
  return { secret: totp.secret.base32, uri: totp.toString() }
}

/** The step whose code this is; undefined where it is of none that is near. */
export const stepOf = (bytes: Buffer, code: string, now: number): number | undefined => {
  const delta = TOTP.validate({ ...form, token: code, secret: secretOf(bytes), timestamp: now, window })
  return delta === null ? undefined : Math.floor(now / stepMs) + delta
}

/** A code as it is looked at: blanks and dashes are nothing, digits may be Arabic ones, letters of any case. */
export const normalCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) as number) & 0xf))
    .replaceAll(/[\s\p{Dash}\p{Cf}]/gu, '')
    .toUpperCase()

export const isTotpForm = (code: string): boolean => /^[0-9]{6}$/.test(code)

/** Crockford's, as party codes: none of I, L, O, U, which are read as others. */
const letters = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codeLetters = 24

/** 120 random bits each, so that a quick hash keeps them, in fours as people write them down. */
export const newRecoveryCodes = (): string[] =>
  Array.from({ length: recoveryCodes }, () =>
    [...randomBytes(codeLetters)]
      .map((byte) => letters[byte % letters.length])
      .join('')
      .replaceAll(/(.{4})(?=.)/g, '$1-'),
  )

/** As it is hashed: what is easily misread is what it was read as. */
export const recoveryText = (code: string): string => code.replaceAll('O', '0').replaceAll(/[IL]/g, '1')
