import type { Failure } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkMayRemove,
  checkMayTakeBack,
  checkMembersMayChange,
  type Role,
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
  ['owner', undefined],
  ['member', 'NOT_ALLOWED'],
] as const)('removing somebody as %s gives %s', (role, name) => {
  expect(errorOf(() => checkMayRemove(role))).toBe(name)
})

const own = { by: 'ann' }
test.each([
  ['what nobody has said', undefined, 'MESSAGE_NOT_FOUND'],
  ['what tells that something happened', { ev: 'member.joined', ...own }, 'MESSAGE_NOT_FOUND'],
  ['what another has said', { ev: 'message.sent', by: 'bob' }, 'NOT_ALLOWED'],
  ['what another has said and taken back', { ev: 'redacted', by: 'bob' }, 'NOT_ALLOWED'],
] as const)('taking back %s gives %s', (_, event, name) => {
  expect(errorOf(() => checkMayTakeBack(event, 'ann'))).toBe(name)
})

test('what one has said oneself may be taken back, and where it has been there is nothing to do', () => {
  expect(checkMayTakeBack({ ev: 'message.sent', ...own }, 'ann')).toBe(true)
  expect(checkMayTakeBack({ ev: 'redacted', ...own }, 'ann')).toBe(false)
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
