import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { openGivenStage } from './given-stage.ts'
import { type Kind, type Plan, planFor, targetsOf } from './plan.ts'
import { play } from './run.ts'
import { openStage, type Stage } from './stage.ts'
import { tellFaults } from './tell-run.ts'

/** Far more than a run takes: its own patience is some 90 s. */
vi.setConfig({ testTimeout: 400_000 })

let stage: Stage
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.[Symbol.asyncDispose]())

const expectNothingWrong = async (plan: Plan, on: Stage = stage) => {
  const outcome = await play(plan, on)
  expect([...outcome.faults, ...outcome.complaints], tellFaults(plan, outcome)).toEqual([])
  expect([...outcome.history.acknowledged].length).toBeGreaterThan(300)
}

type Target = readonly [what: Kind, where: string]

/** In the middle of writing: what stands in one row at once, one row after the other. By an odd moment a clock is set back, else forward. */
const inTurn = (seed: number, ...rows: readonly (readonly Target[])[]): Plan => ({
  seed,
  people: 6,
  rooms: 4,
  writingMs: 800 + 700 * rows.length,
  steps: rows.flatMap((row, place) =>
    row.map(([what, where], nth) => ({ atMs: 500 + 700 * place + nth, forMs: 300, what, where })),
  ),
})

describe('while people write, nothing acknowledged is lost and all see the same, when', () => {
  const clocksSet = ['gateway 1', 'gateway 2', 'chat 1', 'auth 1'].map((where): Target => ['set clock', where])
  const all = (kind: string): Target[] => [1, 2].map((place) => ['kill', `${kind} ${place}`])
  test.each<[string, Plan]>([
    ['both gateways are killed, then both auths, then both chats', inTurn(1, all('gateway'), all('auth'), all('chat'))],
    [
      'the clocks of gateways and services are set by hours, and then Redis is killed and wiped, Postgres is stopped at once, and NATS is killed and wiped',
      inTurn(4, clocksSet, [['wipe', 'redis']], [['stop at once', 'postgres']], [['wipe', 'nats']]),
    ],
    [
      'Postgres turns read-only, and then a standby takes over that lacks the last commits',
      inTurn(8, [['turn read-only', 'postgres']], [['fail over', 'postgres']]),
    ],
  ])('%s', (_, plan) => expectNothingWrong(plan))

  test('all that a seed brings happens', () => expectNothingWrong(planFor(1, targetsOf(stage))))

  test('clients of a deployment that is known by its addresses alone are cut off', async () => {
    const given = await openGivenStage(stage.urls)
    await expectNothingWrong(planFor(5, targetsOf(given)), given)
  })
})

test('behind a pooler it is the same when that is killed, Postgres turns read-only, its connections are ended, and a store of files is away', async () => {
  await using pooled = await openStage({ pooler: 'transaction', copies: 1, s3: true })
  const failing = inTurn(9, [
    ['wipe', 'pooler'],
    ['turn read-only', 'postgres'],
    ['throw out', 'postgres'],
    ...[...pooled.servers.keys()].filter((name) => name === 's3').map((name): Target => ['stop at once', name]),
  ])
  await expectNothingWrong(failing, pooled)
})

test('a fault that is wanted happens in every run', () => {
  const targets = targetsOf(stage)
  for (let seed = 1; seed <= 20; seed++)
    expect(planFor(seed, targets, 'fail over').steps.map(({ what }) => what)).toContain('fail over')
})

test('the same seed makes the same plan, and another seed another', () => {
  const targets = targetsOf(stage)
  expect(planFor(7, targets)).toEqual(planFor(7, targets))
  expect(planFor(8, targets).steps).not.toEqual(planFor(7, targets).steps)
})
