import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { keepLog } from '../setup/log-lines.ts'
import { startWorld, type World } from '../setup/world.ts'
import { properties } from './properties/index.ts'
import { makeTarget, type Target, targetEnv } from './target.ts'

/** A failure prints the seed that repeats it. `npm run fuzz` tries for longer. */
const limits: fc.Parameters<unknown> = { numRuns: 60 }

const { log, lines } = keepLog()
let world: World
let target: Target
let bystanders: Bystanders

beforeAll(async () => {
  world = await startWorld(inject('backing'), { files: true, env: targetEnv, log })
  target = await makeTarget(world)
  bystanders = await startBystanders(world)
})
afterAll(() => world[Symbol.asyncDispose]())

test.each(properties)('$claim', async ({ kind, of }) => {
  await fc.assert(of(target), limits)
  expect(target.tally.of(kind)).toBeGreaterThan(10)
})

test('all the while everybody else was served, and the log has nothing to complain of', async () => {
  const { sent, arrived } = await bystanders.stop()
  expect(sent.length).toBeGreaterThan(10)
  expect(arrived).toEqual(sent)
  const { good, refused } = target.tally.outcomes

  expect(Math.min(good, refused)).toBeGreaterThan(10)
  expect(lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([])
})
