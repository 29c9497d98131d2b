import { setImmediate } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { makeOutgoing, type Outgoing } from './outgoing.ts'

/** Something to send, or work that asks for more of both. */
interface Act {
  readonly asked?: readonly Act[]
  readonly fails: boolean
}

/** What leaves and what fails, by the place of each act among all: work first, level by level, then what is to be sent. */
const dueOf = (acts: readonly Act[]) => {
  const works = acts.filter(({ asked }) => asked)
  const sends = acts.filter(({ asked }) => !asked)
  for (const work of works) {
    works.push(...(work.asked ?? []).filter(({ asked }) => asked))
    sends.push(...(work.asked ?? []).filter(({ asked }) => !asked))
  }
  return { sent: sends, failed: [...works, ...sends].filter(({ fails }) => fails) }
}

const ask = (outgoing: Outgoing, act: Act, sent: Act[]): void => {
  const run = () => {
    if (!act.asked) sent.push(act)
    for (const inner of act.asked ?? []) ask(outgoing, inner, sent)
    if (act.fails) throw act
  }
  if (act.asked) outgoing.beforeLeaving(run)
  else outgoing.push(run)
}

const { acts } = fc.letrec<{ acts: Act[]; act: Act }>((tie) => ({
  acts: fc.array(tie('act'), { maxLength: 5, depthIdentifier: 'acts' }),
  act: fc.oneof(
    { depthIdentifier: 'acts', maxDepth: 4 },
    fc.record({ fails: fc.boolean() }),
    fc.record({ asked: tie('acts'), fails: fc.boolean() }),
  ),
}))

test('everything that a turn asked for leaves once and in order, whatever fails, and nothing of the next', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.record({ turn: acts, atOnce: fc.boolean() }), { maxLength: 5 }), async (turns) => {
      const sent: Act[] = []
      const failed: unknown[] = []
      const outgoing = makeOutgoing((reason) => failed.push(reason))
      for (const { turn, atOnce } of turns) {
        for (const act of turn) ask(outgoing, act, sent)
        expect(sent).toEqual([])
        if (atOnce) outgoing.leave()
        else await setImmediate()
        expect({ sent: sent.splice(0), failed: failed.splice(0) }).toEqual(dueOf(turn))
      }
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 1_000 },
  )
})

test('what work pushes leaves with the turn, also of work that was asked for by work', async () => {
  const sent: string[] = []
  const outgoing = makeOutgoing(() => {})
  outgoing.push(() => sent.push('pushed'))
  outgoing.beforeLeaving(() => {
    outgoing.push(() => sent.push('by work'))
    outgoing.beforeLeaving(() => outgoing.push(() => sent.push('by work of work')))
  })
  expect(sent).toEqual([])
  await setImmediate()
  expect(sent).toEqual(['pushed', 'by work', 'by work of work'])
})

test('what fails is told, and keeps nothing else from leaving', async () => {
  const sent: string[] = []
  const failures: unknown[] = []
  const outgoing = makeOutgoing((reason) => failures.push(reason))
  const fail = (reason: string) => () => {
    throw new Error(reason)
  }
  outgoing.beforeLeaving(fail('work'))
  outgoing.beforeLeaving(() => outgoing.push(() => sent.push('by work')))
  outgoing.push(fail('send'))
  outgoing.push(() => sent.push('pushed'))
  await setImmediate()
  expect(failures.map((reason) => (reason as Error).message)).toEqual(['work', 'send'])
  expect(sent).toEqual(['pushed', 'by work'])
})
