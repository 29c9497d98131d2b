/** Of everything as many a second, and as many at once, as anybody can ask for. */
export const unlimited = {
  RATE_FREE: '1000000',
  RATE_READ: '1000000',
  RATE_WRITE: '1000000',
  RATE_SEND: '1000000',
  RATE_LOGIN: '1000000',
  RATE_REFRESH: '1000000',
  RATE_REFUSED: '1000000',
  RATE_BYTES: '1073741824',
  RATE_HANDSHAKES: '1000000',
  RATE_HANDSHAKES_PER_ADDRESS: '1000000',
  RATE_BAD_TOKENS: '1000000',
  CONNECTIONS_PER_SESSION: '1000000',
  CONNECTIONS_PER_ACCOUNT: '1000000',
  CONNECTIONS_PER_ADDRESS: '1000000',
  HTTP_CONNECTIONS_PER_ADDRESS: '1000000',
  RESUME_BYTES: '1073741824',
  SIGN_UPS_PER_ADDRESS: '1000000',
  NAME_CHANGES_PER_ACCOUNT: '1000000',
  NEW_ACCOUNT_HOURS: '0',
}

/** Limits that a test does not want to meet by accident, and a drain that it does not want to wait for. */
export const generous = {
  ...unlimited,
  IN_FLIGHT: '10000',
  DRAIN_MS: '0',
  UNREAD_BYTES: '67108864',
  UNREAD_TOTAL_BYTES: '68719476736',
}
