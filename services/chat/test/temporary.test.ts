/** Who comes into a space until they go offline, as presence says it; here it is the test that says it. */
import { answerQuestion, openToMend } from '@parley/service-kit'
import { afterAll, expect, test } from 'vitest'
import { endTemporary } from '../src/temporary.ts'
import { type Person, useChat } from './running-chat.ts'

const { ok, people, events, sql, hold, untilWaiting, bus, environment } = await useChat({}, 1)

const { db, ...own } = await openToMend(environment.adminUrl, 'chat')
afterAll(() => own[Symbol.asyncDispose]())

/** What the processes do by the clock, done now. */
const run = async (): Promise<void> => {
  const config = { TEMPORARY_GRACE_SECONDS: 120 }
  await endTemporary({ db, bus, config, security: () => {}, log: { debug: () => {} } } as never).run()
}

/** Of whom nothing is said nothing is known. */
const here = new Map<string, boolean>()
const answers = () =>
  answerQuestion(bus, 'presence', 'present', async (users) => users.map((user) => here.get(user) ?? null))
/** As if so many seconds had gone by, with somebody asking now and then. */
const pass = (seconds: number) =>
  sql('update temporary_resident set absent = absent - make_interval(secs => $1)', [seconds])

/** Ann's space, into which the others have come until they go offline. */
const inn = async (...names: string[]) => {
  const [ann, ...guests] = (await people('Ann', ...names)) as [Person, ...Person[]]
  const { space } = await ok(ann, 'space.create', { name: 'Inn' })
  const { code } = await ok(ann, 'invite.create', { space, temporary: true })
  for (const guest of guests) await ok(guest, 'invite.accept', { code })
  const inside = async () =>
    (await ok(ann, 'resident.list', { space })).residents.map(({ name, temporary = false }) => [name, temporary])
  return { ann, guests, space, code, inside }
}

test('an invitation until one goes offline says so to who looks, comes in and is in, and a role ends that', async () => {
  const { ann, guests, space, code, inside } = await inn('Bob', 'Cid')
  const [bob, cid] = guests as [Person, Person]
  const [eve, fay] = await people('Eve', 'Fay')
  expect(await ok(eve, 'invite.look', { code })).toMatchObject({ temporary: true })
  expect((await ok(ann, 'invite.list', { space })).invites).toMatchObject([{ temporary: true }])
  expect((await events(space)).at(-1)).toMatchObject({ ev: 'resident.joined', is: { user: cid.user, temporary: true } })
  expect(await ok(bob, 'space.get', { space })).toMatchObject({ temporary: true })
  const { role } = await ok(ann, 'role.create', { space, name: 'Guest' })
  await ok(ann, 'role.grant', { space, role, users: [bob.user] })
  await ok(ann, 'role.revoke', { space, role, users: [bob.user] })
  expect(await ok(bob, 'space.get', { space })).not.toHaveProperty('temporary')
  const terms = { space, temporary: true, roles: [role] }
  await ok(eve, 'invite.accept', { code: (await ok(ann, 'invite.create', terms)).code })
  await ok(fay, 'invite.accept', { code: (await ok(ann, 'invite.create', { space })).code })
  await ok(fay, 'invite.accept', { code })
  expect(await inside()).toEqual([
    ['Ann', false],
    ['Bob', false],
    ['Cid', true],
    ['Eve', false],
    ['Fay', false],
  ])
})

test('whoever came until they go offline is out a while after, told why, and comes back by an invitation; not while presence does not know', async () => {
  const { guests, space, code, inside } = await inn('Bob', 'Cid', 'Eve')
  const [bob, cid, eve] = guests as [Person, Person, Person]
  const all = [bob, cid, eve].map(({ user }) => user)
  await sql(
    `update temporary_resident set seen = true, asked = clock_timestamp(), absent = now() - interval '1 day' where person = any($1)`,
    [all],
  )
  // Nobody answers, and then nobody is known.
  await run()
  using _presence = answers()
  await bus.flush()
  await run()
  expect(await inside()).toHaveLength(4)
  for (const user of all) here.set(user, true)
  await run()
  for (const user of [bob.user, cid.user]) here.set(user, false)
  await run()
  await pass(60)
  // Cid reloads the page.
  here.set(cid.user, true)
  await run()
  here.set(cid.user, false)
  await pass(61)
  await run()
  expect(await inside()).toEqual([
    ['Ann', false],
    ['Cid', true],
    ['Eve', true],
  ])
  expect((await events(space)).at(-1)).toEqual(expect.objectContaining({ ev: 'resident.left', is: { user: bob.user } }))
  const [left] = (await events(bob.user)).slice(-1)
  expect(left).toMatchObject({ ev: 'space.left', is: { space, why: 'offline' } })
  expect(left).not.toHaveProperty('by')
  await ok(bob, 'invite.accept', { code })
  await run()
  expect(await inside()).toHaveLength(4)
})

test('absence that nobody looked at for long begins anew, and who was let in while they were away has a day', async () => {
  const { ann, guests, space, inside } = await inn('Bob')
  const [bob] = guests as [Person]
  const [cid] = await people('Cid')
  const { code } = await ok(ann, 'invite.create', { space, temporary: true, approval: true })
  await ok(cid, 'invite.accept', { code })
  await ok(ann, 'request.accept', { space, user: cid.user })
  using _presence = answers()
  await bus.flush()
  here.set(bob.user, true).set(cid.user, false)
  await run()
  here.set(bob.user, false)
  await run()
  await pass(3_600)
  await sql(`update temporary_resident set asked = asked - interval '1 hour' where person = $1`, [bob.user])
  await run()
  expect(await inside()).toHaveLength(3)
  await pass(121)
  await run()
  expect(await inside()).toEqual([
    ['Ann', false],
    ['Cid', true],
  ])
  await pass(86_400)
  await run()
  expect(await inside()).toEqual([['Ann', false]])
})

test('a role that is given, or the space, just before somebody would be out keeps them in', async () => {
  const { ann, guests, space, inside } = await inn('Bob', 'Cid')
  const [bob, cid] = guests as [Person, Person]
  const { role } = await ok(ann, 'role.create', { space, name: 'Guest' })
  using _presence = answers()
  await bus.flush()
  for (const { user } of guests) here.set(user, true)
  await run()
  for (const { user } of guests) here.set(user, false)
  await run()
  await ok(ann, 'space.hand_over', { space, user: cid.user })
  const { commit } = await hold('select 1 from stream where id = $1 for update', [space])
  const given = ok(cid, 'role.grant', { space, role, users: [bob.user] }).catch(({ name }) => name)
  await untilWaiting(1)
  await pass(121)
  const ran = run()
  await untilWaiting(2)
  await commit()
  await Promise.all([given, ran])
  expect(await given).toHaveProperty('seq')
  expect(await inside()).toEqual([
    ['Ann', false],
    ['Bob', false],
    ['Cid', false],
  ])
})
