/** An inbox as apps of the SDK see it, on all devices. */
import { type Inbox, inboxOf } from '@parley/client/notify'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect, enter, type SdkUser, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2 })
})
afterAll(() => world[Symbol.asyncDispose]())

const known = async ({ parley }: Pick<SdkUser, 'parley'>): Promise<Inbox> => {
  const inbox = inboxOf(parley)
  await inbox.ready
  return inbox
}

test('what one is told comes to every device, older pages too, and is read on all of them at once', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob] = (await Promise.all(
    ['Ann', 'Bob'].map((name, place) => enter(world.urls[place] as string, name)),
  )) as [SdkUser, SdkUser]
  for (const one of [ann, bob]) scope.use(one)
  const room = await ann.parley.createDirect(bob.user)
  const inbox = await known(bob)
  for (let place = 0; place < 60; place++) await room.send(`${place}`)
  await until(bob.parley, () => inbox.unread === 60)
  expect(inbox.notifications.map(({ id }) => id)).toEqual(Array.from({ length: 60 }, (_, place) => 60 - place))
  // Who comes later has the newest, and the others when they ask.
  const phone = scope.use(await connect(world.urls[0] as string, bob.session))
  const onPhone = await known({ parley: phone })
  expect([onPhone.notifications.length, onPhone.unread, onPhone.hasOlder]).toEqual([50, 60, true])
  await onPhone.older()
  expect(onPhone.notifications).toEqual(inbox.notifications)
  expect(onPhone.hasOlder).toBe(false)
  await bob.parley.call('inbox.remove', { ids: [60] })
  await onPhone.readAll()
  for (const [parley, own] of [
    [bob.parley, inbox],
    [phone, onPhone],
  ] as const) {
    await until(parley, () => own.unread === 0)
    expect(new Set(own.notifications.map(({ state }) => state))).toEqual(new Set(['read']))
    expect(own.notifications).toHaveLength(59)
  }
})
