/** What rooms and categories say otherwise than the roles: who may change that, and how. */
import { fail, hasPermission, type Input, type PermissionName, permissionNames, permissionSet } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import { noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { type Override, type Overrides, overridesFrom } from './permissions.ts'
import { type LockedSpace, lockSpace } from './space-lock.ts'
import { checkBelow, checkHolds, checkPermission, heightOf, mayIn, type Rights, rankOf } from './space-rights.ts'
import { checkOverrides } from './space-rooms.ts'
import {
  clearOverrides,
  copyOverrides,
  deleteOverride,
  type Holder,
  putOverride,
  readOverrides,
} from './store/overrides.ts'
import { findCategories, findRooms, moveRoom, type SpaceRoomRow } from './store/space-rooms.ts'
import { readRights } from './store/spaces.ts'

type Where = Input<'override.set'>['in']

const nothing: Override = { allow: 0n, deny: 0n }
const roleAlone = permissionSet('administrator')
export const setOf = (names: readonly PermissionName[]): bigint => permissionSet(...names) & ~roleAlone

/** Where something is said, and by what: of a room that follows its category by that. */
export interface Place {
  /** The room or category. */
  readonly id: string
  /** Where it is written now. */
  readonly from: string
  readonly said: Overrides | undefined
  readonly row: SpaceRoomRow | undefined
  /** What the caller may do there. */
  readonly may: bigint
}

/** Who does not see the room, or would see no room of the category, finds none. */
export const placeFor = async (
  tx: Pick<Transaction, 'query'>,
  space: string,
  rights: Rights,
  where: Where,
): Promise<Place> => {
  const orElse = 'room' in where ? 'ROOM_NOT_FOUND' : 'CATEGORY_NOT_FOUND'
  const id = 'room' in where ? where.room : where.category
  const [row] = 'room' in where ? await findRooms(tx, space, [id]) : []
  const isThere = row !== undefined || ('category' in where && (await findCategories(tx, space, [id])).length > 0)
  const from = row ? overridesFrom(row) : id
  const said = (await readOverrides(tx, [from])).get(from)
  const may = mayIn(rights, said)
  if (!isThere || !hasPermission(may, 'view')) fail(orElse)
  return { id, from, said, row, may }
}

const saidOf = (said: Overrides | undefined, of: Holder): Override | undefined =>
  'role' in of ? said?.roles.get(of.role) : said?.people.get(of.user)

/** Whoever changes it stands above whom it is about, and may do themselves what they give or take. */
const checkChange = (rights: Rights, may: bigint, height: number, before = nothing, after = nothing): void => {
  checkBelow(rights, height)
  checkHolds(may, (before.allow ^ after.allow) | (before.deny ^ after.deny))
}

const heightOfHolder = (rights: Rights, of: Holder, others: ReadonlyMap<string, Rights>): number => {
  if ('role' in of) {
    const role = rights.roles.get(of.role)
    return role ? heightOf(role) : 0
  }
  const whom = others.get(of.user)
  return whom ? rankOf(whom) : 0
}

/** Going from what one place says to what another says is changing all in which they differ. */
export const checkSaysOnlyOwn = async (
  tx: Transaction,
  { rights, stream, may }: Pick<LockedSpace, 'rights' | 'may' | 'stream'>,
  from: string,
  to: string,
): Promise<void> => {
  const all = await readOverrides(tx, [from, to])
  const [before, after] = [all.get(from), all.get(to)]
  const differs = (one: Override | undefined, other: Override | undefined) =>
    (one?.allow ?? 0n) !== (other?.allow ?? 0n) || (one?.deny ?? 0n) !== (other?.deny ?? 0n)
  const roles = [...new Set([...(before?.roles.keys() ?? []), ...(after?.roles.keys() ?? [])])].map((role) => ({
    role,
  }))
  const people = [...new Set([...(before?.people.keys() ?? []), ...(after?.people.keys() ?? [])])]
  const holders: Holder[] = [...roles, ...people.map((user) => ({ user }))]
  const changed = holders.filter((of) => differs(saidOf(before, of), saidOf(after, of)))
  if (changed.length === 0) return
  checkPermission(may, 'manage_roles')
  const others = await readRights(tx, stream.id, people)
  const mayThere = may & mayIn(rights, before)
  for (const of of changed)
    checkChange(rights, mayThere, heightOfHolder(rights, of, others), saidOf(before, of), saidOf(after, of))
}

/** A room says it by itself from now on, beginning with what its category said. */
const setApart = async (tx: Transaction, { row, from, id }: Place): Promise<void> => {
  if (!row || row.apart) return
  if (row.category) {
    await clearOverrides(tx, [id])
    await copyOverrides(tx, from, [id])
  }
  await moveRoom(tx, { ...row, apart: true })
}

const toldOverride = (said: Override | undefined) =>
  said && { allow: permissionNames(said.allow), deny: permissionNames(said.deny) }

const holderOf = (of: Holder) => ('role' in of ? { role: of.role } : { users: [of.user] })

interface Saying {
  readonly space: string
  readonly in: Where
  readonly of: Holder
  /** Undefined: nothing more. */
  readonly wanted: Override | undefined
}

/** Gives the position, and whether something changed. */
export const sayOtherwise = (
  { db }: Pick<Chat, 'db'>,
  user: string,
  { space, in: where, of, wanted }: Saying,
): Promise<{ seq: number; changed: boolean }> =>
  db.transaction(
    async (tx) => {
      const about = 'user' in of ? [of.user] : []
      const { stream, rights, others } = await lockSpace(tx, space, user, { about, rules: true })
      const place = await placeFor(tx, space, rights, where)
      checkPermission(place.may, 'manage_roles')
      if (wanted && 'role' in of && !rights.roles.has(of.role)) fail('ROLE_NOT_FOUND')
      if (wanted && 'user' in of && !others.has(of.user)) fail('RESIDENT_NOT_FOUND', { user: of.user })
      const before = saidOf(place.said, of)
      if (before?.allow === wanted?.allow && before?.deny === wanted?.deny) return { seq: stream.head, changed: false }
      checkChange(rights, place.may, heightOfHolder(rights, of, others), before, wanted)
      await setApart(tx, place)
      if (wanted) await putOverride(tx, place.id, of, wanted)
      else await deleteOverride(tx, place.id, of)
      await checkOverrides(tx, space)
      const change = { before: toldOverride(before), after: toldOverride(wanted) }
      await noteAct(tx, stream, user, {
        did: wanted ? 'override.set' : 'override.remove',
        ...where,
        ...holderOf(of),
        ...change,
      })
      return { seq: tx.emit(stream, 'rights.changed', user, {}).seq, changed: true }
    },
    { account: user },
  )
