import type { Role } from '@parley/client'
import { expect, test } from 'vitest'
import { manages, mayRemove, tagOf } from './role.ts'

test.each([
  ['owner', true, [true, true, true], 'Owner'],
  ['admin', true, [false, false, true], 'Admin'],
  ['member', false, [false, false, false], undefined],
  ['herald' as Role, false, [false, false, false], undefined],
] as const)('an %s is offered what the server allows', (role, isManager, removes, tag) => {
  expect(manages({ role })).toBe(isManager)
  expect((['owner', 'admin', 'member'] as const).map((whom) => mayRemove(role, { role: whom }))).toEqual(removes)
  expect(tagOf(role)).toBe(tag)
})
