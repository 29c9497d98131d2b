/** For tests that log in as people do whose account asks for more than a password. */
export { type Authenticator, makeAuthenticator, type Signing } from './test/authenticator.ts'
export { totpCode } from './test/totp.ts'
