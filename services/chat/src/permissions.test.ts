import { everyPermission, hasPermission, type PermissionName, permissionSet, permissions } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Asked, explainPermissions, type Override, overridesFrom, permissionsOf } from './permissions.ts'

const set = permissionSet
const [ann, owner] = ['ann', 'owner']
const now = 1_000
const override = (allow: readonly PermissionName[], deny: readonly PermissionName[] = []): Override => ({
  allow: set(...allow),
  deny: set(...deny),
})

interface Case {
  readonly person?: string
  readonly roles?: readonly number[] | undefined
  readonly mutedUntil?: number
  /** What roles allow; everyone may view, send and attach where nothing is said. */
  readonly may?: Readonly<Record<number, bigint>>
  readonly room?: Readonly<Record<number, Override>>
  readonly people?: Readonly<Record<string, Override>>
}

const byId = <Value>(record: Readonly<Record<number, Value>>) =>
  new Map(Object.entries(record).map(([id, value]) => [Number(id), value]))

const asked = ({ person = ann, mutedUntil, may = {}, room, people = {}, ...rest }: Case): Asked => ({
  person,
  resident: 'roles' in rest && rest.roles === undefined ? undefined : { roles: rest.roles ?? [], mutedUntil },
  space: { owner, roles: byId({ 0: set('view', 'send', 'attach'), ...may }) },
  overrides: room || people ? { roles: byId(room ?? {}), people: new Map(Object.entries(people)) } : undefined,
  now,
})

const usual = set('view', 'send', 'attach')
const administrator = set('administrator')

describe('what somebody may do in a space', () => {
  test.each<[string, Case, bigint]>([
    ['is everything for its owner, who has no role', { person: owner }, everyPermission],
    ['is nothing for who does not live there', { roles: undefined }, 0n],
    ['is nothing for a stranger whom a room names', { roles: undefined, people: { ann: override(['view']) } }, 0n],
    ['is what everyone may', {}, usual],
    [
      'is what everyone may, and each of their roles',
      { roles: [2, 1], may: { 1: set('pin'), 2: set('ban') } },
      usual | set('pin', 'ban'),
    ],
    ['is not what a role may that they do not have', { may: { 1: set('pin') } }, usual],
    ['is not what a role may that is no longer there', { roles: [7] }, usual],
    ['is everything for an administrator', { roles: [1], may: { 1: administrator } }, everyPermission],
  ])('%s', (_, given, may) => {
    expect(permissionsOf(asked(given))).toBe(may)
  })
})

describe('what somebody may do in a room', () => {
  test.each<[string, Case, bigint]>([
    [
      'is everything for the owner, whatever the room says',
      { person: owner, people: { owner: override([], ['view']) } },
      everyPermission,
    ],
    [
      'is everything for an administrator, whatever the room says',
      {
        roles: [1],
        may: { 1: administrator },
        room: { 0: override([], ['view']) },
        people: { ann: override([], ['view']) },
      },
      everyPermission,
    ],
    ['is less where everyone is denied', { room: { 0: override([], ['attach']) } }, set('view', 'send')],
    ['is more where everyone is allowed', { room: { 0: override(['pin']) } }, usual | set('pin')],
    [
      'is again what a role is allowed there that everyone is denied',
      { roles: [1], room: { 0: override([], ['send']), 1: override(['send']) } },
      usual,
    ],
    [
      'is less where one of their roles is denied',
      { roles: [1], room: { 1: override([], ['attach']) } },
      set('view', 'send'),
    ],
    [
      'is what one of their roles is allowed though another is denied it',
      { roles: [1, 2], room: { 1: override(['pin'], ['send']), 2: override(['send'], ['pin']) } },
      usual | set('pin'),
    ],
    [
      'is the same in whatever order they have their roles',
      { roles: [2, 1], room: { 1: override(['pin'], ['send']), 2: override(['send'], ['pin']) } },
      usual | set('pin'),
    ],
    ['is not what a role of others is allowed', { roles: [1], room: { 2: override(['pin']) } }, usual],
    [
      'is less where they are denied what their role is allowed',
      { roles: [1], room: { 1: override(['send']) }, people: { ann: override([], ['attach']) } },
      set('view', 'send'),
    ],
    [
      'is more where they are allowed what everyone and their role are denied',
      {
        roles: [1],
        room: { 0: override([], ['send']), 1: override([], ['send']) },
        people: { ann: override(['send']) },
      },
      usual,
    ],
    ['is not what somebody else is allowed', { people: { bob: override(['pin']) } }, usual],
    [
      'is never administration, as that comes by roles alone',
      { room: { 0: override(['administrator']) }, people: { ann: override(['administrator']) } },
      usual,
    ],
    ['is nothing where they do not see it', { room: { 0: override(['pin'], ['view']) } }, 0n],
    [
      'is no mention of everyone, no file and no preview where they may not send',
      {
        may: { 0: set('view', 'send', 'mention_everyone', 'attach', 'embed', 'pin') },
        room: { 0: override([], ['send']) },
      },
      set('view', 'pin'),
    ],
  ])('%s', (_, given, may) => {
    expect(permissionsOf(asked(given))).toBe(may)
  })
})

describe('who is timed out', () => {
  test.each<[string, Case, bigint]>([
    ['reads and does nothing else', { mutedUntil: now + 1, may: { 0: usual | set('pin') } }, set('view')],
    ['does not see what they did not see before', { mutedUntil: now + 1, room: { 0: override([], ['view']) } }, 0n],
    ['goes on at the very moment at which it ends', { mutedUntil: now }, usual],
    ['goes on as an administrator', { mutedUntil: now + 1, roles: [1], may: { 1: administrator } }, everyPermission],
    ['goes on as the owner', { mutedUntil: now + 1, person: owner }, everyPermission],
  ])('%s', (_, given, may) => {
    expect(permissionsOf(asked(given))).toBe(may)
  })
})

test.each([
  ['those of its category', { category: 'category', apart: false }, 'category'],
  ['its own once it was changed by itself', { category: 'category', apart: true }, 'room'],
  ['its own where it is in no category', { category: null, apart: false }, 'room'],
])('a room has the overrides %s', (_, placed, from) => {
  expect(overridesFrom({ id: 'room', ...placed })).toBe(from)
})

test('an explanation tells each step that decided something, and what was held after it', () => {
  const steps = explainPermissions(
    asked({
      roles: [2, 1],
      may: { 1: set('pin') },
      room: { 0: override([], ['send']), 1: override(['embed']) },
      people: { ann: override([], ['pin']) },
    }),
  )
  expect(steps).toEqual([
    { why: 'role', roles: [0], allow: usual, deny: 0n, holds: usual },
    { why: 'role', roles: [1], allow: set('pin'), deny: 0n, holds: usual | set('pin') },
    { why: 'role', roles: [2], allow: 0n, deny: 0n, holds: usual | set('pin') },
    { why: 'room for everyone', allow: 0n, deny: set('send'), holds: set('view', 'attach', 'pin') },
    {
      why: 'room for their roles',
      roles: [1],
      allow: set('embed'),
      deny: 0n,
      holds: set('view', 'attach', 'pin', 'embed'),
    },
    { why: 'room for them', allow: 0n, deny: set('pin'), holds: set('view', 'attach', 'embed') },
    { why: 'says nothing', allow: 0n, deny: set('mention_everyone', 'attach', 'embed'), holds: set('view') },
  ])
})

describe('in any space', () => {
  const names = Object.keys(permissions) as PermissionName[]
  const some = fc.subarray(names).map((chosen) => set(...chosen))
  const overrides = fc.record({ allow: some, deny: some })
  const roleIds = fc.subarray([0, 1, 2, 3, 4])
  const anything = fc.record({
    person: fc.constantFrom(ann, owner),
    resident: fc.option(fc.record({ roles: roleIds, mutedUntil: fc.option(fc.nat(2 * now), { nil: undefined }) }), {
      nil: undefined,
    }),
    space: fc.record({
      owner: fc.constant(owner),
      roles: fc.array(some, { minLength: 5, maxLength: 5 }).map((may) => new Map(may.map((each, id) => [id, each]))),
    }),
    overrides: fc.record({
      roles: fc.array(fc.tuple(fc.nat(4), overrides)).map((rows) => new Map(rows)),
      people: fc.option(overrides).map((own) => new Map(own ? [[ann, own]] : [])),
    }),
    now: fc.constant(now),
  }) satisfies fc.Arbitrary<Asked>
  const always = (holds: (given: Asked) => void) => fc.assert(fc.property(anything, holds), { numRuns: 2_000 })

  /** Of one permission, who speaks last decides: they, their roles of which any may allow, everyone, what roles allow. */
  const decided = ({ person, resident, space, overrides: said }: Asked, name: PermissionName): boolean => {
    const own = (resident?.roles ?? []).filter((role) => role !== 0)
    const inRoom = own.flatMap((role) => said?.roles.get(role) ?? [])
    const speakers = [[said?.people.get(person)], inRoom, [said?.roles.get(0)]]
    for (const speaker of speakers) {
      if (speaker.some((one) => one && hasPermission(one.allow, name))) return true
      if (speaker.some((one) => one && hasPermission(one.deny, name))) return false
    }
    return [0, ...own].some((role) => hasPermission(space.roles.get(role) ?? 0n, name))
  }

  const isAbove = ({ person, resident, space }: Asked): boolean =>
    person === owner ||
    (resident !== undefined &&
      [0, ...resident.roles].some((role) => hasPermission(space.roles.get(role) ?? 0n, 'administrator')))

  const holdsIn = (given: Asked, name: PermissionName): boolean => {
    if (isAbove(given)) return true
    if (!given.resident || !decided(given, 'view') || name === 'administrator') return false
    if ((given.resident.mutedUntil ?? 0) > now) return name === 'view'
    const needsSend = ['mention_everyone', 'attach', 'embed'].includes(name)
    return decided(given, name) && (!needsSend || decided(given, 'send'))
  }

  test('each permission is decided by who speaks last of it', () =>
    always((given) => {
      const may = permissionsOf(given)
      for (const name of names) expect(hasPermission(may, name), name).toBe(holdsIn(given, name))
    }))

  test('who does not see a room does nothing in it, and who may not send mentions, attaches and embeds nothing', () =>
    always((given) => {
      const may = permissionsOf(given)
      if (!hasPermission(may, 'view')) expect(may).toBe(0n)
      if (!hasPermission(may, 'send')) expect(may & set('mention_everyone', 'attach', 'embed')).toBe(0n)
    }))

  test('the order in which roles are listed, and listing one twice, changes nothing', () =>
    always((given) => {
      const { resident } = given
      if (!resident) return
      const roles = [...resident.roles, ...resident.roles.toReversed()]
      expect(permissionsOf({ ...given, resident: { ...resident, roles } })).toBe(permissionsOf(given))
    }))

  test('every step follows from the one before it, and the last one is the answer', () =>
    always((given) => {
      const steps = explainPermissions(given)
      let holds = 0n
      for (const step of steps) {
        holds = (holds & ~step.deny) | step.allow
        expect(step.holds).toBe(holds)
      }
      expect(steps.length).toBeGreaterThan(0)
      expect(permissionsOf(given)).toBe(holds)
    }))
})
