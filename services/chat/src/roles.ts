/** Changing roles: only what stands below oneself, and only by what one has oneself. */
import { fail, type Input, mostRoles, permissionNames, permissionSet } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import { changeOf, noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { everyone } from './permissions.ts'
import { type LockedSpace, lockSpace } from './space-lock.ts'
import { checkBelow, checkHolds, checkPermission, heightOf, type RoleRow } from './space-rights.ts'
import { toRole } from './space-view.ts'
import {
  changeRole,
  deleteRole as deleteRow,
  grantRole,
  insertRole,
  nextRole,
  placesOf,
  revokeRole,
} from './store/roles.ts'

type Side = Pick<Chat, 'db'>
type Wanted = Partial<Omit<RoleRow, 'id'>>

const toldRole = ({ may, ...role }: Wanted) => ({
  ...role,
  ...(may === undefined ? {} : { may: permissionNames(may) }),
})

export const createRole = ({ db }: Side, user: string, asked: Input<'role.create'>): Promise<RoleRow> =>
  db.transaction(
    async (tx) => {
      const { space, name, colour = 0, may: names = [], mentionable = false } = asked
      const { stream, rights, may } = await lockSpace(tx, space, user, { may: 'manage_roles' })
      const wanted = { name: name.normalize('NFC'), colour, place: 1, may: permissionSet(...names), mentionable }
      checkHolds(may, wanted.may)
      if (rights.roles.size > mostRoles) fail('TOO_MANY_ROLES', { most: mostRoles })
      const id = (await nextRole(tx, space)) ?? fail('TOO_MANY_ROLES', { most: mostRoles })
      const role = { id, ...wanted }
      checkBelow(rights, heightOf(role))
      await insertRole(tx, space, role)
      await noteAct(tx, stream, user, { did: 'role.create', role: id, after: toldRole(wanted) })
      tx.emit(stream, 'role.created', user, toRole(role))
      return role
    },
    { account: user },
  )

const changedIn = (now: RoleRow, wanted: Wanted): Wanted =>
  Object.fromEntries(
    Object.entries(wanted).filter(([name, value]) => value !== undefined && value !== now[name as keyof RoleRow]),
  )

/** A role that the caller may change, and what they may do. */
const roleBelow = ({ rights, may }: LockedSpace, id: number): RoleRow => {
  checkPermission(may, 'manage_roles')
  const role = rights.roles.get(id) ?? fail('ROLE_NOT_FOUND')
  checkBelow(rights, heightOf(role))
  return role
}

const tellChange = (tx: Transaction, { stream }: LockedSpace, by: string, role: number, change: Wanted): void => {
  const { may, ...edited } = change
  if (Object.keys(edited).length > 0) tx.emit(stream, 'role.edited', by, { role, ...edited })
  if (may !== undefined) tx.emit(stream, 'role.allowed', by, { role, may: permissionNames(may) })
}

/** Gives the position, and whether it allows something else than before. */
export const alterRole = (
  { db }: Side,
  user: string,
  { space, role: id, name, may: names, ...others }: Input<'role.change'>,
): Promise<{ seq: number; allows: boolean }> =>
  db.transaction(
    async (tx) => {
      const locked = await lockSpace(tx, space, user, { ...(names ? { rules: true } : {}) })
      const role = roleBelow(locked, id)
      const may = names && permissionSet(...names)
      const change = changedIn(role, { ...others, name: name?.normalize('NFC'), may } as Wanted)
      if (id === everyone && Object.keys(change).some((what) => what !== 'may')) fail('ROLE_FIXED')
      if (change.place !== undefined) checkBelow(locked.rights, heightOf({ id, place: change.place }))
      if (change.may !== undefined) checkHolds(locked.may, change.may ^ role.may)
      if (Object.keys(change).length === 0) return { seq: locked.stream.head, allows: false }
      await changeRole(tx, space, id, change)
      const changed = changeOf(toldRole(role), toldRole(change))
      await noteAct(tx, locked.stream, user, { did: 'role.change', role: id, ...changed })
      tellChange(tx, locked, user, id, change)
      return { seq: locked.stream.head, allows: change.may !== undefined }
    },
    { account: user },
  )

/** One that is gone already may be deleted again. */
export const deleteRole = (
  { db }: Side,
  user: string,
  { space, role }: Input<'role.delete'>,
): Promise<{ seq: number; changed: boolean }> =>
  db.transaction(
    async (tx) => {
      const locked = await lockSpace(tx, space, user, { may: 'manage_roles', rules: true })
      if (role === everyone) fail('ROLE_FIXED')
      if (!locked.rights.roles.has(role)) return { seq: locked.stream.head, changed: false }
      const { id, ...before } = roleBelow(locked, role)
      await noteAct(tx, locked.stream, user, { did: 'role.delete', role: id, before: toldRole(before) })
      await deleteRow(tx, space, role, await placesOf(tx, space))
      return { seq: tx.emit(locked.stream, 'role.deleted', user, { role }).seq, changed: true }
    },
    { account: user },
  )

/** Gives the position, and those who have it from now on. */
export const giveRole = (
  { db }: Side,
  user: string,
  { space, role: id, users }: Input<'role.grant'>,
): Promise<{ seq: number; people: readonly string[] }> =>
  db.transaction(
    async (tx) => {
      const locked = await lockSpace(tx, space, user, { about: users, rules: true })
      const role = roleBelow(locked, id)
      if (id === everyone) fail('ROLE_FIXED')
      checkHolds(locked.may, role.may)
      const stranger = users.find((one) => !locked.others.has(one))
      if (stranger) fail('RESIDENT_NOT_FOUND', { user: stranger })
      const people = (await grantRole(tx, space, id, users)).map(({ person }) => person)
      if (people.length > 0) {
        tx.emit(locked.stream, 'role.granted', user, { role: id, users: people })
        await noteAct(tx, locked.stream, user, { did: 'role.grant', role: id, users: people })
      }
      return { seq: locked.stream.head, people }
    },
    { account: user, weight: users.length },
  )

/** Gives the position, and those who have it no longer. */
export const takeRole = (
  { db }: Side,
  user: string,
  { space, role: id, users }: Input<'role.revoke'>,
): Promise<{ seq: number; people: readonly string[] }> =>
  db.transaction(
    async (tx) => {
      const locked = await lockSpace(tx, space, user, { about: users, rules: true })
      const givesBack = users.every((one) => one === user) && locked.rights.resident.roles.includes(id)
      if (!givesBack) roleBelow(locked, id)
      if (id === everyone) fail('ROLE_FIXED')
      const people = (await revokeRole(tx, space, id, users)).map(({ person }) => person)
      if (people.length > 0) {
        tx.emit(locked.stream, 'role.revoked', user, { role: id, users: people })
        await noteAct(tx, locked.stream, user, { did: 'role.revoke', role: id, users: people })
      }
      return { seq: locked.stream.head, people }
    },
    { account: user, weight: users.length },
  )
