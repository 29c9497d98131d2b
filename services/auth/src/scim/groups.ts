/** Groups as SCIM tells of them (RFC 7643, 4.2), and what they make of their members here. */
import { randomUUID } from 'node:crypto'
import type { Queryable, Transaction } from '@parley/service-kit'
import type { Auth } from '../context.ts'
import { applyGroups } from '../oidc/group-roles.ts'
import { insertDeed } from '../store/deed.ts'
import {
  addMembers,
  changeScimGroup,
  deleteScimGroup,
  insertScimGroup,
  listMembers,
  lockScimGroup,
  type MemberRow,
  removeMembers,
  type ScimGroupRow,
} from '../store/scim-group.ts'
import { lockStaff } from '../store/staff.ts'
import { type Directory, issuerOfScim } from './directory.ts'
import { given, isPlain, type Shape } from './patch.ts'
import { notFound, refuse } from './refusal.ts'
import { type Resource, resource } from './resource.ts'
import { textAt } from './user-resource.ts'
import { type Column, isId } from './where.ts'

export const groupSchema = 'urn:ietf:params:scim:schemas:core:2.0:Group'

export const groupShape: Shape = {
  displayName: 'one',
  externalId: 'one',
  members: { many: ['value', 'display', 'type', '$ref'] },
}

const memberIds = 'array(select account::text from scim_member where scim_member.scim_group = scim_group.id)'

export const groupColumns: Readonly<Record<string, Column>> = {
  id: { sql: 'scim_group.id', as: 'id' },
  displayname: { sql: 'lower(scim_group.name)', as: 'folded' },
  externalid: { sql: 'external_id', as: 'exact' },
  'members.value': { sql: memberIds, as: 'list' },
  members: { sql: memberIds, as: 'list' },
}

const mostMembers = 5_000
const reason = 'SCIM'

export interface WantedGroup {
  readonly name: string
  readonly externalId: string | null
  readonly members: readonly string[]
}

const memberOf = (item: unknown): string => {
  const id = isPlain(item) ? given(item, 'value') : undefined
  return typeof id === 'string' && isId(id)
    ? id.toLowerCase()
    : refuse('invalidValue', 'Each of members is an object whose value is the id of a user here.')
}

export const readGroup = (body: unknown): WantedGroup => {
  if (!isPlain(body)) return refuse('invalidSyntax', 'The body is a JSON object.')
  const name = textAt(body, 'displayName', 128) ?? refuse('invalidValue', 'A group has a displayName.')
  const members = given(body, 'members') ?? []
  if (!Array.isArray(members)) return refuse('invalidValue', 'members is a list.')
  const ids = [...new Set(members.map(memberOf))]
  if (ids.length > mostMembers) return refuse('tooMany', `A group has at most ${mostMembers} members: divide it.`)
  return { name, externalId: textAt(body, 'externalId', 255) ?? null, members: ids }
}

export interface WholeGroup {
  readonly row: ScimGroupRow
  readonly members: readonly MemberRow[]
}

export const withMembers = async (db: Queryable, rows: readonly ScimGroupRow[]): Promise<WholeGroup[]> => {
  const members = Map.groupBy(
    await listMembers(
      db,
      rows.map(({ group }) => group),
    ),
    ({ group }) => group,
  )
  return rows.map((row) => ({ row, members: members.get(row.group) ?? [] }))
}

const told = ({ row: { name, externalId }, members }: WholeGroup) => ({
  ...(externalId === null ? {} : { externalId }),
  displayName: name,
  members: members.map(({ user, name: display }) => ({ value: user, display, type: 'User' })),
})

/** What a PATCH starts from. */
export const groupDraft = (whole: WholeGroup): Record<string, unknown> => told(whole)

export const groupResource = (whole: WholeGroup, base: string): Resource =>
  resource(base, { kind: 'Group', schema: groupSchema, id: whole.row.group, ...whole.row, is: told(whole) })

/** Their roles follow the groups where the operator says so. */
const applyRoles = async (tx: Transaction, auth: Auth, by: Directory, users: readonly string[]): Promise<void> => {
  const { SCIM_ISSUER: name } = auth.config
  const issuer = issuerOfScim(auth.config)
  if (name === null || issuer === undefined) return
  for (const user of users) await applyGroups(tx, auth, user, { name, issuer, groups: [] }, by.user)
}

const wholeOf = async (tx: Transaction, group: string): Promise<WholeGroup> => {
  const [whole] = await withMembers(tx, [(await lockScimGroup(tx, group)) ?? notFound()])
  return whole as WholeGroup
}

const nameTaken = 'Another group has this displayName: find it by a filter, and change that one.'

const setMembers = async (tx: Transaction, before: WholeGroup, wanted: WantedGroup) => {
  const { group } = before.row
  const are = new Set(before.members.map(({ user }) => user))
  const added = wanted.members.filter((user) => !are.has(user))
  const stay = new Set(wanted.members)
  const gone = [...are].filter((user) => !stay.has(user))
  if ((await addMembers(tx, group, added)) < added.length)
    refuse('invalidValue', 'Some of members are no users here: add them first.')
  await removeMembers(tx, group, gone)
  return { added, gone }
}

/** Behind the lock of the group. */
const change = async (
  tx: Transaction,
  auth: Auth,
  by: Directory,
  before: WholeGroup,
  wanted: WantedGroup,
): Promise<WholeGroup> => {
  const { group, name } = before.row
  const { added, gone } = await setMembers(tx, before, wanted)
  if (!(await changeScimGroup(tx, group, wanted))) refuse('uniqueness', nameTaken)
  await applyRoles(tx, auth, by, name === wanted.name ? [...added, ...gone] : [...wanted.members, ...gone])
  await insertDeed(tx, {
    by: by.user,
    what: 'group.change',
    whom: group,
    reason,
    is: { name: wanted.name, added: added.length, gone: gone.length },
  })
  return wholeOf(tx, group)
}

/** One after the other, as with people: of two who take one name the second sees the first. Staff before rows, as elsewhere. */
const changing = <T>({ db }: Auth, work: (tx: Transaction) => Promise<T>): Promise<T> =>
  db.transaction(async (tx) => {
    await lockStaff(tx)
    return await work(tx)
  })

export const createGroup = (auth: Auth, by: Directory, wanted: WantedGroup): Promise<WholeGroup> =>
  changing(auth, async (tx) => {
    const group = randomUUID()
    if (!(await insertScimGroup(tx, group, wanted))) refuse('uniqueness', nameTaken)
    return change(tx, auth, by, await wholeOf(tx, group), wanted)
  })

/** `wanted` is told how it is now, and may refuse. */
export const changeGroup = (
  auth: Auth,
  by: Directory,
  group: string,
  wanted: (whole: WholeGroup) => WantedGroup,
): Promise<WholeGroup> =>
  changing(auth, async (tx) => {
    const before = await wholeOf(tx, group)
    return change(tx, auth, by, before, wanted(before))
  })

export const removeGroup = (
  auth: Auth,
  by: Directory,
  group: string,
  check: (whole: WholeGroup) => void,
): Promise<void> =>
  changing(auth, async (tx) => {
    const before = await wholeOf(tx, group)
    check(before)
    await deleteScimGroup(tx, group)
    const users = before.members.map(({ user }) => user)
    await applyRoles(tx, auth, by, users)
    await insertDeed(tx, { by: by.user, what: 'group.remove', whom: group, reason, is: { name: before.row.name } })
  })
