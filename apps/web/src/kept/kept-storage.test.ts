import { describe, expect, test } from 'vitest'
import { KeptStorage } from './kept-storage.ts'
import { MemoryStorage } from './memory-storage.ts'

const blocked = () => {
  throw new DOMException('The operation is insecure.', 'SecurityError')
}

/** Everything that a browser may do to a page that wants to keep something. */
const refusals: Record<string, () => MemoryStorage> = {
  'blocks storage': blocked,
  'has none': () => undefined as unknown as MemoryStorage,
  'gives null for it': () => null as unknown as MemoryStorage,
  'has no room': () => Object.assign(new MemoryStorage(), { setItem: blocked }),
  'refuses all that one does with it': () =>
    Object.assign(new MemoryStorage(), { setItem: blocked, getItem: blocked, removeItem: blocked, key: blocked }),
}

describe.each(Object.entries(refusals))('where a browser %s', (_, open) => {
  test('what is kept is there while the page is, and one can tell', () => {
    const kept = new KeptStorage(open)
    kept.setItem('a.1', 'one')
    kept.setItem('a.2', 'two')
    kept.setItem('b.1', 'other')
    kept.removeItem('a.1')
    expect([kept.getItem('a.1'), kept.getItem('a.2'), kept.getItem('c')]).toEqual([null, 'two', null])
    expect(kept.keysFrom('a.')).toEqual(['a.2'])
    expect([kept.length, kept.key(0), kept.key(9)]).toEqual([2, 'a.2', null])
    expect(kept.isKept()).toBe(false)
  })
})

test('what the browser keeps outlives the page, and leaves nothing else behind', () => {
  const storage = new MemoryStorage()
  const kept = new KeptStorage(() => storage)
  kept.setItem('a', 'one')
  expect(kept.isKept()).toBe(true)
  expect(new KeptStorage(() => storage).getItem('a')).toBe('one')
  kept.removeItem('a')
  expect(storage.held.size).toBe(0)
})

test('a browser that is full for a while is told of when it is, and when it no longer is', () => {
  const storage = new MemoryStorage()
  const kept = new KeptStorage(() => storage)
  const heard: boolean[] = []
  kept.subscribe(() => heard.push(kept.isKept()))
  const { setItem } = storage
  kept.setItem('a', 'before')
  storage.setItem = blocked
  kept.setItem('a', 'meanwhile')
  expect(kept.getItem('a')).toBe('meanwhile')
  storage.setItem = setItem
  kept.setItem('a', 'after')
  expect(heard).toEqual([false, true])
  expect(storage.getItem('a')).toBe('after')
})
