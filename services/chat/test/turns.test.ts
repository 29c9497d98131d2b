import { expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'

/** Transactions under way at once: seven connections in ten. */
const atOnce = 4
const { ok, ask, people, crowd } = await useChat({ POSTGRES_POOL: '6' }, 1)

test('while one account makes groups of a hundred as fast as it can, all others get their groups and members at once', async () => {
  const [greedy, ...modest] = await people('Greedy', 'Ann', 'Bob')
  const members = (await crowd(100)).map(({ user }) => user)
  let made = 0
  const flood = Array.from({ length: 80 }, async () => {
    const result = await ask(greedy, 'room.create', { kind: 'group', name: 'Flood', members })
    if ('ok' in result) made++
    return result
  })
  await until(() => made > 0)

  /** How many groups of the flood were made while this was asked for. */
  const passedBy = async (work: Promise<unknown>) => {
    const before = made
    await work
    return made - before
  }
  const passed: number[] = []
  for (const person of modest as Person[]) {
    const [friend] = await crowd(1)
    const { room } = await ok(person, 'room.create', { kind: 'group', name: 'Small', members: [] })
    passed.push(await passedBy(ok(person, 'room.create', { kind: 'direct', user: greedy.user })))
    passed.push(await passedBy(ok(person, 'member.add', { room, users: [friend?.user ?? ''] })))
    passed.push(await passedBy(ok(person, 'room.leave', { room })))
  }
  expect(made).toBeLessThan(80)
  expect(Math.max(...passed)).toBeLessThanOrEqual(2 * atOnce)
  await Promise.all(flood)
})
