import { expect, test } from 'vitest'
import { type Person, useContacts } from './running-contacts.ts'

const { ok, error, crowd, events, listOf, befriend, request } = await useContacts()

test('what one keeps about a contact is for all of their devices, and for nobody else', async () => {
  const [ann, bob] = (await crowd(2)) as [Person, Person]
  const change = { user: bob.user, memo: 'عبر لينا', favourite: true, labels: ['Ski', 'עבודה'] }
  expect(await error(ann, 'contact.change', change)).toMatchObject({ name: 'CONTACT_NOT_FOUND' })
  await request(ann, bob)
  expect(await error(ann, 'contact.change', change)).toMatchObject({ name: 'CONTACT_NOT_FOUND' })
  await request(bob, ann)
  expect(await ok(ann, 'contact.change', change)).toEqual({ seq: 3 })
  expect(await ok(ann, 'contact.change', change)).toEqual({ seq: 3 })
  expect((await listOf(ann)).people).toMatchObject([change])
  expect(await ok(ann, 'contact.change', { user: bob.user, favourite: false, memo: '', labels: ['Ski'] })).toEqual({
    seq: 4,
  })
  expect((await listOf(ann)).people).toEqual([
    { user: bob.user, stands: 'contact', at: expect.any(Number), labels: ['Ski'] },
  ])
  expect((await events(ann, 2)).map(({ ev, is }) => [ev, is])).toEqual([
    ['contact.changed', change],
    ['contact.changed', { user: bob.user, memo: '', favourite: false, labels: ['Ski'] }],
  ])
  expect((await events(bob)).map(({ ev }) => ev)).toEqual(['contact.requested', 'contact.added'])
})

test('a label is called otherwise on all contacts at once, meets one of that name, and ends', async () => {
  const [ann, bob, cid, dan] = (await crowd(4)) as [Person, Person, Person, Person]
  for (const other of [bob, cid, dan]) await befriend(other, ann)
  const labels = async () => new Map((await listOf(ann)).people.map(({ user, labels: own }) => [user, own]))
  await ok(ann, 'contact.change', { user: bob.user, labels: ['Ski', 'Work'] })
  await ok(ann, 'contact.change', { user: cid.user, labels: ['Work'] })
  const { seq } = await ok(ann, 'label.change', { label: 'Work', name: 'Ski' })
  expect(await labels()).toEqual(
    new Map([
      [bob.user, ['Ski']],
      [cid.user, ['Ski']],
      [dan.user, undefined],
    ]),
  )
  expect(await ok(ann, 'label.change', { label: 'Work', name: 'Any' })).toEqual({ seq })
  expect(await ok(ann, 'label.change', { label: 'Ski', name: 'Ski' })).toEqual({ seq })
  await ok(ann, 'label.change', { label: 'Ski', name: '' })
  expect(await labels()).toEqual(
    new Map([
      [bob.user, undefined],
      [cid.user, undefined],
      [dan.user, undefined],
    ]),
  )
})

test('everybody is listed by pages, each once, and by how one stands with them', async () => {
  const [ann, ...others] = (await crowd(31)) as [Person, ...Person[]]
  for (const [place, other] of others.entries())
    if (place % 3 === 0) await befriend(other, ann)
    else if (place % 3 === 1) await request(ann, other)
    else await request(other, ann)
  for (const limit of [1, 7, 30, 100]) {
    const { people } = await listOf(ann, limit)
    expect(people.map(({ user }) => user)).toEqual(others.map(({ user }) => user).toSorted())
  }
  for (const of of ['contact', 'sent', 'received'] as const) {
    const { people, next } = await ok(ann, 'contact.list', { of, limit: 10 })
    expect([people.length, next]).toEqual([10, undefined])
    expect(new Set(people.map(({ stands }) => stands))).toEqual(new Set([of]))
  }
  const page = await ok(ann, 'contact.list', { limit: 10 })
  expect(page.next).toBe(page.people.at(-1)?.user)
})
