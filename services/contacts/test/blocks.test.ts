import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { type Person, useContacts } from './running-contacts.ts'

const { ok, ask, error, crowd, events, listOf, request, befriend, heads, toldAhead, refusing } = await useContacts({
  BLOCKED_PER_ACCOUNT: '2',
})

const people = async <const Count extends number>(count: Count) => (await crowd(count)) as Person[] & { length: Count }

/** What somebody is told, without who the other one is, and when. */
const told = async (person: Person, after: number, names: ReadonlyMap<string, string>) =>
  (await events(person, after)).map(({ seq, ev, by, is }) => ({
    seq: seq - after,
    ev,
    by: names.get(by ?? ''),
    is: { ...is, user: names.get(String(is.user)) },
  }))

type Deed = 'contact.request' | 'contact.cancel' | 'contact.remove' | 'contact.decline'

/** All that Ann gets when she does these things to somebody, as answers and as events. */
const seenBy = async (ann: Person, other: Person, deeds: readonly Deed[]) => {
  const after = await heads(ann)
  const names = new Map([
    [ann.user, 'me'],
    [other.user, 'them'],
  ])
  const answers: unknown[] = []
  for (const deed of deeds) {
    const answer = await ask(ann, deed, {
      user: other.user,
      ...(deed === 'contact.request' ? { id: randomUUID(), note: 'Hi' } : {}),
    } as never)
    answers.push(JSON.parse(JSON.stringify(answer, (key, value) => (key === 'seq' ? value - after : value))))
    const { people: all } = await listOf(ann)
    answers.push(
      all.filter(({ user }) => user === other.user).map(({ user: _, at, ...row }) => ({ ...row, at: typeof at })),
    )
  }
  return { answers, events: await told(ann, after, names) }
}

test('whoever is blocked gets of requests what they get of somebody who does not answer, and the other nothing', async () => {
  const deeds: Deed[] = [
    'contact.request',
    'contact.request',
    'contact.cancel',
    'contact.request',
    'contact.remove',
    'contact.decline',
  ]
  const [ann, bob, cid] = await people(3)
  await ok(bob as Person, 'block.add', { user: (ann as Person).user })
  const blocking = await seenBy(ann as Person, bob as Person, deeds)
  await ok(ann as Person, 'contact.cancel', { user: (bob as Person).user })
  const silent = await seenBy(ann as Person, cid as Person, deeds)
  expect(blocking).toEqual(silent)
  expect(blocking.events.length).toBeGreaterThan(2)
  expect((await events(bob as Person)).map(({ ev }) => ev)).toEqual(['block.added'])
  expect((await listOf(bob as Person)).people).toEqual([{ user: (ann as Person).user, blocked: true }])
})

test.each([
  ['a contact', 'contact.removed', befriend],
  ['a request of the blocked', 'contact.declined', (one: Person, other: Person) => request(other, one)],
  ['a request of the blocker', 'contact.cancelled', (one: Person, other: Person) => request(one, other)],
] as const)('a block ends %s as if there were no block', async (_, ev, begin) => {
  const command = {
    'contact.removed': 'contact.remove',
    'contact.declined': 'contact.decline',
    'contact.cancelled': 'contact.cancel',
  } as const
  const [ann, bob, cid] = (await people(3)) as [Person, Person, Person]
  const after = async (blocker: Person, end: () => Promise<unknown>) => {
    const from = await heads(ann)
    await begin(blocker, ann)
    await end()
    return told(
      ann,
      from,
      new Map([
        [ann.user, 'me'],
        [blocker.user, 'them'],
      ]),
    )
  }
  const blocked = await after(bob, () => ok(bob, 'block.add', { user: ann.user }))
  expect(blocked).toEqual(await after(cid, () => ok(cid, command[ev], { user: ann.user })))
  expect(blocked.at(-1)).toMatchObject({ ev, by: 'them' })
  expect((await listOf(bob)).people).toEqual([{ user: ann.user, blocked: true }])
  expect((await listOf(ann)).people).toEqual([])
})

test('whoever blocks asks nobody they block; unblocking brings nothing back, and a request of theirs meets what waited', async () => {
  const [ann, bob] = (await people(2)) as [Person, Person]
  await befriend(ann, bob)
  await ok(bob, 'block.add', { user: ann.user })
  expect(await error(bob, 'contact.request', { user: ann.user, id: randomUUID() })).toMatchObject({
    name: 'BLOCKED_BY_YOU',
  })
  await request(ann, bob)
  await ok(bob, 'block.remove', { user: ann.user })
  expect((await listOf(bob)).people).toEqual([])
  expect(await error(bob, 'contact.accept', { user: ann.user })).toMatchObject({ name: 'CONTACT_REQUEST_NOT_FOUND' })
  expect(await request(bob, ann)).toMatchObject({ stands: 'contact' })
  expect((await listOf(ann)).people).toMatchObject([{ user: bob.user, stands: 'contact' }])
})

test('somebody is blocked and restricted once, at most so many are, and each is told to the one alone', async () => {
  const [ann, bob, cid, dan] = (await people(4)) as [Person, Person, Person, Person]
  for (const kind of ['block', 'restriction'] as const) {
    await ok(ann, `${kind}.add`, { user: bob.user })
    await ok(ann, `${kind}.add`, { user: bob.user })
    await ok(ann, `${kind}.add`, { user: cid.user })
    expect(await error(ann, `${kind}.add`, { user: dan.user })).toMatchObject({ name: 'TOO_MANY_BLOCKED', most: 2 })
    await ok(ann, `${kind}.remove`, { user: cid.user })
  }
  expect((await listOf(ann)).people).toEqual([{ user: bob.user, blocked: true, restricted: true }])
  expect((await ok(ann, 'contact.list', { of: 'blocked' })).people).toHaveLength(1)
  expect((await events(ann)).map(({ ev }) => ev)).toEqual([
    ...['block.added', 'block.added', 'block.removed'],
    ...['restriction.added', 'restriction.added', 'restriction.removed'],
  ])
  expect(await heads(bob)).toBe(0)
})

test('whom one restricts may be, and stay, a contact', async () => {
  const [ann, bob] = (await people(2)) as [Person, Person]
  await ok(ann, 'restriction.add', { user: bob.user })
  await befriend(ann, bob)
  expect((await listOf(ann)).people).toMatchObject([{ stands: 'contact', restricted: true }])
  await ok(ann, 'contact.remove', { user: bob.user })
  expect((await listOf(ann)).people).toEqual([{ user: bob.user, restricted: true }])
})

test('a block is answered when chat has it, whether presence is there or not; said again it is told again', async () => {
  const [ann, bob] = (await people(2)) as [Person, Person]
  const heard = () =>
    toldAhead
      .flatMap(({ owner, events }) => events.map(({ on, ev, seq, is }) => ({ owner, on, ev, seq, is })))
      .filter(({ on }) => on === `contacts/user/${ann.user}`)
  const told = (owner: string, ev: string, seq: number) => ({
    owner,
    on: `contacts/user/${ann.user}`,
    ev,
    seq,
    is: { user: bob.user },
  })
  refusing.add('chat').add('presence')
  expect(await error(ann, 'block.add', { user: bob.user })).toMatchObject({ name: 'UNAVAILABLE' })
  expect(await listOf(ann)).toMatchObject({ people: [{ user: bob.user, blocked: true }] })
  refusing.delete('chat')
  const { seq } = await ok(ann, 'block.add', { user: bob.user })
  expect(heard()).toEqual([told('chat', 'block.added', seq)])
  refusing.clear()
  const { seq: ended } = await ok(ann, 'block.remove', { user: bob.user })
  expect(heard().slice(1)).toEqual(
    expect.arrayContaining(['chat', 'presence'].map((owner) => told(owner, 'block.removed', ended))),
  )
})
