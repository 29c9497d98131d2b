/** Errors of accounts, sessions and tokens: 1100 to 1199. */
import { errorTable } from './entry.ts'

export const ofAuth = errorTable({
  TOKEN_MISSING: {
    code: 1100,
    status: 401,
    retry: false,
    text: 'Send exactly one access token: over HTTP in the Authorization header, for a socket as `bearer.<jwt>` beside the subprotocol.',
  },
  TOKEN_INVALID: {
    code: 1101,
    status: 401,
    retry: false,
    text: 'The access token is none of this server, or its key was withdrawn. Refresh the session; where that is refused, log in again.',
  },
  TOKEN_EXPIRED: {
    code: 1102,
    status: 401,
    retry: false,
    text: 'The access token has expired. Refresh the session and use the new one.',
  },
  TOKEN_OF_ANOTHER: {
    code: 1103,
    status: 403,
    retry: false,
    text: 'The new token belongs to another session than the one that opened the socket.',
  },
  SUBPROTOCOL_UNKNOWN: {
    code: 1104,
    status: 400,
    retry: false,
    text: 'Offer parley.v1.json or parley.v1.msgpack as subprotocol.',
  },
  ORIGIN_FORBIDDEN: {
    code: 1105,
    status: 403,
    retry: false,
    text: 'Pages of this origin may not connect. The operator allows origins with ALLOWED_ORIGINS.',
  },
  LOGIN_FAILED: { code: 1106, status: 401, retry: false, text: 'Username and password do not match.' },
  USERNAME_TAKEN: { code: 1107, status: 409, retry: false, text: 'This username is taken. Choose another.' },
  TOO_MANY_ATTEMPTS: {
    code: 1108,
    status: 429,
    retry: true,
    text: 'Too many attempts. Wait `retry_ms` and try again.',
    tells: ['retry_ms', 'limit'],
  },
  REFRESH_INVALID: {
    code: 1109,
    status: 401,
    retry: false,
    text: 'The refresh token is unknown, ended or expired. Log in again.',
  },
  REFRESH_REUSED: {
    code: 1110,
    status: 401,
    retry: false,
    text: 'This refresh token was used before, so its whole session has been ended. Log in again.',
  },
  SESSION_ENDED: { code: 1111, status: 401, retry: false, text: 'The session has been ended. Log in again.' },
  SIGN_UP_CLOSED: {
    code: 1112,
    status: 403,
    retry: false,
    text: 'Nobody can sign up here by themselves. Ask whoever runs this server for an account.',
  },
  PASSWORD_WEAK: {
    code: 1113,
    status: 400,
    retry: false,
    text: 'This password would soon be guessed: `why` says the reason. Choose another.',
    tells: ['at', 'why'],
  },
  COOKIE_NOT_KEPT: {
    code: 1114,
    status: 403,
    retry: false,
    text: 'A browser keeps no cookie of this server for a page of another site. Use the command under /v1, which has the refresh token in its body; with the SDK, leave out `cookie`.',
  },
  SCOPE_MISSING: {
    code: 1115,
    status: 403,
    retry: false,
    text: 'The access token is for certain commands, and not for this one: it would need the `scope`.',
    tells: ['scope'],
  },
  SESSION_NOT_FOUND: {
    code: 1116,
    status: 404,
    retry: false,
    text: 'None of your sessions has this id: it has ended long ago, or was never yours. `session.list` has those that there are.',
  },
  ACCOUNT_CLOSED: {
    code: 1190,
    status: 410,
    retry: false,
    text: 'Whoever this was for has closed their account before it came to them.',
  },
})
