import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  everyPermission,
  hasPermission,
  mostPermissions,
  type PermissionName,
  permissionNames,
  permissionSet,
  permissions,
  protocolJson,
} from './index.ts'

const names = Object.keys(permissions) as PermissionName[]

describe('permissions', () => {
  test('have a place each, in the order of the table and without a hole: a new one stands at its end', () => {
    expect(Object.values(permissions).map(({ place }) => place)).toEqual(names.map((_, place) => place))
  })

  test('fit what Postgres keeps as a positive bigint, and so does all that may come', () => {
    expect(names.length).toBeLessThanOrEqual(mostPermissions)
    expect(everyPermission).toBe(2n ** 63n - 1n)
  })

  test('that databases hold keep their places', () => {
    const first = ['administrator', 'view', 'send', 'mention_everyone', 'attach', 'embed'] as const
    expect(first.map((name) => permissionSet(name))).toEqual([1n, 2n, 4n, 8n, 16n, 32n])
    expect(permissionSet('ban')).toBe(1n << 19n)
  })

  test('put into a set are those that are found in it, and no other', () =>
    fc.assert(
      fc.property(fc.subarray(names), (some) => {
        const set = permissionSet(...some)
        expect(permissionNames(set)).toEqual(some)
        for (const name of names) expect(hasPermission(set, name)).toBe(some.includes(name))
        expect(hasPermission(set, ...some)).toBe(true)
      }),
    ))

  test('of a later release are no hindrance: their bits have no name here', () => {
    expect(permissionNames((1n << 62n) | permissionSet('send'))).toEqual(['send'])
    expect(permissionNames(everyPermission)).toEqual(names)
  })

  test('are in the table as JSON, for other languages', () => {
    expect(JSON.parse(JSON.stringify(protocolJson())).permissions).toEqual(permissions)
  })
})
