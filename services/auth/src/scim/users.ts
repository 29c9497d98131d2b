/** What a directory does to the people that it manages: those that it has made, and nobody else. */

import { fail } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import type { ToldAhead } from '@parley/wire'
import type { Auth } from '../context.ts'
import { makeAccount } from '../new-account.ts'
import { searchKey } from '../rules.ts'
import { announceEnded } from '../sessions.ts'
import { spareOwner } from '../staff.ts'
import { emitStanding, putInForce } from '../standing.ts'
import { renameAccount } from '../store/account.ts'
import { dropClosing, findClosing, putClosing } from '../store/closing.ts'
import { insertDeed } from '../store/deed.ts'
import { lockAccount } from '../store/person.ts'
import { readTold } from '../store/profile.ts'
import {
  changeScimUser,
  findRemoved,
  findScimUser,
  insertScimUser,
  type ScimUserRow,
  setActive,
  setRemoved,
} from '../store/scim-user.ts'
import { endSessions } from '../store/session.ts'
import { lockStaff } from '../store/staff.ts'
import { formerUsernames, regainUsername, reserveUsername, takeUsername } from '../store/username.ts'
import { type Directory, linkExternal } from './directory.ts'
import { notFound, refuse } from './refusal.ts'
import type { Wanted } from './user-resource.ts'

const reason = 'SCIM'
const externalTaken = 'Another user has this externalId: find it by a filter, and change that one.'

/** What is to be told when it is committed. */
interface Changed {
  readonly row: ScimUserRow
  readonly told?: ToldAhead | undefined
  readonly ended?: readonly string[]
}

/** Staff before streams before rows, as elsewhere. Fails with 404 where the directory has nobody of this id. */
const hold = async (tx: Transaction, user: string, isThere: (tx: Transaction) => Promise<unknown>): Promise<void> => {
  if (!(await isThere(tx))) return notFound()
  await lockStaff(tx)
  await tx.ensureStreams('auth/user', [user])
  await tx.lock([user])
  if (!(await lockAccount(tx, user)) || !(await isThere(tx))) notFound()
}

const changeUsername = async (
  tx: Transaction,
  { config, clock }: Auth,
  { user, username }: ScimUserRow,
  wanted: string,
) => {
  if (username === wanted) return
  const former = await formerUsernames(tx, user)
  await reserveUsername(tx, user, config.USERNAME_RESERVED_SECONDS)
  if (await regainUsername(tx, user, wanted)) return
  if (former.length >= config.USERNAMES_RESERVED)
    fail('TOO_MANY_ATTEMPTS', {
      limit: 'USERNAMES_RESERVED',
      retry_ms: Math.max(1, (former[0]?.until ?? 0) - clock.now()),
    })
  if (!(await takeUsername(tx, wanted, user))) fail('USERNAME_TAKEN')
}

const changeName = async (tx: Transaction, by: Directory, user: string, name: string): Promise<void> => {
  if (!(await renameAccount(tx, user, name, searchKey(name)))) return
  const told = await readTold(tx, user)
  if (told) tx.emit((await tx.lock([user])).of('auth/user', user), 'account.changed', by.user, told)
}

/** Whoever is out is out at once: of sessions of theirs nothing is left. */
const changeActive = async (tx: Transaction, by: Directory, user: string, active: boolean) => {
  if (!active) await spareOwner(tx, user)
  await setActive(tx, user, active)
  const ended = active ? [] : await endSessions(tx, user, {})
  const what = active ? 'person.release' : 'person.restrict'
  await insertDeed(tx, { by: by.user, what, whom: user, reason, is: { kind: 'locked', sessions: ended.length } })
  return { told: await emitStanding(tx, user, by.user), ended }
}

/** Behind `hold`. */
const change = async (tx: Transaction, auth: Auth, by: Directory, wanted: Wanted, user: string): Promise<Changed> => {
  const row = (await findScimUser(tx, user)) ?? notFound()
  const { username, name, externalId, about, active = row.active } = wanted
  await changeUsername(tx, auth, row, username)
  await changeName(tx, by, user, name)
  if (!(await changeScimUser(tx, user, { externalId, about }))) refuse('uniqueness', externalTaken)
  await linkExternal(tx, auth, user, row.externalId, externalId)
  const now = (await findScimUser(tx, user)) ?? notFound()
  const changed = (['username', 'name', 'externalId', 'about'] as const).filter(
    (each) => JSON.stringify(now[each]) !== JSON.stringify(row[each]),
  )
  if (changed.length > 0)
    await insertDeed(tx, { by: by.user, what: 'person.change', whom: user, reason, is: { changed } })
  if (active === row.active) return { row: now }
  return { ...(await changeActive(tx, by, user, active)), row: (await findScimUser(tx, user)) ?? notFound() }
}

const make = async (tx: Transaction, auth: Auth, by: Directory, wanted: Wanted): Promise<Changed> => {
  const { username, name, externalId, about, active = true } = wanted
  const user = await makeAccount(tx, { username, name })
  if (!(await insertScimUser(tx, user, { externalId, about }))) refuse('uniqueness', externalTaken)
  await linkExternal(tx, auth, user, null, externalId)
  await insertDeed(tx, { by: by.user, what: 'person.create', whom: user, reason })
  const standing = active ? {} : await changeActive(tx, by, user, false)
  return { ...standing, row: (await findScimUser(tx, user)) ?? notFound() }
}

/** Whom the directory has removed, and now makes again before the account is closed. */
const takeBack = async (tx: Transaction, auth: Auth, by: Directory, wanted: Wanted): Promise<Changed | undefined> => {
  const { externalId, username, active = true } = wanted
  const find = async () => (externalId === null ? undefined : findRemoved(tx, externalId, username))
  const user = await find()
  if (user === undefined) return undefined
  await hold(tx, user, find)
  await dropClosing(tx, user)
  await setRemoved(tx, user, false)
  await insertDeed(tx, { by: by.user, what: 'person.keep', whom: user, reason })
  return change(tx, auth, by, { ...wanted, active }, user)
}

/** Gateways hear how somebody stands before they hear which sessions have ended, as with what staff do. */
const tell = async (auth: Auth, by: Directory, { row: { user, active }, told, ended = [] }: Changed): Promise<void> => {
  if (!told) return
  await putInForce(auth, user, told)
  announceEnded(auth.bus, ended)
  auth.security(active ? 'person-released' : 'person-restricted', { user, by: by.user, why: 'locked' })
}

export const createUser = async (auth: Auth, by: Directory, wanted: Wanted): Promise<ScimUserRow> => {
  const changed = await auth.db.transaction(async (tx) => {
    // Of this and of a change that take one external id the second sees the first.
    await lockStaff(tx)
    return (await takeBack(tx, auth, by, wanted)) ?? make(tx, auth, by, wanted)
  })
  await tell(auth, by, changed)
  return changed.row
}

/** `wanted` is told how they are now, and may refuse. */
export const changeUser = async (
  auth: Auth,
  by: Directory,
  user: string,
  wanted: (row: ScimUserRow) => Wanted,
): Promise<ScimUserRow> => {
  const changed = await auth.db.transaction(async (tx) => {
    await hold(tx, user, () => findScimUser(tx, user))
    return change(tx, auth, by, wanted((await findScimUser(tx, user)) ?? notFound()), user)
  })
  await tell(auth, by, changed)
  return changed.row
}

/** The account is locked, and is closed when the time is over in which its owner could have kept it. */
export const removeUser = async (
  auth: Auth,
  by: Directory,
  user: string,
  check: (row: ScimUserRow) => void,
): Promise<void> => {
  const changed = await auth.db.transaction(async (tx) => {
    await hold(tx, user, () => findScimUser(tx, user))
    const row = (await findScimUser(tx, user)) ?? notFound()
    check(row)
    const standing = await changeActive(tx, by, user, false)
    // Whoever has asked for it before has said what is to become of their messages.
    const { messages = 'anonymise' } = (await findClosing(tx, user)) ?? {}
    await putClosing(tx, user, messages, auth.config.DELETION_GRACE_SECONDS)
    await setRemoved(tx, user, true)
    await insertDeed(tx, { by: by.user, what: 'person.close', whom: user, reason })
    return { ...standing, row: { ...row, active: false } }
  })
  await tell(auth, by, changed)
  auth.security('account-closing', { user, by: by.user })
}
