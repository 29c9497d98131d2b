/** Errors of coming in by an issuer, of the numbers of accounts: 1140 to 1149. */
import { errorTable } from './entry.ts'

export const ofIssuers = errorTable({
  ISSUER_UNKNOWN: {
    code: 1140,
    status: 404,
    retry: false,
    text: 'No issuer of this name is trusted here. The operator names them in OIDC_ISSUERS.',
  },
  IDENTITY_REFUSED: {
    code: 1141,
    status: 401,
    retry: false,
    text: 'This token is none that this issuer has signed for this server, or it has expired. Get a new one from the issuer.',
  },
  IDENTITY_TAKEN: {
    code: 1142,
    status: 409,
    retry: false,
    text: 'Another account is linked to this identity, or yours to another one of this issuer. Remove that first.',
  },
  ARRIVAL_REFUSED: {
    code: 1143,
    status: 401,
    retry: false,
    text: 'This log-in was not begun here, was finished, or took too long. Begin it anew.',
  },
  ISSUER_REFUSED: {
    code: 1144,
    status: 401,
    retry: false,
    text: 'The issuer did not log you in: `why` says the reason.',
    tells: ['why'],
  },
  ACCOUNT_NEEDED: {
    code: 1145,
    status: 401,
    retry: false,
    text: 'Nobody has come with this identity before. Choose a username, and send it to `session.join` within a quarter of an hour, with this `login`.',
    tells: ['login', 'called'],
  },
  LAST_WAY_IN: {
    code: 1146,
    status: 409,
    retry: false,
    text: 'Nothing else opens this account: it has no password, no other issuer and no passkey. Set a password first.',
  },
})
