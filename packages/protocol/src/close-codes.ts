/**
 * Why the server closes a socket. The range tells a client what to do, so that one which does not know a code still
 * acts rightly: 4000 to 4499 come back (after a random part of a pause that doubles each time), 4500 to 4999 do not.
 * RFC 6455 faults keep the codes of that RFC (1002, 1003, 1007, 1009).
 */
export const closeCodes = {
  GOING_AWAY: { code: 4000, text: 'The gateway is being replaced; another one is ready.' },
  SLOW_READER: { code: 4001, text: 'More was waiting for this connection than may be kept; resume to get it.' },
  HEARTBEAT_MISSED: { code: 4002, text: 'Nothing was heard from the client for two heartbeats.' },
  HELLO_LATE: { code: 4003, text: 'No hello arrived within ten seconds.' },
  FLOOD: { code: 4004, text: 'Requests kept coming far above the allowance after being refused.' },
  TOKEN_EXPIRED: { code: 4005, text: 'The access token ran out; refresh the session and come back.' },
  STREAM_LOST: { code: 4006, text: 'The gateway could not read what it has to deliver; resume elsewhere.' },
  TOKEN_INVALID: {
    code: 4007,
    text: 'The key of the access token has been withdrawn; refresh the session and come back.',
  },
  SESSION_ENDED: { code: 4501, text: 'The session has been ended; log in again.' },
  ACCOUNT_LOCKED: { code: 4502, text: 'The account is locked. Keep the session: it goes on when the lock is lifted.' },
  ACCOUNT_BANNED: { code: 4503, text: 'The account is banned, and its sessions are ended.' },
} as const

export type CloseName = keyof typeof closeCodes

/** Whether a client should connect again after this close code; unknown codes follow their range. */
export const mayReconnect = (code: number): boolean => !(code >= 4500 && code <= 4999)
