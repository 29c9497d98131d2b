/** What the command line does with the database: all that those who run the platform can, and the first owner. */
import { Id, matches, type StaffRole } from '@parley/protocol'
import type { Database, Queryable } from '@parley/service-kit'
import { type MakingEntry, makeEntry } from './entries.ts'
import { deedView } from './handlers/deed-list.ts'
import { keyView } from './handlers/key-list.ts'
import { newPassword } from './new-password.ts'
import { openPasswords } from './passwords.ts'
import { personView } from './people.ts'
import { type HashPolicy, normalUsername, searchKey } from './rules.ts'
import { endKey, type MakingKey, makeKey, rotateKey } from './service-keys.ts'
import { appoint, logOut, operator, type Restricting, release, resetPassword, restrict } from './staff.ts'
import { findCredentials } from './store/account.ts'
import { listDeeds } from './store/deed.ts'
import { findPerson, listPeople, type Wanted } from './store/person.ts'
import { listRestrictions, type RestrictionKind, restrictionsOf } from './store/restriction.ts'
import { listKeys } from './store/service-key.ts'
import { listStaff } from './store/staff.ts'

export type { RestrictionKind }

const page = 100

async function* pages<Row>(read: (after: Row | undefined) => Promise<Row[]>): AsyncGenerator<Row> {
  for (let after: Row | undefined; ; ) {
    const rows = await read(after)
    yield* rows
    after = rows.at(-1)
    if (rows.length < page) return
  }
}

/** The id of somebody who is named by it, or by their username. Undefined where there is nobody. */
export const personNamed = async (db: Queryable, word: string): Promise<string | undefined> =>
  matches(Id, word) ? word : (await findCredentials(db, normalUsername(word)))?.user

/** Whose display name or username begins so; everybody, where no name is given. */
export async function* peopleLike(db: Queryable, name: string | undefined) {
  const wanted: Wanted = name === undefined ? {} : { key: searchKey(name), username: name.trim().toLowerCase() }
  for await (const row of pages<Awaited<ReturnType<typeof listPeople>>[number]>((after) =>
    listPeople(db, { ...wanted, after: after?.user }, page),
  ))
    yield personView(row, (await restrictionsOf(db, [row.user])).get(row.user))
}

export const personOf = async (db: Queryable, user: string) => {
  const found = await findPerson(db, user)
  return found && personView(found, await listRestrictions(db, user))
}

export const staffOf = listStaff

export const restrictBy = (db: Database, what: Restricting): Promise<void> =>
  db.transaction(async (tx) => void (await restrict(tx, operator, what)))

/** Whether there was something to lift. */
export const releaseBy = (db: Database, what: Omit<Restricting, 'forMs'>): Promise<boolean> =>
  db.transaction(async (tx) => (await release(tx, operator, what)) !== undefined)

/** Returns how many sessions it ended. */
export const logOutBy = (db: Database, user: string, reason: string): Promise<number> =>
  db.transaction(async (tx) => (await logOut(tx, operator, { user, reason })).length)

/** Returns the new password. */
export const resetBy = async (
  db: Database,
  what: { readonly user: string; readonly reason: string; readonly factors: boolean },
  policy: HashPolicy,
): Promise<string> => {
  const password = newPassword()
  const hash = await (await openPasswords(policy, 1)).hash(password)
  await db.transaction((tx) => resetPassword(tx, operator, what, hash))
  return password
}

export const appointBy = (db: Database, user: string, role: StaffRole | 'none', reason: string): Promise<void> =>
  db.transaction((tx) => appoint(tx, operator, { user, role, reason }))

/** The newest first. */
export const keysOf = (db: Queryable) =>
  pages(async (after: ReturnType<typeof keyView> | undefined) => (await listKeys(db, after?.key, page)).map(keyView))

export const makeKeyBy = (db: Database, making: MakingKey) => db.transaction((tx) => makeKey(tx, operator, making))

export const rotateKeyBy = (db: Database, key: string, keepMs: number) =>
  db.transaction((tx) => rotateKey(tx, operator, key, keepMs))

export const endKeyBy = (db: Database, key: string, reason: string) =>
  db.transaction((tx) => endKey(tx, operator, key, reason))

/** Returns the code of an invitation to sign up. */
export const inviteBy = (db: Database, making: MakingEntry): Promise<string> =>
  db.transaction((tx) => makeEntry(tx, operator, making))

/** The newest first; of one person, what was done by them or to them. */
export const deedsOf = (db: Queryable, of: string | undefined) =>
  pages(async (after: ReturnType<typeof deedView> | undefined) =>
    (await listDeeds(db, of, after?.deed, page)).map(deedView),
  )
