import { expect, test, vi } from 'vitest'
import { People } from './people.ts'

const ada = { user: 'a', name: 'Ada' }
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('names wanted in the same moment are asked for once and together', async () => {
  const lookUp = vi.fn(async () => [ada])
  const people = new People(lookUp)
  people.want(['a'])
  people.want(['a', 'b'])
  await settled()
  people.want(['a', 'b'])
  await settled()
  expect(lookUp.mock.calls).toEqual([[['a', 'b']]])
  expect(people.nameOf('a')).toBe('Ada')
  expect(people.nameOf('b')).toBeUndefined()
})

test('what could not be asked is asked again', async () => {
  const lookUp = vi.fn(async () => [ada]).mockRejectedValueOnce(new Error('offline'))
  const people = new People(lookUp)
  people.want(['a'])
  await settled()
  people.ask()
  await settled()
  expect(people.nameOf('a')).toBe('Ada')
})

test('listeners hear of a name once, and not when it is known already', () => {
  const people = new People(async () => [])
  const listener = vi.fn()
  people.subscribe(listener)
  people.learn([ada])
  people.learn([ada])
  expect(listener).toHaveBeenCalledTimes(1)
})
