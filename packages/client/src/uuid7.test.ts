import { MessageId } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { later, uuid7 } from './uuid7.ts'

const { pattern } = MessageId as unknown as { pattern: string }

describe('a message id', () => {
  test('is a UUIDv7 of its moment', () => {
    const now = Date.now()
    const id = uuid7(now)
    expect(id).toMatch(new RegExp(pattern))
    expect(Number.parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(now)
  })

  test('is later in order than all before, within a millisecond and after the clock was set back', () => {
    const now = Date.now() + 1_000
    const ids = Array.from({ length: 20_000 }, (_, place) => uuid7(now - (place > 10_000 ? 500 : 0)))
    expect(ids.toSorted()).toEqual(ids)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.every((id) => new RegExp(pattern).test(id))).toBe(true)
  })

  test('is later than one that an earlier program made while the clock was ahead', () => {
    const stored = ['0fffffff-ffff-7fff-8000-000000000000', '0fffffff-ffff-7100-8000-000000000000']
    for (const id of stored) later(id)
    const id = uuid7()
    expect(stored.every((before) => before < id)).toBe(true)
    for (const odd of ['', 'no id', 'ffffffff-ffff-7fff-8000-000000000000']) later(odd)
    expect(uuid7().slice(0, 8)).toBe(id.slice(0, 8))
  })
})
