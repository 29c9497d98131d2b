/** Of everything as many a second as anybody can ask for. */
export const unlimited = {
  RATE_READ: '1000000',
  RATE_WRITE: '1000000',
  RATE_SEND: '1000000',
  RATE_LOGIN: '1000000',
  RATE_REFRESH: '1000000',
  SIGN_UPS_PER_ADDRESS: '1000000',
}

/** Limits that a test does not want to meet by accident, and a drain that it does not want to wait for. */
export const generous = {
  ...unlimited,
  IN_FLIGHT: '10000',
  DRAIN_MS: '0',
  UNREAD_BYTES: '67108864',
}
