/** For tests that log in as people do whose account asks for more than a password, or for another issuer. */
export { type Authenticator, makeAuthenticator, type Signing } from './test/authenticator.ts'
export { ourClient, startIssuer } from './test/small-issuer.ts'
export { totpCode } from './test/totp.ts'
