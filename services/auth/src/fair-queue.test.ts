import { expect, test } from 'vitest'
import { limitWork } from './passwords.ts'

test('of many pieces of work only so many run at once, in the order they came', async () => {
  const { run: limited } = limitWork(2)
  const begun: number[] = []
  const running: (() => void)[] = []
  const work = (place: number) => async () => {
    begun.push(place)
    await new Promise<void>((resolve) => running.push(resolve))
    return place
  }
  const results = [0, 1, 2, 3].map((place) => limited(work(place)))
  expect(begun).toEqual([0, 1])
  running.shift()?.()
  expect(await results[0]).toBe(0)
  expect(begun).toEqual([0, 1, 2])
  running.shift()?.()
  await results[1]
  for (const end of running) end()
  expect(await Promise.all(results.slice(1, 3))).toEqual([1, 2])
  running.at(-1)?.()
  expect(await results[3]).toBe(3)
})

test('work that fails makes room for the next', async () => {
  const { run: limited } = limitWork(1)
  const fault = limited(() => Promise.reject(new Error('no')))
  const next = limited(async () => 'done')
  await expect(fault).rejects.toThrow('no')
  expect(await next).toBe('done')
})

test('who would wait behind too many is told to come back', async () => {
  const { run: limited } = limitWork(1, 1)
  const ends: (() => void)[] = []
  const first = limited(() => new Promise<void>((resolve) => ends.push(resolve)))
  const second = limited(async () => 'second')
  await expect(limited(async () => 'third')).rejects.toMatchObject({
    body: { name: 'UNAVAILABLE', retry_ms: expect.any(Number) },
  })
  ends[0]?.()
  await first
  expect(await second).toBe('second')
})
