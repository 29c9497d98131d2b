/** Presence as apps of the SDK see it, over new connections too. */
import { presencesOf } from '@parley/client/presence'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect, enter, type SdkUser, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, env: { OFFLINE_GRACE_MS: '0', SETTLE_MS: '0' } })
})
afterAll(() => world[Symbol.asyncDispose]())

test('an app sees who is there of those it looks at, idle or not, and nothing of others', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob] = (await Promise.all(
    ['Ann', 'Bob'].map((name, place) => enter(world.urls[place] as string, name)),
  )) as [SdkUser, SdkUser]
  for (const one of [ann, bob]) scope.use(one)
  const [mine, theirs] = [presencesOf(ann.parley), presencesOf(bob.parley)]
  expect(presencesOf(ann.parley)).toBe(mine)
  const [leave, again] = [mine.watch([bob.user]), mine.watch([bob.user])]
  const seen = (state: string) => until(ann.parley, () => mine.get(bob.user)?.state === state)
  await seen('online')
  theirs.setIdle(true)
  await seen('idle')
  const phone = await connect(world.urls[0] as string, bob.session)
  await seen('online')
  await phone.close()
  await seen('idle')
  await bob.parley.call('presence.set', { activity: { game: 'Chess' } })
  await until(ann.parley, () => mine.get(bob.user)?.activity?.game === 'Chess')
  leave()
  leave()
  theirs.setIdle(false)
  await seen('online')
  again()
  expect(mine.get(bob.user)).toBeUndefined()
})

test('whoever is looked at no longer, and again in the same moment, stays looked at', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob] = (await Promise.all(['Ann', 'Bob'].map((name) => enter(world.url, name)))) as [SdkUser, SdkUser]
  for (const one of [ann, bob]) scope.use(one)
  const [mine, theirs] = [presencesOf(ann.parley), presencesOf(bob.parley)]
  const seen = (state: string) => until(ann.parley, () => mine.get(bob.user)?.state === state)
  const leave = mine.watch([bob.user])
  await seen('online')
  leave()
  expect(mine.get(bob.user)).toBeUndefined()
  mine.watch([bob.user])
  expect(mine.get(bob.user)?.state).toBe('online')
  theirs.setIdle(true)
  await seen('idle')
})
