import { randomUUID } from 'node:crypto'
import type { CommandName, Input } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type Person, useParties } from './running-parties.ts'

const { ok, ask, error, crowd, events, befriend, sql, create, join } = await useParties({
  OPEN_INVITATIONS_PER_ACCOUNT: '3',
  OPEN_INVITATIONS_OF_NEW: '1',
})

const people = async () => (await crowd(4)) as [Person, Person, Person, Person]
const invite = async (from: Person, to: Person, more: Partial<Input<'invitation.send'>> = {}) => {
  const invitation = randomUUID()
  await ok(from, 'invitation.send', { invitation, user: to.user, ...more })
  return invitation
}
const told = async (person: Person) =>
  (await events(person)).map(({ ev }) => ev).filter((ev) => ev.startsWith('invitation.'))
const open = async (person: Person) =>
  (await ok(person, 'invitation.list', {})).invitations.map(({ invitation }) => invitation)
const stateOf = async (person: Person, invitation: string) => (await ok(person, 'invitation.get', { invitation })).state
const until = async (isSo: () => Promise<boolean>) => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 100))
}

test('an invitation says what its game wants, and nobody but who accepted it what lets them join', async () => {
  const [ann, bob, cid] = await people()
  const said = {
    game: 'chess',
    payload: '{"room":7,"note":"مرحبا 🎮"}',
    platforms: ['pc', 'switch'],
    launch: 'steam://run/1',
  }
  const invitation = randomUUID()
  const wanted = { invitation, user: bob.user, ...said, secret: 'open sesame', expires_in_ms: 60_000 }
  const sent = await ok(ann, 'invitation.send', wanted)
  expect(sent).toMatchObject({ seq: 1, expires_in_ms: expect.any(Number), invitations: { count: 1, most: 3 } })
  expect(await ok(ann, 'invitation.send', wanted)).toMatchObject({ seq: 1, expires_at: sent.expires_at })
  const both = { invitation, kind: 'invite', from: ann.user, to: bob.user, ...said, expires_at: sent.expires_at }
  for (const person of [ann, bob]) {
    expect((await ok(person, 'invitation.list', {})).invitations).toMatchObject([both])
    expect(await ok(person, 'invitation.get', { invitation })).not.toHaveProperty('secret')
  }
  expect(await ok(bob, 'invitation.accept', { invitation })).toEqual({ seq: 2, secret: 'open sesame' })
  expect(await ok(bob, 'invitation.accept', { invitation })).toEqual({ seq: 2, secret: 'open sesame' })
  expect(await ok(bob, 'invitation.get', { invitation })).toMatchObject({ state: 'accepted', secret: 'open sesame' })
  expect(await ok(ann, 'invitation.get', { invitation })).not.toHaveProperty('secret')
  expect(await error(cid, 'invitation.get', { invitation })).toMatchObject({ name: 'INVITATION_NOT_FOUND' })
  expect(JSON.stringify([await events(ann), await events(bob)])).not.toContain('sesame')
  expect(await told(ann)).toEqual(['invitation.sent', 'invitation.accepted'])
  expect([await open(ann), await open(bob)]).toEqual([[], []])
})

test('who accepts comes into the party, or nothing is accepted', async () => {
  const [ann, bob, cid] = await people()
  const party = await create(ann, { most: 2, access: 'request' })
  const invitation = await invite(ann, bob, { party, secret: 's' })
  const { code = '' } = await ok(ann, 'party.code', { party, code: 'new' })
  await ok(cid, 'party.join', { code })
  expect(await error(bob, 'invitation.accept', { invitation })).toMatchObject({ name: 'PARTY_FULL', most: 2 })
  expect(await stateOf(bob, invitation)).toBe('pending')
  await ok(ann, 'party.remove', { party, user: cid.user })
  expect(await ok(bob, 'invitation.accept', { invitation })).toMatchObject({ party, secret: 's' })
  expect((await ok(bob, 'party.get', { party })).members).toHaveLength(2)
})

test('members invite to a party, to a closed one its leader alone, and strangers to none', async () => {
  const [ann, bob, cid, dan] = await people()
  const party = await create(ann)
  await join(party, bob)
  const invitation = await invite(bob, cid, { party })
  await ok(ann, 'party.change', { party, access: 'closed' })
  expect(await error(cid, 'invitation.accept', { invitation })).toMatchObject({ name: 'LEADER_ONLY' })
  const other = { invitation: randomUUID(), user: dan.user, party }
  expect(await error(bob, 'invitation.send', other)).toMatchObject({ name: 'LEADER_ONLY' })
  expect(await error(cid, 'invitation.send', other)).toMatchObject({ name: 'PARTY_NOT_FOUND' })
  await ok(dan, 'invitation.accept', { invitation: await invite(ann, dan, { party }) })
  expect((await ok(dan, 'party.get', { party })).members).toHaveLength(3)
})

test.each(['leave', 'removal', 'end'] as const)(
  'the invitations of who is no longer in their party (%s) are cancelled, and all see it',
  async (how) => {
    const [ann, bob, cid, dan] = await people()
    const party = await create(ann)
    await join(party, bob)
    const invitation = await invite(bob, cid, { party })
    const other = await invite(bob, dan)
    if (how === 'leave') await ok(bob, 'party.leave', { party })
    if (how === 'removal') await ok(ann, 'party.remove', { party, user: bob.user })
    if (how === 'end') await ok(ann, 'party.disband', { party })
    for (const person of [bob, cid]) expect(await stateOf(person, invitation)).toBe('cancelled')
    expect(await told(cid)).toEqual(['invitation.sent', 'invitation.cancelled'])
    expect(await error(cid, 'invitation.accept', { invitation })).toMatchObject({
      name: 'INVITATION_OVER',
      why: 'cancelled',
    })
    expect(await stateOf(dan, other)).toBe('pending')
  },
)

test('who asks to join comes into the party of who lets them, and is told what lets them join', async () => {
  const [ann, bob, cid] = await people()
  const party = await create(ann, { access: 'closed' })
  const invitation = randomUUID()
  await ok(bob, 'invitation.ask', { invitation, user: ann.user })
  expect(await error(ann, 'invitation.accept', { invitation, party: randomUUID() })).toMatchObject({
    name: 'PARTY_NOT_FOUND',
  })
  expect(await ok(ann, 'invitation.accept', { invitation, party, secret: 'knock' })).toEqual({
    seq: expect.any(Number),
  })
  expect(await ok(bob, 'invitation.get', { invitation })).toMatchObject({ kind: 'ask', secret: 'knock' })
  expect(await ok(ann, 'invitation.get', { invitation })).not.toHaveProperty('secret')
  expect((await ok(bob, 'party.get', { party })).members).toHaveLength(2)
  const [own, again] = [await create(cid), randomUUID()]
  await ok(cid, 'invitation.ask', { invitation: again, user: ann.user })
  expect(await error(ann, 'invitation.accept', { invitation: again, party })).toMatchObject({
    name: 'IN_A_PARTY_THERE',
  })
  await ok(cid, 'party.leave', { party: own })
  await ok(ann, 'invitation.accept', { invitation: again, party })
})

test('a declined invitation does not stand in the way of the next, and an open one does', async () => {
  const [ann, bob, cid, dan] = await people()
  const first = await invite(ann, bob)
  const next = { invitation: randomUUID(), user: bob.user }
  expect(await error(ann, 'invitation.send', next)).toMatchObject({ name: 'INVITATION_OPEN' })
  await ok(ann, 'invitation.send', { ...next, invitation: randomUUID(), game: 'chess' })
  expect(await ok(bob, 'invitation.decline', { invitation: first })).toMatchObject({ state: 'declined' })
  expect(await ok(ann, 'invitation.send', next)).toMatchObject({ invitations: { count: 2, most: 3 } })
  await invite(ann, cid)
  expect(await error(ann, 'invitation.send', { invitation: randomUUID(), user: dan.user })).toMatchObject({
    name: 'TOO_MANY_INVITATIONS',
    most: 3,
    limit: 'OPEN_INVITATIONS_PER_ACCOUNT',
  })
  expect(await error(ann, 'invitation.send', { ...next, user: dan.user })).toMatchObject({
    name: 'INVITATION_ID_TAKEN',
  })
  expect(await error(dan, 'invitation.ask', { ...next, user: ann.user })).toMatchObject({ name: 'INVITATION_ID_TAKEN' })
  for (const command of ['invitation.send', 'invitation.ask'] as const) {
    expect(await error(ann, command, { ...next, user: ann.user })).toMatchObject({ name: 'INVITING_YOURSELF' })
    expect(await error(ann, command, { ...next, user: randomUUID() })).toMatchObject({ name: 'PERSON_NOT_FOUND' })
  }
})

test('a new account has fewer open, and is told until when; who runs the platform, and programs, have as many as any', async () => {
  const [ann, bob, cid] = await people()
  await sql('update person set since = now() where id = $1', [ann.user])
  await invite(ann, bob)
  const refused = await error(ann, 'invitation.send', { invitation: randomUUID(), user: cid.user })
  expect(refused).toMatchObject({ name: 'TOO_MANY_INVITATIONS', most: 1, limit: 'OPEN_INVITATIONS_OF_NEW' })
  expect(Number(refused.until)).toBeGreaterThan(Date.now())
  await invite({ ...ann, trusted: true }, cid)
})

test('who may contact somebody may invite them, and contacts always may', async () => {
  const [ann, bob, cid] = await people()
  await befriend(ann, bob)
  await ok(bob, 'privacy.set', { contact: 'nobody' })
  await invite(ann, bob)
  expect(await error(cid, 'invitation.send', { invitation: randomUUID(), user: bob.user })).toMatchObject({
    name: 'CONTACT_CLOSED',
  })
})

test('of all answers at the same moment one counts, and the others are told which', async () => {
  const race = async () => {
    const [ann, bob] = await people()
    const party = await create(ann)
    const invitation = await invite(ann, bob, { party })
    const answers: readonly [Person, CommandName, string][] = [
      [bob, 'invitation.accept', 'accepted'],
      [bob, 'invitation.decline', 'declined'],
      [ann, 'invitation.cancel', 'cancelled'],
    ]
    const results = await Promise.all(answers.map(([who, command]) => ask(who, command, { invitation })))
    const state = await stateOf(ann, invitation)
    for (const [place, result] of results.entries()) {
      if (answers[place]?.[2] === state) expect(result).toHaveProperty('ok')
      else expect(result).toMatchObject({ error: { name: 'INVITATION_OVER', why: state } })
    }
    expect((await told(bob)).slice(1)).toEqual([`invitation.${state}`])
    expect((await ok(ann, 'party.get', { party })).members).toHaveLength(state === 'accepted' ? 2 : 1)
  }
  for (let round = 0; round < 4; round++) await Promise.all(Array.from({ length: 10 }, race))
})

test('an invitation whose time is over is accepted by nobody, before it is told to be so and after', async () => {
  const [ann, bob] = await people()
  const invitation = await invite(ann, bob)
  await sql(`update invitation set expires = clock_timestamp() where id = $1`, [invitation])
  expect(await error(bob, 'invitation.accept', { invitation })).toMatchObject({
    name: 'INVITATION_OVER',
    why: 'expired',
  })
  await until(async () => (await stateOf(ann, invitation)) === 'expired')
  for (const person of [ann, bob]) expect(await told(person)).toEqual(['invitation.sent', 'invitation.expired'])
  expect(await error(ann, 'invitation.cancel', { invitation })).toMatchObject({
    name: 'INVITATION_OVER',
    why: 'expired',
  })
})

test('whoever is blocked invites as somebody whom nobody answers, and a block ends what is open both ways', async () => {
  const [ann, bob, cid] = await people()
  const [sent, received] = [await invite(ann, bob), await invite(bob, ann)]
  await ok(bob, 'block.add', { user: ann.user })
  expect([await stateOf(ann, sent), await stateOf(ann, received)]).toEqual(['declined', 'cancelled'])
  const withheld = await invite(ann, bob)
  expect(await stateOf(ann, withheld)).toBe('pending')
  expect(await open(bob)).toEqual([])
  for (const command of ['invitation.get', 'invitation.accept', 'invitation.decline'] as const)
    expect(await error(bob, command, { invitation: withheld })).toMatchObject({ name: 'INVITATION_NOT_FOUND' })
  await ok(bob, 'block.remove', { user: ann.user })
  expect(await open(bob)).toEqual([])
  await ok(ann, 'invitation.cancel', { invitation: withheld })
  expect(await told(bob)).toEqual([
    'invitation.sent',
    'invitation.sent',
    ...(await told(ann)).filter((ev) => ev === 'invitation.declined' || ev === 'invitation.cancelled').slice(0, 2),
  ])
  // Of who is invited by a member the leader of the party decides as well.
  const party = await create(bob)
  await join(party, cid)
  const invitation = await invite(cid, ann, { party })
  await ok(bob, 'block.add', { user: ann.user })
  expect(await error(ann, 'invitation.accept', { invitation })).toMatchObject({ name: 'PARTY_NOT_FOUND' })
})
