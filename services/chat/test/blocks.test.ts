/** What contacts tells of blocks, as chat keeps it: from the outbox, ahead of it, twice, and in any order. */
import { askOwner } from '@parley/service-kit'
import type { ToldAhead } from '@parley/wire'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, ask, people, group, bus, events, sql } = await useChat()

const place = (seq: number, epoch = 1) => ({ seq, epoch })
const told = (ev: string, by: Person, other: Person, { seq, epoch }: ReturnType<typeof place>): ToldAhead => ({
  on: `contacts/user/${by.user}`,
  seq,
  ev,
  by: by.user,
  at: 0,
  is: { user: other.user },
  epoch,
})
const tell = (...all: ToldAhead[]) => askOwner(bus, 'chat', 'told', all)
const block = (by: Person, other: Person, at = place(1)) => tell(told('block.added', by, other, at))
const unblock = (by: Person, other: Person, at = place(2)) => tell(told('block.removed', by, other, at))

const write = (from: Person, to: Person) => ask(from, 'direct.send', { user: to.user, id: uuid7(), text: 'said' })
const isRefused = (result: object) => 'error' in result
const hiding = async (who: Person) =>
  (await events(who.user)).filter(({ ev }) => ev.startsWith('author.')).map(({ ev }) => ev)
const hidden = async (who: Person) => (await ok(who, 'author.list', {})).users

describe('a block', () => {
  test('that is acknowledged is in force for the next message, either way, however many are under way', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    const send = (who: Person) => ask(who, 'message.send', { room, id: uuid7(), text: 'said' })
    let isBlocked = false
    const late: object[] = []
    const keepSending = async (who: Person) => {
      for (let after = 0; after < 3; ) {
        const wasBlocked = isBlocked
        const result = await send(who)
        if (wasBlocked) late.push(result)
        after += Number(wasBlocked)
      }
    }
    const sending = [ann, bob, ann, bob].map(keepSending)
    await block(ann, bob)
    isBlocked = true
    await Promise.all(sending)
    expect(late.length).toBeGreaterThan(0)
    expect(late.every(isRefused)).toBe(true)
    await unblock(ann, bob)
    for (const who of [ann, bob]) expect(isRefused(await send(who))).toBe(false)
  })

  test('closes the direct room that is made at the same moment', async () => {
    for (let time = 0; time < 12; time++) {
      const [ann, bob] = await people('Ann', 'Bob')
      const [from, to] = time % 2 ? [ann, bob] : [bob, ann]
      await Promise.all([write(from, to), block(ann, bob)])
      for (const [one, other] of [
        [ann, bob],
        [bob, ann],
      ] as const)
        expect(await write(one, other)).toMatchObject({ error: { name: 'NOT_ALLOWED' } })
    }
  })

  test('holds while either of the two blocks the other', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await write(ann, bob)
    await tell(told('block.added', ann, bob, place(1)), told('block.added', bob, ann, place(1)))
    await unblock(ann, bob)
    expect(isRefused(await write(ann, bob))).toBe(true)
    await unblock(bob, ann)
    expect(isRefused(await write(ann, bob))).toBe(false)
  })

  test('is as the newest word of it, whatever comes again or late', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await write(ann, bob)
    await unblock(ann, bob, place(5))
    for (const at of [place(3), place(4)]) await block(ann, bob, at)
    expect([isRefused(await write(ann, bob)), await hiding(ann)]).toEqual([false, []])
    for (let time = 0; time < 2; time++) await block(ann, bob, place(1, 2))
    await tell(told('block.removed', ann, bob, place(9)), told('block.added', ann, bob, place(1, 2)))
    expect([isRefused(await write(ann, bob)), await hiding(ann)]).toEqual([true, ['author.hidden']])
  })

  test('hides whom it blocks, and leaves hidden whom somebody hides besides', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    await ok(ann, 'author.hide', { user: bob.user })
    await block(ann, bob)
    await block(ann, cid)
    expect((await hidden(ann)).toSorted()).toEqual([bob.user, cid.user].toSorted())
    await ok(ann, 'author.show', { user: bob.user })
    await ok(ann, 'author.hide', { user: cid.user })
    expect((await hidden(ann)).toSorted()).toEqual([bob.user, cid.user].toSorted())
    await unblock(ann, bob)
    await unblock(ann, cid)
    expect(await hidden(ann)).toEqual([cid.user])
    expect(await hiding(ann)).toEqual(['author.hidden', 'author.hidden', 'author.shown'])
  })

  test('goes on hiding when a process of the release before shows somebody', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await block(ann, bob)
    await sql('delete from hidden where person = $1 and author = $2', [ann.user, bob.user])
    expect(await hidden(ann)).toEqual([bob.user])
  })

  test('leaves the two in their groups, where nothing of it is told', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const before = await events(room)
    await block(ann, bob)
    expect(await events(room)).toEqual(before)
    expect((await events(bob.user)).filter(({ ev }) => !ev.startsWith('room.'))).toEqual([])
    expect(await ok(ann, 'member.add', { room, users: [bob.user] })).toEqual({ seq: before.length })
  })
})

test('whoever is restricted writes on and is told nothing, and the other has the direct room apart', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  await write(bob, ann)
  const listed = async (who: Person) => (await ok(who, 'room.list', {})).rooms.map(({ restricted }) => restricted)
  const before = await events(bob.user)
  await tell(told('restriction.added', ann, bob, place(1)))
  expect(isRefused(await write(bob, ann))).toBe(false)
  expect([await listed(ann), await listed(bob)]).toEqual([[true], [undefined]])
  expect([await events(bob.user), await hidden(ann)]).toEqual([before, []])
  await tell(told('restriction.removed', ann, bob, place(2)), told('restriction.added', ann, bob, place(1)))
  expect(await listed(ann)).toEqual([undefined])
})

describe('somebody who is suspended', () => {
  const stand = (who: Person, is: string, seq: number, until?: number) =>
    tell({
      on: `auth/user/${who.user}`,
      seq,
      ev: 'standing.changed',
      at: 0,
      is: { user: who.user, is, ...(until === undefined ? {} : { until }) },
      epoch: 1e12,
    })
  const say = (who: Person, room: string) => ask(who, 'message.send', { room, id: uuid7(), text: 'said' })
  const refusal = { error: { name: 'ACCOUNT_SUSPENDED' } }

  test('says nothing from the moment it is acknowledged, in any room, also with what is more than words; others go on', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await say(ann, room)
    await stand(ann, 'suspended', 1)
    const all = await Promise.all([
      say(ann, room),
      say(bob, room),
      ask(ann, 'message.send', { room, id: uuid7(), text: `<@${bob.user}>` }),
      ask(bob, 'message.send', { room, id: uuid7(), text: `<@${ann.user}>` }),
      ask(ann, 'poll.create', { room, id: uuid7(), question: 'Lunch?', answers: ['Yes', 'No'] }),
    ])
    expect(all).toMatchObject([refusal, { ok: {} }, refusal, { ok: {} }, refusal])
    expect(await write(ann, bob)).toMatchObject(refusal)
    await stand(ann, 'good', 2)
    expect(await say(ann, room)).toMatchObject({ ok: {} })
  })

  test('is so as the newest word of it says, and until it ends', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    await stand(ann, 'banned', 2, Date.now() + 3_600_000)
    await stand(ann, 'good', 1)
    expect(await say(ann, room)).toMatchObject(refusal)
    await sql(`update suspension set until = now() - interval '1 second' where person = $1`, [ann.user])
    expect(await say(ann, room)).toMatchObject({ ok: {} })
  })
})
