import { type Failure, mostAdmins } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkAdmins,
  checkIsGroup,
  checkIsMessage,
  checkMay,
  checkMayEdit,
  checkMayPin,
  checkMayRemove,
  checkMayTakeBack,
  checkMembersMayChange,
  checkSees,
  type Deed,
  may,
  type Role,
  rolesToSet,
  type Standing,
  successor,
} from './rules.ts'

const errorOf = (check: () => unknown) => {
  try {
    check()
    return undefined
  } catch (reason) {
    return (reason as Failure).body.name
  }
}

test.each([
  ['group', undefined],
  ['direct', 'DIRECT_ROOM_FIXED'],
] as const)('changing the members of a %s room gives %s', (kind, name) => {
  expect(errorOf(() => checkMembersMayChange(kind))).toBe(name)
})

test.each([
  ['group', undefined],
  ['direct', 'GROUPS_ONLY'],
] as const)('what groups have alone, of a %s room, gives %s', (kind, name) => {
  expect(errorOf(() => checkIsGroup(kind))).toBe(name)
})

const roles = ['owner', 'admin', 'member'] as const
const deeds: Readonly<Record<Deed, readonly [owner: boolean, admin: boolean, member: boolean]>> = {
  change: [true, true, false],
  remove: [true, true, false],
  invite: [true, true, false],
  moderate: [true, true, false],
  pin: [true, true, false],
  delete: [true, false, false],
}
const rights = Object.entries(deeds).flatMap(([deed, row]) =>
  roles.map((role, place) => [role, deed as Deed, row[place] ?? false] as const),
)

test.each(rights)('whether an %s of a group may %s: %s', (role, deed, allowed) => {
  expect(may({ role }, deed)).toBe(allowed)
  expect(errorOf(() => checkMay({ role }, deed))).toBe(allowed ? undefined : 'NOT_ALLOWED')
})

test.each([
  ['owner', 'owner', undefined],
  ['owner', 'admin', undefined],
  ['owner', 'member', undefined],
  ['admin', 'owner', 'NOT_ALLOWED'],
  ['admin', 'admin', 'NOT_ALLOWED'],
  ['admin', 'member', undefined],
  ['member', 'owner', 'NOT_ALLOWED'],
  ['member', 'admin', 'NOT_ALLOWED'],
  ['member', 'member', 'NOT_ALLOWED'],
] as const)('that an %s takes out an %s gives %s', (role, whom, name) => {
  expect(errorOf(() => checkMayRemove(role, whom))).toBe(name)
})

describe('giving somebody a role', () => {
  const standing = (person: string, role: Role): Standing => ({ person, role, joined: 1 })
  const made = (by: Role, whom: Role, role: Role, isOwn = false) => {
    const own = standing('ann', by)
    return rolesToSet(own, isOwn ? own : standing('bob', whom), role).map(({ person, role }) => `${person} ${role}`)
  }

  test.each([
    ['owner', 'member', 'admin', ['bob admin']],
    ['owner', 'admin', 'member', ['bob member']],
    ['owner', 'member', 'owner', ['ann admin', 'bob owner']],
    ['owner', 'admin', 'owner', ['ann admin', 'bob owner']],
  ] as const)('as %s to a %s, %s, makes %j', (by, whom, role, changes) => {
    expect(made(by, whom, role)).toEqual(changes)
  })

  test('that they have changes nothing, whoever says so', () => {
    for (const by of roles) for (const role of roles) expect(made(by, role, role)).toEqual([])
  })

  test('to another is for the owner alone', () => {
    for (const by of ['admin', 'member'] as const)
      for (const whom of roles)
        for (const role of roles)
          if (role !== whom)
            expect(
              errorOf(() => made(by, whom, role)),
              `${by} ${whom} ${role}`,
            ).toBe('NOT_ALLOWED')
  })

  test('to oneself is stepping down, which an owner does by handing over', () => {
    expect(made('admin', 'admin', 'member', true)).toEqual(['ann member'])
    expect(errorOf(() => made('admin', 'admin', 'owner', true))).toBe('NOT_ALLOWED')
    expect(errorOf(() => made('member', 'member', 'admin', true))).toBe('NOT_ALLOWED')
    expect(errorOf(() => made('member', 'member', 'owner', true))).toBe('NOT_ALLOWED')
    for (const role of ['admin', 'member'] as const)
      expect(errorOf(() => made('owner', 'owner', role, true))).toBe('OWNER_NEEDED')
  })

  test('makes no more admins than a group may have, and handing over to one of them makes none more', () => {
    const [bob, eve] = [standing('bob', 'member'), standing('eve', 'admin')]
    const appoint = [{ person: 'bob', role: 'admin' }] as const
    const handOver = [
      { person: 'ann', role: 'admin' },
      { person: 'eve', role: 'owner' },
    ] as const
    expect(errorOf(() => checkAdmins(mostAdmins - 1, bob, appoint))).toBeUndefined()
    expect(errorOf(() => checkAdmins(mostAdmins, bob, appoint))).toBe('TOO_MANY_ADMINS')
    expect(errorOf(() => checkAdmins(mostAdmins, eve, handOver))).toBeUndefined()
    expect(errorOf(() => checkAdmins(mostAdmins, bob, handOver))).toBe('TOO_MANY_ADMINS')
  })
})

const own = { by: 'ann' }
const others = { by: 'bob' }
const ann = { person: 'ann', as: { role: 'member' }, kind: 'group' } as const
test.each([
  ['what nobody has said', undefined, 'MESSAGE_NOT_FOUND'],
  ['what tells that something happened', { ev: 'member.joined', ...own }, 'MESSAGE_NOT_FOUND'],
  ['a reaction of theirs', { ev: 'reaction.added', ...own }, 'MESSAGE_NOT_FOUND'],
  ['one edit alone', { ev: 'message.edited', ...own }, 'MESSAGE_NOT_FOUND'],
  ['what another has said', { ev: 'message.sent', ...others }, 'NOT_ALLOWED'],
  ['what another has said and taken back', { ev: 'redacted', ...others }, 'NOT_ALLOWED'],
] as const)('taking back %s gives %s', (_, event, name) => {
  expect(errorOf(() => checkMayTakeBack(event, ann))).toBe(name)
})

test.each([
  ['owner', 'group', undefined],
  ['member', 'group', 'NOT_ALLOWED'],
  ['member', 'direct', 'NOT_ALLOWED'],
  ['owner', 'direct', 'NOT_ALLOWED'],
] as const)('taking back what another has said as %s of a %s room gives %s', (role, kind, name) => {
  const event = { ev: 'message.sent', ...others }
  expect(errorOf(() => checkMayTakeBack(event, { person: 'ann', as: { role }, kind }))).toBe(name)
})

test('what one has said oneself may be taken back, and where it has been there is nothing to do', () => {
  expect(checkMayTakeBack({ ev: 'message.sent', ...own }, ann)).toBe(true)
  expect(checkMayTakeBack({ ev: 'redacted', ...own }, ann)).toBe(false)
})

test.each([
  ['what is not there', undefined, 'MESSAGE_NOT_FOUND'],
  ['what was taken back', { ev: 'redacted', ...own }, 'MESSAGE_NOT_FOUND'],
  ['an edit', { ev: 'message.edited', ...own }, 'MESSAGE_NOT_FOUND'],
  ['a message', { ev: 'message.sent', ...others }, undefined],
] as const)('taking %s for a message gives %s', (_, event, name) => {
  expect(errorOf(() => checkIsMessage(event))).toBe(name)
})

test('nobody edits what another has said, whatever their role', () => {
  expect(errorOf(() => checkMayEdit({ ev: 'message.sent', ...own }, 'ann'))).toBeUndefined()
  expect(errorOf(() => checkMayEdit({ ev: 'message.sent', ...others }, 'ann'))).toBe('NOT_ALLOWED')
  expect(errorOf(() => checkMayEdit({ ev: 'message.sent', ...own, origin: 'bob' }, 'ann'))).toBe('FORWARD_FIXED')
})

test.each([
  ['group', 'owner', undefined],
  ['group', 'member', 'NOT_ALLOWED'],
  ['direct', 'member', undefined],
] as const)('pinning in a %s room as %s gives %s', (kind, role, name) => {
  expect(errorOf(() => checkMayPin(kind, { role }))).toBe(name)
})

test('a message of one whom the asker hides is none for them', () => {
  const event = { ev: 'message.sent', ...others }
  expect(errorOf(() => checkSees(event, undefined))).toBeUndefined()
  const sight = { hides: new Set(['bob']), audiences: new Set<string>() }
  expect(errorOf(() => checkSees(event, sight))).toBe('MESSAGE_NOT_FOUND')
  expect(errorOf(() => checkSees({ ...event, ...own, origin: 'bob' }, sight))).toBe('MESSAGE_NOT_FOUND')
})

describe('when somebody leaves', () => {
  const standing = (person: string, role: Role, joined: number): Standing => ({ person, role, joined })
  const [owner, second, third] = [standing('a', 'owner', 2), standing('b', 'member', 3), standing('c', 'member', 4)]

  test.each([
    ['the owner, the member of longest standing follows', owner, [third, second], 'b'],
    [
      'the owner, and another owner stays, nobody has to follow',
      owner,
      [second, { ...third, role: 'owner' as const }],
      undefined,
    ],
    [
      'the owner, an admin follows, however long members are there',
      owner,
      [second, { ...third, role: 'admin' as const }],
      'c',
    ],
    ['the owner as the last one, nobody can follow', owner, [], undefined],
    ['a member, nobody follows', second, [owner, third], undefined],
  ])('%s', (_, leaving, staying, heir) => {
    expect(successor(leaving, staying)?.person).toBe(heir)
  })

  test('the room has an owner afterwards, whoever is in it in whatever order', () => {
    const people = fc.uniqueArray(fc.nat(1_000), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(people, fc.nat(), (joined, which) => {
        const all = joined.map((at, place) => standing(`p${at}`, place === 0 ? 'owner' : 'member', at))
        const leaving = all[which % all.length] as Standing
        const staying = all.filter((member) => member !== leaving)
        const heir = successor(leaving, staying)
        const owners = staying.filter((member) => member.role === 'owner' || member === heir)
        expect(owners).toHaveLength(staying.length > 0 ? 1 : 0)
        if (heir) expect(Math.min(...staying.map((member) => member.joined))).toBe(heir.joined)
      }),
    )
  })
})
