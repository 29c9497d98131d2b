/** What the log of the platform says, in words. */
import { roleNames } from './own-role.ts'
import { standingName } from './standing-name.ts'

const names: Readonly<Record<string, string>> = {
  'account.appeal': 'said something against a restriction',
  'person.restrict': 'restricted somebody',
  'person.release': 'ended a restriction',
  'person.log_out': 'logged somebody out everywhere',
  'person.reset': 'gave somebody a new password',
  'staff.appoint': 'changed a role',
  'key.create': 'made a service key',
  'key.rotate': 'gave a service key a new secret',
  'key.revoke': 'revoked a service key',
  'entry.create': 'made an invitation to sign up',
  'entry.revoke': 'ended an invitation to sign up',
  'entry.use': 'signed up by an invitation',
}

/** A later server may have done what this page has no words for. */
export const deedName = (what: string): string => names[what] ?? what

/** Whether what it was done to is somebody. */
export const isToSomebody = (what: string): boolean => !/^(key|entry)\./.test(what)

const spanText = (ms: number): string => {
  const hours = Math.round(ms / 3_600_000)
  if (hours < 48) return `for ${hours === 1 ? 'an hour' : `${hours} hours`}`
  return `for ${Math.round(hours / 24)} days`
}

const roleText = (role: unknown): string =>
  typeof role === 'string' && role in roleNames ? roleNames[role as keyof typeof roleNames] : 'none'

/** What else is to be said of it, as far as this page knows how. */
export const moreOf = (is: Readonly<Record<string, unknown>>): string => {
  const { kind, for_ms: span, role, before, name, scopes, uses, sessions } = is
  return [
    ...(typeof kind === 'string' ? [standingName(kind)] : []),
    ...(typeof span === 'number' ? [spanText(span)] : []),
    ...(role === undefined ? [] : [`${roleText(before)} → ${roleText(role)}`]),
    ...(typeof name === 'string' ? [name] : []),
    ...(Array.isArray(scopes) ? [scopes.join(' ')] : []),
    ...(typeof uses === 'number' ? [uses === 1 ? 'for one' : `for ${uses}`] : []),
    ...(typeof sessions === 'number' ? [sessions === 1 ? 'one session' : `${sessions} sessions`] : []),
  ].join(', ')
}
