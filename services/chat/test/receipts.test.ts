import { mostTold } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, crowd, group, published, events, sql } = await useChat()

const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })
const told = (room: string) =>
  published.filter(({ ev, on }) => ev === 'receipt.moved' && on === `chat/room/${room}`).map(({ is }) => is)
const cursors = ({ user }: Person) =>
  published.filter(({ ev, on }) => ev === 'cursor.moved' && on === `chat/user/${user}`).length

describe('how far somebody has read', () => {
  test('is shown to nobody until they allow it, and no longer when they take that back', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const said = [await say(ann, room), await say(ann, room), await say(ann, room)].map(({ seq }) => seq)
    const [first = 0, second = 0, third = 0] = said
    const receipts = async () => (await ok(ann, 'receipt.list', { room })).receipts
    await ok(bob, 'cursor.move', { room, seq: first })
    expect([await receipts(), await ok(bob, 'receipt.allow', {})]).toEqual([[], { allowed: false }])
    for (let time = 0; time < 2; time++)
      expect(await ok(bob, 'receipt.allow', { allowed: true })).toEqual({ allowed: true })
    expect(await receipts()).toEqual([{ user: bob.user, read: first }])
    await ok(bob, 'cursor.move', { room, seq: second })
    await until(() => told(room).length > 0)
    await ok(bob, 'receipt.allow', { allowed: false })
    await ok(bob, 'cursor.move', { room, seq: third })
    await until(() => cursors(bob) === 3)
    expect(told(room)).toEqual([{ user: bob.user, read: second }])
    expect([await receipts(), await ok(bob, 'receipt.allow', {})]).toEqual([[], { allowed: false }])
    const allowed = (await events(bob.user)).filter(({ ev }) => ev === 'receipt.allowed').map(({ is }) => is.allowed)
    expect(allowed).toEqual([true, false])
  })

  test('is told as it happens in small rooms alone, and by page in large ones', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const others = await crowd(mostTold)
    const { room } = await group(ann, bob, ...others)
    const { seq } = await say(ann, room)
    await ok(bob, 'receipt.allow', { allowed: true })
    await ok(bob, 'cursor.move', { room, seq })
    await until(() => cursors(bob) === 1)
    expect(told(room)).toEqual([])
    const found: unknown[] = []
    let after: string | undefined
    do {
      const page = await ok(ann, 'receipt.list', { room, limit: 10, ...(after ? { after } : {}) })
      found.push(...page.receipts)
      after = page.next
    } while (after)
    expect(found).toEqual([{ user: bob.user, read: seq }])
  })

  test('is told apart from how far messages have come to a device of theirs, under the same leave', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const first = (await say(ann, room)).seq
    const second = (await say(ann, room)).seq
    const receipts = async () => (await ok(ann, 'receipt.list', { room })).receipts
    const deliver = (seq: number) => ok(bob, 'receipt.deliver', { rooms: [{ room, seq }] })
    const delivered = () =>
      published.filter(({ ev, on }) => ev === 'receipt.delivered' && on === `chat/room/${room}`).map(({ is }) => is)
    const { read } = await ok(bob, 'room.get', { room })
    expect(await deliver(second)).toEqual({ allowed: false })
    await ok(bob, 'receipt.allow', { allowed: true })
    expect(await receipts()).toEqual([{ user: bob.user, read }])
    for (const seq of [first, second + 9, first]) expect(await deliver(seq)).toEqual({ allowed: true })
    const { head } = await ok(ann, 'room.get', { room })
    await until(() => delivered().length === 2)
    expect(delivered()).toEqual([first, head].map((seq) => ({ user: bob.user, delivered: seq })))
    expect(await receipts()).toEqual([{ user: bob.user, read, delivered: head }])
    await ok(bob, 'cursor.move', { room, seq: head })
    expect(await receipts()).toEqual([{ user: bob.user, read: head }])
    await ok(bob, 'receipt.allow', { allowed: false })
    expect(await receipts()).toEqual([])
  })

  test('and got, is noted of one’s own small rooms alone, however often one says it of them', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room: small } = await group(ann, bob)
    const { room: large } = await group(ann, bob, ...(await crowd(mostTold)))
    const { room: others } = await group(ann, eve)
    await ok(bob, 'receipt.allow', { allowed: true })
    const { seq } = await say(ann, small)
    for (const room of [large, others]) await say(ann, room)
    const rooms = [small, large, others, uuid7(), small].map((room) => ({ room, seq: 99 }))
    await ok(bob, 'receipt.deliver', { rooms })
    const noted = await sql('select room, seq::int from delivery where person = $1', [bob.user])
    expect(noted).toEqual([{ room: small, seq }])
  })

  test('is told to nobody who is not in the room', async () => {
    const [ann, eve] = await people('Ann', 'Eve')
    const { room } = await group(ann)
    await ok(ann, 'receipt.allow', { allowed: true })
    expect(await error(eve, 'receipt.list', { room })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await error(eve, 'receipt.list', { room: uuid7() })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  })
})
