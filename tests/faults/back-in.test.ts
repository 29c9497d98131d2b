import { uuid7 } from '@parley/client'
import { expect, inject, test } from 'vitest'
import { sightsOf, standingsOf } from '../setup/sights.ts'
import { storedEvents } from '../setup/stored.ts'
import { startWorld } from '../setup/world.ts'
import { faultsIn } from './history/history.ts'

test('who is taken out of a room and brought back in while away misses nothing, and may read all of it', async () => {
  await using world = await startWorld(inject('backing'))
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  await using annsClient = await world.connect(ann)
  const { room, on, head } = await annsClient.call('room.create', { kind: 'group', name: 'Room', members: [bob.user] })
  const acknowledged: { on: string; seq: number; id: string }[] = []
  const say = async () => {
    const id = uuid7()
    const { seq } = await annsClient.call('message.send', { room, id, text: 'said' })
    acknowledged.push({ on, seq, id })
  }

  const before = await world.connect(bob)
  await say()
  await before.waitFor(on, head + 1)
  await before[Symbol.asyncDispose]()
  await annsClient.call('member.remove', { room, user: bob.user })
  await say()
  await annsClient.call('member.add', { room, users: [bob.user] })
  await using after = await world.connect(bob, { have: before.positions() })
  await say()
  await after.waitFor(on, head + 5)
  const { read } = await after.call('cursor.move', { room, seq: head + 4 })
  expect((await after.call('room.history', { room })).events).toHaveLength(head + 5)
  await annsClient.waitFor(on, head + 5)

  await using last = await world.connect(bob)
  await using annsLast = await world.connect(ann)
  const faults = faultsIn({
    tried: acknowledged.map(({ id }) => id),
    acknowledged,
    stored: await storedEvents(world.environment.adminUrl),
    seen: new Map([
      ['Ann', { user: ann.user, sights: sightsOf(annsClient.frames, ann.user), stayed: true }],
      ['Bob', { user: bob.user, sights: sightsOf([...before.frames, ...after.frames], bob.user), stayed: true }],
    ]),
    moved: [{ user: bob.user, on, read }],
    standings: [...standingsOf(ann.user, annsLast.hello), ...standingsOf(bob.user, last.hello)],
  })
  expect(faults).toEqual([])
})
