import { expect, test } from 'vitest'
import { Drafts } from './drafts.ts'
import { KeptStorage } from './kept-storage.ts'
import { MemoryStorage } from './memory-storage.ts'

const open = (storage: MemoryStorage, user = 'ann') => new Drafts(new KeptStorage(() => storage), user)
const unsaved = (text: string) => ({ text, version: 3, isSaved: false })
const saved = (text: string) => ({ text, version: 3, isSaved: true })

test('a draft outlives the page, by person and room, until it is sent', () => {
  const storage = new MemoryStorage()
  open(storage).save('choir', { ...unsaved('not sent off yet'), reply: 7 })
  open(storage, 'bob').save('choir', unsaved('of somebody else'))
  expect(open(storage).load('choir')).toEqual({ text: 'not sent off yet', version: 3, isSaved: false, reply: 7 })
  expect(open(storage).load('orchestra')).toBeUndefined()
  open(storage).save('choir', saved(''))
  expect(open(storage).load('choir')).toBeUndefined()
  expect(open(storage, 'bob').load('choir')?.text).toBe('of somebody else')
})

test('that a draft was sent is known after a reload, until the server knows it too', () => {
  const storage = new MemoryStorage()
  open(storage).save('choir', unsaved(''))
  expect(open(storage).load('choir')).toEqual(unsaved(''))
  open(storage).save('choir', saved(''))
  expect(storage.held.size).toBe(0)
})

test('a draft that a page of an earlier release has kept is taken over, and is on no server', () => {
  const storage = new MemoryStorage()
  storage.setItem('parley.draft.ann.choir', '{"text":"from before","at":1790000000000}')
  expect(open(storage).load('choir')).toEqual({ text: 'from before', version: 0, isSaved: false })
})

test('whoever logs out leaves no draft of theirs on the computer, and takes none of others', () => {
  const storage = new MemoryStorage()
  const drafts = open(storage)
  drafts.save('choir', unsaved('mine'))
  drafts.save('band', saved('on the server too'))
  drafts.save('orchestra', unsaved('  '))
  open(storage, 'bob').save('choir', unsaved('not mine'))
  expect(drafts.count).toBe(1)
  drafts.clear()
  drafts.save('choir', unsaved('mine'))
  expect(drafts.count).toBe(0)
  expect([...storage.held.values()].join()).not.toContain('"mine"')
  expect(open(storage, 'bob').load('choir')?.text).toBe('not mine')
})

test('of a thousand drafts those that no server has are kept, and of them those that were written last', () => {
  const storage = new MemoryStorage()
  for (let room = 0; room < 500; room++) open(storage, 'bob').save(`${room}`, unsaved('of before'))
  const drafts = open(storage)
  drafts.save('first', unsaved('mine alone'))
  for (let room = 0; room < 500; room++) drafts.save(`${room}`, saved(`draft ${room}`))
  expect(storage.held.size).toBe(100)
  expect(drafts.load('first')?.text).toBe('mine alone')
  for (let room = 500; room < 999; room++) drafts.save(`${room}`, unsaved(`draft ${room}`))
  expect(drafts.load('998')?.text).toBe('draft 998')
})

test('a draft that is longer than any message stays on the page and says that it is not kept', () => {
  const storage = new MemoryStorage()
  const drafts = open(storage)
  drafts.save('choir', unsaved('short'))
  drafts.save('choir', unsaved('x'.repeat(10_000)))
  expect([drafts.isKept('choir'), drafts.isKept('orchestra'), drafts.count]).toEqual([false, true, 1])
  expect(open(storage).load('choir')).toBeUndefined()
  drafts.save('choir', unsaved('😀'.repeat(4_000)))
  expect(drafts.isKept('choir')).toBe(true)
  expect(open(storage).load('choir')?.text.length).toBe(8_000)
})

test('what others put there is no draft and hides none', () => {
  const storage = new MemoryStorage()
  const strange = ['', '{', 'null', '[]', '{"text":1,"at":2}', '{"text":"a"}', '{"text":"a","at":1,"version":"x"}']
  for (const [place, value] of strange.entries()) storage.setItem(`parley.draft.ann.${place}`, value)
  const drafts = open(storage)
  drafts.save('choir', unsaved('mine'))
  expect(strange.map((_, room) => drafts.load(`${room}`))).toEqual(strange.map(() => undefined))
  expect([drafts.load('choir')?.text, drafts.count]).toEqual(['mine', 1])
})
