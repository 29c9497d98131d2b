import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Person, useContacts } from './running-contacts.ts'

const { ok, error, crowd, events, request, befriend } = await useContacts()

const closed = (from: Person, to: Person) => error(from, 'contact.request', { user: to.user, id: randomUUID() })

test('everyone may contact somebody who has said nothing; what they say is told to their devices, once', async () => {
  const [ann] = (await crowd(1)) as [Person]
  expect(await ok(ann, 'privacy.get', {})).toEqual({
    epoch: expect.any(Number),
    head: 0,
    contact: 'everyone',
    groups: 'everyone',
  })
  const set = { seq: 1, contact: 'everyone', groups: 'contacts' }
  expect(await ok(ann, 'privacy.set', { groups: 'contacts' })).toEqual(set)
  expect(await ok(ann, 'privacy.set', { groups: 'contacts' })).toEqual(set)
  expect(await ok(ann, 'privacy.set', {})).toEqual(set)
  expect(await ok(ann, 'privacy.get', {})).toMatchObject({ head: 1, contact: 'everyone', groups: 'contacts' })
  expect((await events(ann)).map(({ ev, is }) => [ev, is])).toEqual([
    ['privacy.changed', { contact: 'everyone', groups: 'contacts' }],
  ])
})

test('contacts of contacts may ask where that is so set, and others may not', async () => {
  const [ann, bob, cid, dan] = (await crowd(4)) as [Person, Person, Person, Person]
  await ok(ann, 'privacy.set', { contact: 'contacts_of_contacts' })
  expect(await closed(cid, ann)).toMatchObject({ name: 'CONTACT_CLOSED' })
  await request(ann, bob)
  await ok(bob, 'contact.accept', { user: ann.user })
  await befriend(bob, cid)
  expect(await request(cid, ann)).toMatchObject({ stands: 'sent' })
  expect(await closed(dan, ann)).toMatchObject({ name: 'CONTACT_CLOSED' })
})

test.each(['contacts', 'nobody'] as const)(
  'where %s may contact somebody, they ask whom they like, and whom they asked accepts',
  async (contact) => {
    const [ann, bob, cid] = (await crowd(3)) as [Person, Person, Person]
    await ok(ann, 'privacy.set', { contact })
    expect(await closed(bob, ann)).toMatchObject({ name: 'CONTACT_CLOSED' })
    await request(ann, bob)
    expect(await request(bob, ann)).toMatchObject({ stands: 'contact' })
    await ok(ann, 'block.add', { user: cid.user })
    expect(await closed(cid, ann)).toMatchObject({ name: 'CONTACT_CLOSED' })
  },
)
