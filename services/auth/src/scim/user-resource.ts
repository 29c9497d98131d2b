/** A user as SCIM tells it (RFC 7643, 4.1), and what of it is kept here. */
import { matches, PersonName } from '@parley/protocol'
import { normalUsername } from '../rules.ts'
import type { About, Email, ScimUserRow } from '../store/scim-user.ts'
import { given, isPlain, type Shape } from './patch.ts'
import { refuse } from './refusal.ts'
import { type Resource, resource } from './resource.ts'
import type { Column } from './where.ts'

export const userSchema = 'urn:ietf:params:scim:schemas:core:2.0:User'

const nameParts = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix'] as const
const emailParts = ['value', 'type', 'primary'] as const

export const userShape: Shape = {
  userName: 'one',
  displayName: 'one',
  externalId: 'one',
  active: 'one',
  name: { parts: nameParts },
  emails: { many: emailParts },
}

/** Of the standard, taken from whoever sends them, and not kept. */
export const ignoredOfUsers = [
  ...[
    'nickname',
    'profileurl',
    'title',
    'usertype',
    'preferredlanguage',
    'locale',
    'timezone',
    'password',
    'phonenumbers',
  ],
  ...['ims', 'photos', 'addresses', 'entitlements', 'roles', 'x509certificates'],
]

export const userColumns: Readonly<Record<string, Column>> = {
  id: { sql: 'scim_user.account', as: 'id' },
  username: { sql: 'username.name', as: 'folded' },
  externalid: { sql: 'external_id', as: 'exact' },
  displayname: { sql: 'lower(account.name)', as: 'folded' },
  active: { sql: 'active', as: 'boolean' },
  'emails.value': { sql: 'addresses', as: 'list' },
  emails: { sql: 'addresses', as: 'list' },
}

/** What a directory wants somebody to be. */
export interface Wanted {
  readonly username: string
  readonly name: string
  readonly externalId: string | null
  /** Not given: as they are. */
  readonly active: boolean | undefined
  readonly about: About
}

/** The text at a name; undefined where there is none. */
export const textAt = (from: Record<string, unknown>, name: string, most: number): string | undefined => {
  const value = given(from, name)
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value === 'string' && value.length <= most && value.isWellFormed() && !value.includes('\0')) return value
  return refuse('invalidValue', `${name} is a text of at most ${most} characters.`)
}

const flagAt = (from: Record<string, unknown>, name: string): boolean | undefined => {
  const value = given(from, name)
  if (value === undefined || value === null) return undefined
  const read = typeof value === 'string' ? { true: true, false: false }[value.toLowerCase()] : value
  return typeof read === 'boolean' ? read : refuse('invalidValue', `${name} is true or false.`)
}

const nameOf = (body: Record<string, unknown>): Record<string, string> | undefined => {
  const name = given(body, 'name')
  if (name === undefined || name === null) return undefined
  if (!isPlain(name)) return refuse('invalidValue', `name is an object with ${nameParts.join(', ')}.`)
  const parts = nameParts.flatMap((part) => {
    const text = textAt(name, part, 200)
    return text === undefined ? [] : [[part, text]]
  })
  return parts.length === 0 ? undefined : Object.fromEntries(parts)
}

const mostEmails = 10

const emailOf = (item: unknown): Email => {
  const value = isPlain(item) ? textAt(item, 'value', 254) : undefined
  if (!isPlain(item) || value === undefined)
    return refuse('invalidValue', 'Each of emails is an object with its value.')
  const [type, primary] = [textAt(item, 'type', 32), flagAt(item, 'primary')]
  return { value, ...(type !== undefined && { type }), ...(primary !== undefined && { primary }) }
}

const emailsOf = (body: Record<string, unknown>): Email[] | undefined => {
  const emails = given(body, 'emails')
  if (emails === undefined || emails === null) return undefined
  if (!Array.isArray(emails) || emails.length > mostEmails)
    return refuse('invalidValue', `emails is a list of at most ${mostEmails}.`)
  return emails.length === 0 ? undefined : emails.map(emailOf)
}

/** Not the one that is given in so many words: what comes nearest to it. */
const nearName = (name: Record<string, string> | undefined, username: string): string => {
  const whole = [name?.givenName, name?.familyName].filter((part) => part !== undefined).join(' ')
  return [name?.formatted, whole].find((text) => text !== undefined && matches(PersonName, text)) ?? username
}

export const readUser = (body: unknown): Wanted => {
  if (!isPlain(body)) return refuse('invalidSyntax', 'The body is a JSON object.')
  const username = normalUsername(textAt(body, 'userName', 254) ?? '')
  if (username === '')
    return refuse(
      'invalidValue',
      'userName is to be of 3 to 32 characters, a-z 0-9 . _ -, with a letter or digit at both ends: map it to an attribute of that form, such as the part of the address before @.',
    )
  const [name, emails] = [nameOf(body), emailsOf(body)]
  const display = textAt(body, 'displayName', 200)?.normalize('NFC')
  if (display !== undefined && !matches(PersonName, display))
    return refuse(
      'invalidValue',
      'displayName is to be of 1 to 64 characters, all of them visible, no blanks at the ends, each word of one script.',
    )
  return {
    username,
    name: display ?? nearName(name, username),
    externalId: textAt(body, 'externalId', 255) ?? null,
    active: flagAt(body, 'active'),
    about: { ...(name && { name }), ...(emails && { emails }) },
  }
}

const told = ({ username, name, externalId, active, about }: ScimUserRow) => ({
  ...(externalId === null ? {} : { externalId }),
  userName: username,
  displayName: name,
  active,
  ...about,
})

/** What a PATCH starts from. */
export const draftOf = (row: ScimUserRow): Record<string, unknown> => told(row)

export const userResource = (row: ScimUserRow, base: string): Resource =>
  resource(base, { kind: 'User', schema: userSchema, id: row.user, ...row, is: told(row) })
