/**
 * What happens about access, as lines of the log with an `event` of this table. No line holds a secret: what somebody
 * types in place of a username may be their password, so a name stands there as the tag that auth makes of it.
 */
import type { Log } from './log.ts'

interface SecurityEvent {
  readonly level: 'info' | 'warn'
  readonly text: string
}

const table = <const Table extends Readonly<Record<string, SecurityEvent>>>(entries: Table): Table => entries

/** Names are for programs that read the log, and stay. Each text is one of its own: lines are counted by it. */
export const securityEvents = table({
  'sign-up': { level: 'info', text: 'an account was made' },
  'sign-up-limited': { level: 'warn', text: 'a sign-up was refused: too many from this address' },
  'log-in': { level: 'info', text: 'somebody logged in' },
  'log-in-failed': { level: 'warn', text: 'a log-in failed' },
  'log-in-limited': { level: 'warn', text: 'a log-in was refused unseen: too many failed before it' },
  'session-ended': { level: 'info', text: 'a session was ended by logging out' },
  'session-displaced': { level: 'info', text: 'a session was ended: its account has opened more than it may have' },
  'session-revoked': { level: 'info', text: 'a session was ended by its owner from another one' },
  'password-changed': { level: 'info', text: 'somebody has another password; their other sessions are ended' },
  'password-refused': { level: 'warn', text: 'a change of how somebody gets in was refused: the password was wrong' },
  'password-reset': {
    level: 'info',
    text: 'somebody has another password by a link in a mail; their sessions are ended',
  },
  'email-changed': { level: 'info', text: 'somebody has another e-mail address, or none' },
  'username-changed': { level: 'info', text: 'somebody has another username' },
  'guest-became': { level: 'info', text: 'a guest has made an account of theirs' },
  'account-closing': { level: 'info', text: 'somebody closes their account; their other sessions are ended' },
  'account-kept': { level: 'info', text: 'somebody keeps the account that they were about to close' },
  'archive-asked': { level: 'info', text: 'somebody has asked for an archive of all that there is of them' },
  'account-out-of-use': { level: 'info', text: 'a closed account is out of use; its sessions are ended' },
  'account-closed': { level: 'info', text: 'a closed account is gone' },
  'factor-refused': { level: 'warn', text: 'a second factor was refused' },
  'factor-added': { level: 'info', text: 'an account asks for a second factor from now on' },
  'factor-removed': { level: 'info', text: 'an account asks for a second factor no longer' },
  'recovery-made': { level: 'info', text: 'other recovery codes were made' },
  'identity-refused': { level: 'warn', text: 'a token or an answer of an issuer was refused' },
  'identity-linked': { level: 'info', text: 'an account was linked to an identity of an issuer' },
  'identity-removed': { level: 'info', text: 'an account is linked to an issuer no longer' },
  'device-allowed': { level: 'info', text: 'a device was logged in from another session by the code that it shows' },
  'device-refused': { level: 'info', text: 'a device that asked to be logged in was sent away' },
  'refresh-refused': { level: 'info', text: 'a refresh token was refused' },
  'refresh-reused': { level: 'warn', text: 'a refresh token came back after its use; the session is ended' },
  'token-refused': { level: 'info', text: 'an access token was refused' },
  'key-made': { level: 'info', text: 'a key for access tokens was made' },
  'key-withdrawn': { level: 'warn', text: 'a key for access tokens was withdrawn; its tokens are void' },
  'person-restricted': { level: 'info', text: 'somebody was restricted by those who run the platform' },
  'person-released': { level: 'info', text: 'what restricted somebody was lifted' },
  'session-ended-by-staff': { level: 'info', text: 'a session was ended by those who run the platform' },
  'password-reset-by-staff': {
    level: 'warn',
    text: 'somebody was given another password by those who run the platform',
  },
  'staff-appointed': { level: 'warn', text: 'somebody has another role of the platform' },
  'service-key-made': { level: 'info', text: 'a service key was made' },
  'service-key-rotated': { level: 'info', text: 'a service key has another secret' },
  'service-key-revoked': { level: 'info', text: 'a service key was revoked' },
  'rights-changed': { level: 'info', text: 'what somebody may do was changed' },
})

export type SecurityEventName = keyof typeof securityEvents

/** By what somebody is found; what is not known is left out. */
export interface SecurityFacts {
  readonly user?: string | undefined
  readonly session?: string | undefined
  readonly address?: string | undefined
  /** Instead of a username: equal names have equal tags, and nobody finds the name by its tag. */
  readonly name_tag?: string | undefined
  readonly device?: 'known' | 'unknown' | undefined
  readonly why?: string | undefined
  /** Id of a key for access tokens. */
  readonly kid?: string | undefined
  /** Who changed the rights of `user`, and where. */
  readonly by?: string | undefined
  readonly room?: string | undefined
  readonly space?: string | undefined
}

export type SecurityLog = (event: SecurityEventName, facts: SecurityFacts) => void

export const makeSecurityLog =
  (log: Log): SecurityLog =>
  (event, facts) => {
    const { level, text } = securityEvents[event]
    log[level]({ event, ...facts }, text)
  }
