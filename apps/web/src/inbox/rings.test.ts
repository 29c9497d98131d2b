import { expect, test } from 'vitest'
import { KeptStorage } from '../kept/kept-storage.ts'
import { MemoryStorage } from '../kept/memory-storage.ts'
import { isSoundOn, rings, setSound } from './rings.ts'

const looksAt = (room: string): boolean => room === 'open'
const here = { isOn: true, chosen: 'automatic', looksAt }

test.each([
  ['a mention', {}, here, true],
  ['what came silently', { silent: true as const }, here, false],
  ['a mention while sounds are off', {}, { ...here, isOn: false }, false],
  ['a mention while one does not want to be disturbed', {}, { ...here, chosen: 'dnd' }, false],
  ['a mention while nobody sees one', {}, { ...here, chosen: 'invisible' }, true],
  ['a mention in what is before one’s eyes', { room: 'open' }, here, false],
  ['a request, whatever is before one’s eyes', {}, here, true],
])('%s: a sound is made or not', (_, notification, now, expected) => {
  expect(rings(notification, now)).toBe(expected)
})

test('sounds are on until they are turned off on this device', () => {
  const storage = new KeptStorage(() => new MemoryStorage())
  expect(isSoundOn(storage)).toBe(true)
  setSound(storage, false)
  expect(isSoundOn(storage)).toBe(false)
  setSound(storage, true)
  expect(isSoundOn(storage)).toBe(true)
  expect(storage.length).toBe(0)
})
