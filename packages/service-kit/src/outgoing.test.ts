import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { makeOutgoing } from './outgoing.ts'

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
