import { afterEach, describe, expect, test, vi } from 'vitest'
import { localStorageUnsent, memoryUnsent, type Pending } from './unsent-store.ts'
import { uuid7 } from './uuid7.ts'

const pending = (text: string): Pending => ({ id: uuid7(), room: 'a', by: 'me', at: 0, text })

class SimulatedStorage {
  readonly held = new Map<string, string>()
  get length(): number {
    return this.held.size
  }
  key = (place: number): string | null => [...this.held.keys()][place] ?? null
  getItem = (key: string): string | null => this.held.get(key) ?? null
  setItem = (key: string, value: string): void => void this.held.set(key, value)
  removeItem = (key: string): void => void this.held.delete(key)
}

describe.each([
  ['memory', () => memoryUnsent()],
  ['localStorage', () => localStorageUnsent('parley', new SimulatedStorage())],
])('an unsent in %s', (_, open) => {
  test('holds what was saved until it is removed, in the order of making', async () => {
    const store = open()
    const [one, two] = [pending('one'), pending('two')]
    await store.save(one)
    await store.save(two)
    await store.save({ ...one, text: 'uno' })
    expect((await store.load()).map(({ text }) => text)).toEqual(['uno', 'two'])
    await store.remove(one.id)
    expect(await store.load()).toEqual([two])
  })
})

test('an unsent in localStorage outlives the page, and is not hidden by what else is there', async () => {
  const storage = new SimulatedStorage()
  const [one, two] = [pending('one'), pending('two')]
  await localStorageUnsent('parley', storage).save(two)
  await localStorageUnsent('parley', storage).save(one)
  storage.setItem('parley.broken', '{"id":')
  storage.setItem('parley.null', 'null')
  storage.setItem('theme', 'dark')
  expect(await localStorageUnsent('parley', storage).load()).toEqual([one, two])
})

describe('an unsent in localStorage that the browser blocks', () => {
  const denied = () => {
    throw new DOMException('The operation is insecure.', 'SecurityError')
  }
  const blocked: [string, () => void][] = [
    ['as it throws', () => vi.stubGlobal('localStorage', { getItem: denied })],
    ['as there is none', () => vi.stubGlobal('localStorage', undefined)],
    ['as it is null, as in some views of apps', () => vi.stubGlobal('localStorage', null)],
    [
      'as asking for it throws',
      () => Object.defineProperty(globalThis, 'localStorage', { configurable: true, get: denied }),
    ],
  ]
  const before = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  afterEach(() => {
    vi.unstubAllGlobals()
    if (before) Object.defineProperty(globalThis, 'localStorage', before)
    else Reflect.deleteProperty(globalThis, 'localStorage')
  })

  test.each(blocked)('%s, holds what is sent in memory, and says that it will not last', async (_, block) => {
    block()
    const store = localStorageUnsent('parley')
    expect(store.blockedBy).toBeInstanceOf(Error)
    const one = pending('one')
    await store.save(one)
    expect(await store.load()).toEqual([one])
    await store.remove(one.id)
    expect(await store.load()).toEqual([])
  })

  test('is said by nobody where all is well', () => {
    expect(localStorageUnsent('parley', new SimulatedStorage()).blockedBy).toBeUndefined()
    expect(memoryUnsent().blockedBy).toBeUndefined()
  })
})
