/**
 * What somebody may do in a space, or in a room of it, step by step. The function `permissions_of` of the schema takes the same
 * steps where messages are written (`migrations/0032-entering.sql`, `0071-second-factors.sql`); a test on Postgres holds the two equal.
 */
import { everyPermission, hasPermission, moderating, permissionSet } from '@parley/protocol'

/** The role that everybody has who lives in the space. */
export const everyone = 0

export interface Override {
  readonly allow: bigint
  readonly deny: bigint
}

/** What a room, or its category, says otherwise than the roles. */
export interface Overrides {
  /** By the ids of roles. */
  readonly roles: ReadonlyMap<number, Override>
  /** By the ids of people. */
  readonly people: ReadonlyMap<string, Override>
}

export interface Resident {
  /** The ids of their roles, without that of everyone. */
  readonly roles: readonly number[]
  /** Until when they are timed out, in milliseconds since 1970. */
  readonly mutedUntil?: number | undefined
  /** Whether they have still to accept the rules. */
  readonly pending?: boolean | undefined
}

export interface Asked {
  readonly person: string
  /** Nothing where they do not live in the space. */
  readonly resident: Resident | undefined
  readonly space: {
    readonly owner: string
    /** What each role allows, by its id. */
    readonly roles: ReadonlyMap<number, bigint>
  }
  /** Of the room asked about. Not given: the space as a whole is. */
  readonly overrides?: Overrides | undefined
  /** Whether the space asks them for a second factor, and they have none. */
  readonly unguarded?: boolean | undefined
  /** Milliseconds since 1970. */
  readonly now: number
}

/** What decided, in the order of deciding. */
type Why =
  | 'owner'
  | 'stranger'
  | 'role'
  | 'administrator'
  | 'room for everyone'
  | 'room for their roles'
  | 'room for them'
  | 'sees nothing'
  | 'timed out'
  | 'rules not accepted'
  | 'says nothing'
  | 'no second factor'

interface Change extends Override {
  readonly why: Why
  /** The roles that it is about. */
  readonly roles?: readonly number[]
}

/** Takes what it denies, then gives what it allows. */
export interface Step extends Change {
  /** The set after this step. */
  readonly holds: bigint
}

/** Of no use to who may not send. */
const needsSend = permissionSet('mention_everyone', 'attach', 'embed')
const allButView = everyPermission & ~permissionSet('view')
/** Given by roles alone: a room that made an administrator would give away the space. */
const roleAlone = permissionSet('administrator')

const gives = (why: Why, allow: bigint): Change => ({ why, allow, deny: 0n })
const takes = (why: Why, deny: bigint): Change => ({ why, allow: 0n, deny })

const follow = (start: bigint, changes: readonly Change[]): Step[] => {
  let holds = start
  return changes.map((change) => {
    holds = (holds & ~change.deny) | change.allow
    return { ...change, holds }
  })
}

const ofRoles = ({ space, resident }: Asked): Change[] =>
  rolesOf(resident).map((role) => ({ ...gives('role', space.roles.get(role) ?? 0n), roles: [role] }))

const rolesOf = (resident: Resident | undefined): number[] =>
  [...new Set([everyone, ...(resident?.roles ?? [])])].toSorted((one, other) => one - other)

const pooled = (all: readonly Override[]): Override => ({
  allow: all.reduce((set, { allow }) => set | allow, 0n),
  deny: all.reduce((set, { deny }) => set | deny, 0n),
})

const says = (why: Why, { allow, deny }: Override, roles?: readonly number[]): Change => ({
  why,
  allow: allow & ~roleAlone,
  deny: deny & ~roleAlone,
  ...(roles ? { roles } : {}),
})

/** For everyone first, then for all their roles at once, then for them. */
const ofRoom = ({ person, resident, overrides }: Asked): Change[] => {
  const changes: Change[] = []
  const forEveryone = overrides?.roles.get(everyone)
  if (forEveryone) changes.push(says('room for everyone', forEveryone))
  const roles = rolesOf(resident).filter((role) => role !== everyone && overrides?.roles.has(role))
  const forRoles = pooled(roles.flatMap((role) => overrides?.roles.get(role) ?? []))
  if (roles.length > 0) changes.push(says('room for their roles', forRoles, roles))
  const forThem = overrides?.people.get(person)
  if (forThem) changes.push(says('room for them', forThem))
  return changes
}

const consequenceOf = (holds: bigint, { resident, now }: Asked): Change[] => {
  if (!hasPermission(holds, 'view')) return [takes('sees nothing', everyPermission)]
  if (resident?.mutedUntil !== undefined && now < resident.mutedUntil) return [takes('timed out', allButView)]
  if (resident?.pending) return [takes('rules not accepted', allButView)]
  return hasPermission(holds, 'send') ? [] : [takes('says nothing', needsSend)]
}

const last = (steps: readonly Step[]): bigint => steps.at(-1)?.holds ?? 0n

/** What their roles, and the room, allow, whatever the space asks for. */
const heldBy = (asked: Asked): Step[] => {
  const { person, resident, space } = asked
  if (person === space.owner) return follow(0n, [gives('owner', everyPermission)])
  if (!resident) return follow(0n, [takes('stranger', everyPermission)])
  const base = follow(0n, ofRoles(asked))
  if (hasPermission(last(base), 'administrator'))
    return [...base, ...follow(last(base), [gives('administrator', everyPermission)])]
  const steps = [...base, ...follow(last(base), ofRoom(asked))]
  return [...steps, ...follow(last(steps), consequenceOf(last(steps), asked))]
}

/** Every step that decides something, at least one; what they hold in the end is what the last one says. */
export const explainPermissions = (asked: Asked): Step[] => {
  const steps = heldBy(asked)
  const holds = last(steps)
  if (!asked.unguarded || (holds & moderating) === 0n) return steps
  return [...steps, ...follow(holds, [takes('no second factor', moderating)])]
}

/** The set that they hold in the end. */
export const permissionsOf = (asked: Asked): bigint => last(explainPermissions(asked))

export interface PlacedRoom {
  readonly id: string
  readonly category: string | null
  /** Whether it was changed by itself, and no longer follows its category. */
  readonly apart: boolean
}

/** Whose overrides count in a room: its category's until the room is changed by itself. */
export const overridesFrom = ({ id, category, apart }: PlacedRoom): string => (apart ? id : (category ?? id))
