/** Contacts as apps of the SDK see them: how one stands with others, on all devices and at both ends. */
import { type Contacts, contactsOf } from '@parley/client/contacts'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect, enter, type SdkUser, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2 })
})
afterAll(() => world[Symbol.asyncDispose]())

const known = async ({ parley }: Pick<SdkUser, 'parley'>): Promise<Contacts> => {
  const contacts = contactsOf(parley)
  await contacts.ready
  return contacts
}

test('people ask, accept, keep, block and set who may contact them, and every device of each knows', async () => {
  await using scope = new AsyncDisposableStack()
  const [ann, bob] = (await Promise.all(
    ['Ann', 'Bob'].map((name, place) => enter(world.urls[place] as string, name)),
  )) as [SdkUser, SdkUser]
  for (const one of [ann, bob]) scope.use(one)
  const phone = scope.use(await connect(world.urls[1] as string, ann.session))
  const [mine, theirs, onPhone] = await Promise.all([ann, bob, { parley: phone }].map(known))
  if (!mine || !theirs || !onPhone) throw new Error('nobody came')

  expect(await theirs.request(ann.user, 'From Lyon')).toMatchObject({ stands: 'sent' })
  const asked = await until(ann.parley, () => mine.of('received')[0])
  expect(asked).toMatchObject({ user: bob.user, note: 'From Lyon' })
  expect(await mine.request(bob.user)).toMatchObject({ stands: 'contact' })
  for (const [{ parley }, contacts] of [
    [ann, mine],
    [bob, theirs],
    [{ parley: phone }, onPhone],
  ] as const)
    await until(parley, () => contacts.of('contact').length === 1)
  await ann.parley.call('contact.change', { user: bob.user, memo: 'Lyon', favourite: true })
  await until(phone, () => onPhone.get(bob.user)?.memo === 'Lyon')

  await ann.parley.call('privacy.set', { groups: 'contacts' })
  await until(phone, () => onPhone.privacy?.groups === 'contacts')
  await ann.parley.call('block.add', { user: bob.user })
  await until(phone, () => onPhone.of('blocked').length === 1)
  await until(bob.parley, () => theirs.of('contact').length === 0)
  expect(await theirs.request(ann.user)).toMatchObject({ stands: 'sent' })
  await until(bob.parley, () => theirs.get(ann.user)?.stands === 'sent')

  // Who comes later is told the same.
  const tablet = scope.use(await connect(world.urls[0] as string, ann.session))
  const onTablet = await known({ parley: tablet })
  expect(onTablet.all).toEqual(onPhone.all)
  expect([...onTablet.all.values()]).toEqual([{ user: bob.user, blocked: true }])
  expect(onTablet.privacy).toMatchObject({ contact: 'everyone', groups: 'contacts' })
})
