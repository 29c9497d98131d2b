/** What the log of the platform says, in words. */
import { plural, t } from '@lingui/core/macro'
import type { DeedName } from '@parley/protocol'
import { roleNames } from './own-role.ts'
import { standingName } from './standing-name.ts'

const names: Readonly<Record<DeedName, string>> = {
  'account.appeal': t`said something against a restriction`,
  'person.create': t`made an account for somebody`,
  'person.change': t`changed an account of somebody`,
  'person.keep': t`kept an account that was to be closed`,
  'person.close': t`closed an account of somebody`,
  'person.restrict': t`restricted somebody`,
  'person.release': t`ended a restriction`,
  'person.log_out': t`logged somebody out everywhere`,
  'person.reset': t`gave somebody a new password`,
  'staff.appoint': t`changed a role`,
  'estate.hand_over': t`gave a space another owner`,
  'group.change': t`changed a group of a directory`,
  'group.remove': t`removed a group of a directory`,
  'key.create': t`made a service key`,
  'key.rotate': t`gave a service key a new secret`,
  'key.revoke': t`revoked a service key`,
  'entry.create': t`made an invitation to sign up`,
  'entry.revoke': t`ended an invitation to sign up`,
  'entry.use': t`signed up by an invitation`,
}

/** A later server may have done what this page has no words for. */
export const deedName = (what: string): string => (Object.hasOwn(names, what) ? names[what as DeedName] : what)

/** Whether what it was done to is somebody. */
export const isToSomebody = (what: string): boolean => !/^(key|entry|group)\./.test(what)

const spanText = (ms: number): string => {
  const hours = Math.round(ms / 3_600_000)
  if (hours < 48) return plural(hours, { one: 'for an hour', other: 'for # hours' })
  return plural(Math.round(hours / 24), { one: 'for a day', other: 'for # days' })
}

const roleText = (role: unknown): string =>
  typeof role === 'string' && role in roleNames ? roleNames[role as keyof typeof roleNames] : t`none`

/** What else is to be said of it, as far as this page knows how. */
export const moreOf = (is: Readonly<Record<string, unknown>>): string => {
  const { kind, for_ms: span, role, before, name, scopes, uses, sessions } = is
  return [
    ...(typeof kind === 'string' ? [standingName(kind)] : []),
    ...(typeof span === 'number' ? [spanText(span)] : []),
    ...(role === undefined ? [] : [`${roleText(before)} → ${roleText(role)}`]),
    ...(typeof name === 'string' ? [name] : []),
    ...(Array.isArray(scopes) ? [scopes.join(' ')] : []),
    ...(typeof uses === 'number' ? [plural(uses, { one: 'for one', other: 'for #' })] : []),
    ...(typeof sessions === 'number' ? [plural(sessions, { one: 'one session', other: '# sessions' })] : []),
  ].join(', ')
}
