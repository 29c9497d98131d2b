import { expect, test } from 'vitest'
import { Drafts } from './drafts.ts'
import { KeptStorage } from './kept-storage.ts'
import { SimulatedStorage } from './simulated-storage.ts'

const open = (storage: SimulatedStorage, user = 'ann') => new Drafts(new KeptStorage(() => storage), user)

test('a draft outlives the page, by person and room, until it is sent', () => {
  const storage = new SimulatedStorage()
  open(storage).set('choir', 'not sent off yet')
  open(storage, 'bob').set('choir', 'of somebody else')
  expect(open(storage).of('choir')).toBe('not sent off yet')
  expect(open(storage).of('orchestra')).toBe('')
  open(storage).set('choir', '')
  expect(open(storage).of('choir')).toBe('')
  expect(open(storage, 'bob').of('choir')).toBe('of somebody else')
})

test('whoever logs out leaves no draft of theirs on the computer, and takes none of others', () => {
  const storage = new SimulatedStorage()
  const drafts = open(storage)
  drafts.set('choir', 'mine')
  drafts.set('orchestra', '  ')
  open(storage, 'bob').set('choir', 'not mine')
  expect(drafts.count).toBe(1)
  drafts.clear()
  expect(drafts.count).toBe(0)
  expect([...storage.held.values()].join()).not.toContain('"mine"')
  expect(open(storage, 'bob').of('choir')).toBe('not mine')
})

test('of a thousand drafts those that were written last are kept, whoever wrote them', () => {
  const storage = new SimulatedStorage()
  for (let room = 0; room < 500; room++) open(storage, 'bob').set(`${room}`, 'of before')
  const drafts = open(storage)
  for (let room = 0; room < 500; room++) drafts.set(`${room}`, `draft ${room}`)
  expect(storage.held.size).toBe(100)
  expect(drafts.of('499')).toBe('draft 499')
})

test('a draft that is longer than any message stays on the page and says that it is not kept', () => {
  const storage = new SimulatedStorage()
  const drafts = open(storage)
  drafts.set('choir', 'short')
  drafts.set('choir', 'x'.repeat(10_000))
  expect(drafts.of('choir').length).toBe(10_000)
  expect([drafts.isKept('choir'), drafts.isKept('orchestra'), drafts.count]).toEqual([false, true, 1])
  expect(open(storage).of('choir')).toBe('')
  drafts.set('choir', '😀'.repeat(4_000))
  expect(drafts.isKept('choir')).toBe(true)
  expect(open(storage).of('choir').length).toBe(8_000)
})

test('what others put there is no draft and hides none', () => {
  const storage = new SimulatedStorage()
  for (const [place, value] of ['', '{', 'null', '[]', '{"text":1,"at":2}', '{"text":"a"}'].entries())
    storage.setItem(`parley.draft.ann.${place}`, value)
  const drafts = open(storage)
  drafts.set('choir', 'mine')
  expect(Array.from({ length: 6 }, (_, room) => drafts.of(`${room}`)).join('')).toBe('')
  expect([drafts.of('choir'), drafts.count]).toEqual(['mine', 1])
})
