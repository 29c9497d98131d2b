/** One process of each kind is of a release that knows more of spaces: meanwhile each is replaced by one of the other release. */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { root } from '../../setup/child.ts'
import { makeCopy } from '../planted/copy.ts'
import { makeAsk } from '../prove/ask.ts'
import { persist } from '../prove/persist.ts'
import { mostPeople, type Plan } from '../prove/plan.ts'
import { openRawDevice } from '../prove/raw-device.ts'
import { play } from '../prove/run.ts'
import { openStage, type Stage } from '../prove/stage.ts'
import { tellFaults } from '../prove/tell-run.ts'

const patch = fileURLToPath(new URL('./next.patch', import.meta.url))

const scope = new AsyncDisposableStack()
let stage: Stage
beforeAll(async () => {
  const { folder: next } = scope.use(await makeCopy(patch))
  const isNext = new Map<string, boolean>()
  // Of each kind the second begins as the next release, and whatever starts again is of the other one.
  const releaseOf = (part: string) => {
    isNext.set(part, !(isNext.get(part) ?? part.endsWith('1')))
    return isNext.get(part) ? next : root
  }
  stage = scope.use(await openStage({ releaseOf }))
}, 120_000)
afterAll(() => scope.disposeAsync())

const swapped: Plan = {
  seed: 11,
  people: 4,
  rooms: 2,
  writingMs: 1_000,
  steps: [{ atMs: 300, forMs: 0, what: 'roll', where: 'all' }],
}

/** By which events somebody is told, who lives in a space of their own, that a category is hidden and shown. */
const toldUntil = async (isOver: () => boolean): Promise<Set<string>> => {
  const session = await stage.session(mostPeople)
  const url = stage.urls[0] as string
  await using device = openRawDevice('next', { url, host: new URL(url).host }, session)
  const ask = makeAsk(stage.urls, session.token)
  const made = await persist(() => ask('space.create', { key: uuid7(), name: 'Space' }))
  const space = made?.space ?? ''
  const category = (await persist(() => ask('category.create', { space, name: 'Upstairs' })))?.category ?? ''
  const said = { space, in: { category }, of: { role: 0 }, allow: [] }
  for (; !isOver(); await sleep(150)) {
    await persist(() => ask('override.set', { ...said, deny: ['view'] }))
    await persist(() => ask('override.set', { ...said, deny: [] }))
  }
  return new Set([...device.frames].flatMap((frame) => ('ev' in frame && frame.on === made?.on ? [frame.ev] : [])))
}

test('while two releases run, of which one tells by another event what is hidden and shown, nothing is lost, and nobody sees what they may not', async () => {
  let isOver = false
  const telling = toldUntil(() => isOver)
  const outcome = await play(swapped, stage).finally(() => {
    isOver = true
  })
  expect([...outcome.faults, ...outcome.complaints], tellFaults(swapped, outcome)).toEqual([])
  expect([...(await telling)]).toEqual(expect.arrayContaining(['rights.changed', 'rights.rethought']))
}, 400_000)
