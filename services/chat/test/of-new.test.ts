/** What accounts may do less while they are new. */
import { expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, send, people, crowd, group, members, sql, contacts } = await useChat({
  NEW_ACCOUNT_HOURS: '72',
  DIRECTS_OF_NEW: '2',
  INVITES_OF_NEW: '2',
  LINKS_OF_NEW: 'false',
})

/** Chat knows since when there is an account. */
const signUp = async (name: string): Promise<Person> => {
  const [person] = await people(name)
  await group(person)
  await until(
    async () => (await sql('select 1 from person where id = $1 and since is not null', [person.user])).length > 0,
  )
  return person
}
const older = ({ user }: Person) =>
  sql(`update person set since = now() - interval '73 hours', guest = false, seq = seq + 1 where id = $1`, [user])
const direct = (other: Person) => ({ kind: 'direct' as const, user: other.user })
const soon = 72 * 3_600_000
const isSoon = (moment: unknown) => Math.abs(Number(moment) - Date.now() - soon) < 600_000

test('a new account begins so many direct rooms with strangers, also at once, is told until when, and goes on in those it has', async () => {
  const ann = await signUp('Ann')
  const others = await crowd(6)
  const asked = others.map((other) => ({ do: 'room.create', with: direct(other), user: ann.user, session: 's' }))
  const answers = await send(asked)
  expect(answers.filter((answer) => 'ok' in answer)).toHaveLength(2)
  const refused = answers.flatMap((answer) => ('error' in answer ? [answer.error] : []))
  expect(refused).toHaveLength(4)
  for (const one of refused) {
    expect(one).toMatchObject({ name: 'ACCOUNT_NEW', code: 1182, limit: 'DIRECTS_OF_NEW', most: 2 })
    expect(isSoon(one.until)).toBe(true)
  }
  const [known] = others.filter((_, place) => 'ok' in (answers[place] ?? {})) as [Person]
  const [stranger] = others.filter((_, place) => 'error' in (answers[place] ?? {})) as [Person]
  await ok(ann, 'direct.send', { user: known.user, id: uuid7(), text: 'Hello' })
  const more = { user: stranger.user, id: uuid7(), text: 'Hello' }
  expect(await error(ann, 'direct.send', more)).toMatchObject({ name: 'ACCOUNT_NEW' })
  expect(await sql('select 1 from room where low = $1 or high = $1', [stranger.user])).toEqual([])
  // Whom others write to begins nothing.
  await ok(stranger, 'direct.send', { user: ann.user, id: uuid7(), text: 'Hello' })
  await ok(ann, 'direct.send', more)
  await older(ann)
  for (const other of others) await ok(ann, 'room.create', direct(other))
})

test('contacts, who runs the platform, and programs are not counted', async () => {
  const [ann, bob] = [await signUp('Ann'), await signUp('Bob')]
  const friends = await crowd(3)
  for (const { user } of friends) contacts.add(`${ann.user} ${user}`)
  for (const friend of friends) await ok(ann, 'room.create', direct(friend))
  for (const other of await crowd(2)) await ok(ann, 'room.create', direct(other))
  const [third] = (await crowd(1)) as [Person]
  expect(await error(ann, 'room.create', direct(third))).toMatchObject({ limit: 'DIRECTS_OF_NEW' })

  const trusted = { session: 's', trusted: true } as const
  const asked = (await crowd(4)).map((other) => ({
    do: 'room.create',
    with: direct(other),
    user: bob.user,
    ...trusted,
  }))
  expect((await send(asked)).filter((answer) => 'error' in answer)).toEqual([])
  await sql('update person set program = true, seq = seq + 1 where id = $1', [bob.user])
  for (const other of await crowd(3)) await ok(bob, 'room.create', direct(other))
})

test('a guest is new for as long as they are one', async () => {
  const gus = await signUp('Gus')
  await older(gus)
  await sql('update person set guest = true, seq = seq + 1 where id = $1', [gus.user])
  for (const other of await crowd(2)) await ok(gus, 'room.create', direct(other))
  const [third] = (await crowd(1)) as [Person]
  const refused = await error(gus, 'room.create', direct(third))
  expect(refused).toMatchObject({ name: 'ACCOUNT_NEW' })
  expect(refused).not.toHaveProperty('until')
})

test('a new account has so many links of invitation open in all its groups together, also when it makes them at once', async () => {
  const ann = await signUp('Ann')
  const rooms = await Promise.all(Array.from({ length: 6 }, () => group(ann)))
  const asked = rooms.map(({ room }) => ({ do: 'invite.create', with: { room }, user: ann.user, session: 's' }))
  const answers = await send(asked)
  expect(answers.filter((answer) => 'ok' in answer)).toHaveLength(2)
  const last = { room: rooms[0]?.room ?? '' }
  expect(await error(ann, 'invite.create', { room: last.room })).toMatchObject({ limit: 'INVITES_OF_NEW', most: 2 })
  await older(ann)
  await ok(ann, 'invite.create', { room: last.room })
})

test('a new account adds its contacts to groups, and asks others in, as many as it may have links open', async () => {
  const ann = await signUp('Ann')
  const [friend, one, two, three] = (await crowd(4)) as [Person, Person, Person, Person]
  contacts.add(`${ann.user} ${friend.user}`)
  const { room } = await group(ann, friend, one)
  expect((await members(room)).map(({ user }) => user)).toEqual([ann.user, friend.user])
  const add = ({ user }: Person) => ({ room, users: [user] })
  expect(await ok(ann, 'member.add', add(two))).toMatchObject({ invited: [two.user] })
  expect(await ok(ann, 'member.add', add(two))).toMatchObject({ invited: [two.user] })
  expect(await error(ann, 'member.add', add(three))).toMatchObject({ name: 'ACCOUNT_NEW', limit: 'INVITES_OF_NEW' })
  const another = { kind: 'group' as const, name: 'Another', members: [three.user] }
  expect(await error(ann, 'room.create', another)).toMatchObject({ name: 'ACCOUNT_NEW', limit: 'INVITES_OF_NEW' })
  expect(await sql('select 1 from invitation where $1 = any (people)', [three.user])).toEqual([])
  await older(ann)
  await ok(ann, 'member.add', add(three))
  expect((await members(room)).map(({ user }) => user)).toEqual([ann.user, friend.user, three.user])
})

test('where the operator says so, a new account sends no addresses of the web, in whatever it says', async () => {
  const ann = await signUp('Ann')
  const { room } = await group(ann)
  const text = 'Look at <https://spam.example>'
  const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'Look at this' })
  const when = { in_ms: 60_000 }
  const refused = { name: 'ACCOUNT_NEW', limit: 'LINKS_OF_NEW', most: 0 }
  expect(await error(ann, 'message.send', { room, id: uuid7(), text })).toMatchObject(refused)
  expect(
    await error(ann, 'message.send', { room, id: uuid7(), text: 'Look', subject: 'WWW.spam.example' }),
  ).toMatchObject(refused)
  expect(await error(ann, 'message.edit', { room, seq, id: uuid7(), text })).toMatchObject(refused)
  expect(await error(ann, 'schedule.create', { room, id: uuid7(), text, when })).toMatchObject(refused)
  expect(
    await error(ann, 'poll.create', { room, id: uuid7(), question: 'Which?', answers: ['This', text] }),
  ).toMatchObject(refused)
  const [bob] = (await crowd(1)) as [Person]
  expect(await error(ann, 'direct.send', { user: bob.user, id: uuid7(), text })).toMatchObject(refused)
  expect(await sql('select 1 from room where low = $1 or high = $1', [bob.user])).toEqual([])
  await older(ann)
  await ok(ann, 'message.send', { room, id: uuid7(), text })
})
