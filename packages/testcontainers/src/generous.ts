/** Limits that a test does not want to meet by accident, and a drain that it does not want to wait for. */
export const generous = {
  RATE_READ: '1000000',
  RATE_WRITE: '1000000',
  RATE_SEND: '1000000',
  RATE_LOGIN: '1000000',
  IN_FLIGHT: '10000',
  SIGN_UPS_PER_ADDRESS: '1000000',
  DRAIN_MS: '0',
  UNREAD_BYTES: '67108864',
}
