/** A release that knows more of spaces than this one takes its place, process by process, and gives it back. */

import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { signUp, uuid7 } from '@parley/client'
import { errors } from '@parley/protocol'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../setup/child.ts'
import { password, postTo } from '../../setup/world.ts'
import { makeCopy } from '../planted/copy.ts'
import type { Plan } from '../prove/plan.ts'
import { play } from '../prove/run.ts'
import { openStage, type Stage } from '../prove/stage.ts'
import { tellFaults } from '../prove/tell-run.ts'

const patch = fileURLToPath(new URL('./next.patch', import.meta.url))

const scope = new AsyncDisposableStack()
let stage: Stage
beforeAll(async () => {
  const { folder } = scope.use(await makeCopy(patch))
  const starts = new Map<string, number>()
  // Each time that a process starts again it is of the other release.
  const releaseOf = (part: string) => {
    const before = starts.get(part) ?? 0
    starts.set(part, before + 1)
    return before % 2 === 0 ? root : folder
  }
  stage = scope.use(await openStage(undefined, releaseOf))
}, 120_000)
afterAll(() => scope.disposeAsync())

const there: Plan = {
  seed: 11,
  people: 4,
  rooms: 2,
  writingMs: 1_000,
  steps: [{ atMs: 300, forMs: 0, what: 'roll', where: 'all' }],
}
const back: Plan = { ...there, seed: 12 }

/** How a command that the next release has alone is answered meanwhile, by either gateway. */
const wavesUntil = async (isOver: () => boolean): Promise<Set<string>> => {
  const [url = ''] = stage.urls
  const username = `w${uuid7().replaceAll('-', '').slice(-18)}`
  const { token } = await signUp({ url }, { username, password, name: 'Ann' })
  const { space } = await postTo(url, 'space.create', { name: 'Space' }, await token())
  const wave = async (at: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${await token()}` }
    const answer = await fetch(`${at}/v1/space.wave`, { method: 'POST', headers, body: JSON.stringify({ space }) })
    return ((await answer.json()) as { error?: { name: string } }).error?.name ?? 'done'
  }
  const answers = new Set<string>()
  for (; !isOver(); await sleep(50))
    for (const at of stage.urls) answers.add(await wave(at).catch(() => 'nobody there'))
  return answers
}

/** What it takes to try later, or elsewhere. */
const isFair = (name: string) =>
  ['done', 'UNKNOWN_COMMAND', 'nobody there'].includes(name) || errors[name as keyof typeof errors]?.retry

test.each([
  ['takes the place of this one', there],
  ['gives it back', back],
])(
  'a release with another event, permission and command of spaces %s: nothing is lost, and nobody sees what they may not',
  async (_, plan) => {
    let isOver = false
    const waves = wavesUntil(() => isOver)
    const outcome = await play(plan, stage).finally(() => {
      isOver = true
    })
    expect([...outcome.faults, ...outcome.complaints], tellFaults(plan, outcome)).toEqual([])
    const answers = await waves
    expect([...answers].filter((name) => !isFair(name))).toEqual([])
    expect(answers).toContain('done')
    expect(answers).toContain('UNKNOWN_COMMAND')
  },
  180_000,
)
