/** What somebody may do in a space, and to whom. Without I/O: what is asked here is read behind the lock of the space. */
import { fail, hasPermission, moderating, type PermissionName } from '@parley/protocol'
import { everyone, type Overrides, permissionsOf, type Resident } from './permissions.ts'

export interface RoleRow {
  readonly id: number
  readonly name: string
  /** Red, green and blue as one number, 0 for none. */
  readonly colour: number
  /** The higher one stands above; of two in one place that with the lower id. */
  readonly place: number
  readonly may: bigint
  readonly mentionable: boolean
}

/** Somebody who lives in a space, and the space as far as that decides. */
export interface Rights {
  readonly person: string
  readonly owner: string
  readonly resident: Resident
  readonly roles: ReadonlyMap<number, RoleRow>
  /** Whether the space asks them for a second factor, and they have none. */
  readonly unguarded: boolean
  /** Milliseconds since 1970, by the clock of the database. */
  readonly now: number
}

/** In the space as a whole, or where these overrides count. */
export const mayIn = ({ person, owner, resident, roles, unguarded, now }: Rights, overrides?: Overrides): bigint =>
  permissionsOf({
    person,
    resident,
    space: { owner, roles: new Map([...roles.values()].map(({ id, may }) => [id, may])) },
    overrides,
    unguarded,
    now,
  })

/** By their roles, also while that waits for a second factor. */
export const isAdministrator = (rights: Rights): boolean =>
  hasPermission(mayIn({ ...rights, unguarded: false }), 'administrator')

/** Whether something of what their roles allow waits for a second factor. */
export const isWaiting = (rights: Rights): boolean =>
  rights.unguarded && (mayIn({ ...rights, unguarded: false }) & moderating) !== 0n

/** Whether they may only read for a while, and nothing makes them exempt. */
export const isMuted = (rights: Rights): boolean =>
  rights.resident.mutedUntil !== undefined && rights.now < rights.resident.mutedUntil && !isAdministrator(rights)

/** Whether they may only read until they have accepted the rules, and nothing makes them exempt. */
export const isPending = (rights: Rights): boolean => rights.resident.pending === true && !isAdministrator(rights)

export const checkPermission = (may: bigint, name: PermissionName): void => {
  if (!hasPermission(may, name)) fail('NOT_ALLOWED')
}

/** Numbers by which roles stand above each other; that of everyone stands below all. */
const ids = 32_768
export const heightOf = ({ id, place }: Pick<RoleRow, 'id' | 'place'>): number =>
  id === everyone ? 0 : place * ids + (ids - id)

/** That of their highest role; the owner stands above all. */
export const rankOf = ({
  owner,
  person,
  resident,
  roles,
}: Pick<Rights, 'owner' | 'person' | 'resident' | 'roles'>): number =>
  owner === person
    ? Number.POSITIVE_INFINITY
    : Math.max(0, ...resident.roles.map((id) => heightOf(roles.get(id) ?? { id: everyone, place: 0 })))

/** What stands as high as oneself is not one's to change. */
export const checkBelow = (rights: Rights, height: number): void => {
  if (height >= rankOf(rights)) fail('NOT_BELOW_YOU')
}

/** Whether they may give this role to others: one below their own highest, of what they have themselves. */
export const mayGrant = (rights: Rights, role: RoleRow): boolean => {
  const may = mayIn(rights)
  return (
    role.id !== everyone &&
    hasPermission(may, 'manage_roles') &&
    heightOf(role) < rankOf(rights) &&
    (role.may & ~may) === 0n
  )
}

/** Nobody gives or takes what they have not themselves. */
export const checkHolds = (may: bigint, set: bigint): void => {
  if ((set & ~may) !== 0n) fail('NOT_BELOW_YOU')
}
