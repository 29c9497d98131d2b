/** People, spaces, keys and deeds, a line each. */
import type { Output } from '@parley/protocol'

type Space = Output<'estate.find'>['spaces'][number]
type Person = Output<'person.find'>['people'][number]
type Key = Output<'key.list'>['keys'][number]
type Deed = Output<'deed.list'>['deeds'][number]

const dateOf = (at: number): string => new Date(at).toISOString()
const line = (...words: readonly (string | undefined)[]): string =>
  `${words.filter((word) => word !== undefined && word !== '').join('  ')}\n`

const restrictionOf = ({ kind, until, reason, appeal }: Person['restrictions'][number]): string =>
  `${kind}${until === undefined ? '' : ` until ${dateOf(until)}`}: ${JSON.stringify(reason)}${appeal === undefined ? '' : `, appeals: ${JSON.stringify(appeal)}`}`

export const personLine = ({
  user,
  username = '',
  name,
  role,
  program,
  guest,
  sessions,
  restrictions,
}: Person): string =>
  line(
    user,
    username,
    JSON.stringify(name),
    role,
    program ? 'program' : undefined,
    guest ? 'guest' : undefined,
    `${sessions} sessions`,
    ...restrictions.map(restrictionOf),
  )

export const keyLine = ({ key, name, scopes, game, created_at, used_at, expires_at, revoked_at }: Key): string =>
  line(
    key,
    JSON.stringify(name),
    scopes.join(','),
    game === undefined ? undefined : `game ${game}`,
    `made ${dateOf(created_at)}`,
    used_at === undefined ? 'never used' : `used ${dateOf(used_at)}`,
    expires_at === undefined ? undefined : `ends ${dateOf(expires_at)}`,
    revoked_at === undefined ? undefined : `revoked ${dateOf(revoked_at)}`,
  )

export const deedLine = ({ deed, at, by = 'the command line', what, whom, reason, is }: Deed): string =>
  line(
    String(deed),
    dateOf(at),
    `by ${by}`,
    what,
    whom,
    Object.keys(is).length > 0 ? JSON.stringify(is) : undefined,
    reason === undefined ? undefined : JSON.stringify(reason),
  )

export const spaceLine = ({
  space,
  name,
  owner,
  owner_name = '',
  resident_count,
  room_count,
  created_at,
  active_at,
  ends_at,
}: Space): string =>
  line(
    space,
    JSON.stringify(name),
    `of ${owner}`,
    owner_name && JSON.stringify(owner_name),
    `${resident_count} residents`,
    `${room_count} rooms`,
    created_at === undefined ? undefined : `since ${dateOf(created_at)}`,
    active_at === undefined ? undefined : `active ${dateOf(active_at)}`,
    ends_at === undefined ? undefined : `ends ${dateOf(ends_at)}`,
  )
