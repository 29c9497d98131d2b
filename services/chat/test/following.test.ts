/** Who may follow what: what chat says of it, by the tables. */
import { randomUUID } from 'node:crypto'
import { permissionSet, type StreamState } from '@parley/protocol'
import { askOwner, type Database } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { openReaders } from '../src/store/streams.ts'
import { type Person, useChat } from './running-chat.ts'
import { putOverrides, putRoom, putSpace, useJoining } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const { ok, people, group, sql, bus, environment } = await useChat()
const join = await useJoining(environment.adminUrl)

const seesAll = new Map([[0, permissionSet('view', 'send')]])
const roomStream = (room: string) => `chat/room/${room}`
const follow = (reader: string, ...names: string[]) =>
  askOwner(
    bus,
    'chat',
    'follow',
    names.map((on) => ({ reader, on })),
  )
const putStream = (space: string) => sql(`insert into stream (id, kind) values ($1, 'chat/space')`, [space])

/** Over NATS a page is never so small. */
const query = async (text: string, values: unknown[]) =>
  (await sql<{ ord?: string }>(text, values)).map(({ ord, ...row }) => ({ ...row, ord: Number(ord) }))
const db = { query, read: () => 0 } as unknown as Database

describe('a room of a space', () => {
  test('is followed by who sees it, with what they have not read, and by nobody else', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const space = await putSpace(sql, { owner: ann.user, roles: seesAll, residents: [{ person: bob.user }] })
    const room = await putRoom(sql, space)
    for (const text of ['one', 'two']) await ok(ann, 'message.send', { room, id: uuid7(), text })
    expect(await follow(bob.user, roomStream(room))).toMatchObject([{ head: 2, read: 0, unread: 2 }])
    await ok(bob, 'message.send', { room, id: uuid7(), text: 'three' })
    expect(await follow(bob.user, roomStream(room))).toMatchObject([{ head: 3, read: 3, unread: 0 }])
    expect(await follow(ann.user, roomStream(room))).toMatchObject([{ head: 3, read: 2, unread: 1 }])
    expect(await follow(cid.user, roomStream(room))).toEqual([null])
  })

  test('that a role or somebody alone does not see is there for the others, in the order of the question', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const residents = [{ person: bob.user }, { person: cid.user }]
    const space = await putSpace(sql, { owner: ann.user, roles: seesAll, residents })
    const [room, other] = [await putRoom(sql, space), await putRoom(sql, space)]
    const hidden = { allow: 0n, deny: permissionSet('view') }
    await putOverrides(sql, room, { roles: new Map(), people: new Map([[bob.user, hidden]]) })
    const asked = [roomStream(room), roomStream(randomUUID()), roomStream(other)]
    expect((await follow(bob.user, ...asked)).map((state) => state?.on)).toEqual([undefined, undefined, asked[2]])
    expect((await follow(cid.user, ...asked)).map((state) => state?.on)).toEqual([asked[0], undefined, asked[2]])
  })
})

test('what is always followed may be followed by name, by those who follow it: members, residents, the reader', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const space = await putSpace(sql, { owner: ann.user, roles: seesAll, residents: [{ person: ann.user }] })
  await putStream(space)
  const { room } = await group(ann)
  const names = [roomStream(room), `chat/space/${space}`, `chat/user/${ann.user}`]
  expect((await follow(ann.user, ...names)).map((state) => state?.on)).toEqual(names)
  expect(await follow(bob.user, ...names)).toEqual([null, null, null])
  expect(await follow(ann.user, `chat/space/${room}`, `chat/room/${space}`)).toEqual([null, null])
})

test('what was said of a space before somebody came is not held for them, as it may be hidden since', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { space } = await ok(ann, 'space.create', { name: 'Guild' })
  const { category } = await ok(ann, 'category.create', { space, name: 'Secret' })
  await ok(ann, 'override.set', { space, in: { category }, of: { role: 0 }, allow: [], deny: ['view'] })
  await join(space, bob)
  const on = `chat/space/${space}`
  const floors = async ({ user }: Person) => {
    const [page] = await openReaders(db, [{ reader: user }], 100)
    const [followed] = await follow(user, on)
    return [page?.streams.find((state) => state.on === on)?.floor, followed?.floor].map(Number)
  }
  const { head, floor } = await ok(bob, 'space.get', { space })
  expect([...(await floors(bob)), floor]).toEqual([head - 1, head - 1, head - 1])
  expect(await floors(ann)).toEqual([1, 1])
})

test('a category is told by name to nobody where not everybody sees it from the start', async () => {
  const [ann] = await people('Ann')
  const { space } = await ok(ann, 'space.create', { name: 'Guild' })
  await ok(ann, 'role.change', { space, role: 0, may: ['send'] })
  await ok(ann, 'category.create', { space, name: 'Secret' })
  const told = await sql<{ ev: string }>('select ev from event where stream = $1 order by seq desc limit 1', [space])
  expect(told).toEqual([{ ev: 'rights.changed' }])
})

describe('the list of what somebody follows', () => {
  const open = async (reader: string, most: number) => {
    const streams: StreamState[] = []
    for (let more = true; more; ) {
      const after = streams.at(-1)?.on
      const [page] = await openReaders(db, [{ reader, ...(after ? { after } : {}) }], most)
      streams.push(...(page?.streams ?? []))
      more = page?.more ?? false
    }
    return streams.map(({ on }) => on)
  }

  test.each([2_000, 3, 1])('has their spaces and rooms, and no room of a space, read %i at a time', async (most) => {
    const [ann] = await people('Ann')
    const rooms = await Promise.all(Array.from({ length: 4 }, async () => (await group(ann as Person)).room))
    const spaces: string[] = []
    for (let made = 0; made < 3; made++) {
      const space = await putSpace(sql, { owner: ann.user, roles: seesAll, residents: [{ person: ann.user }] })
      await putStream(space)
      await putRoom(sql, space)
      spaces.push(space)
    }
    const [own, ...others] = await open(ann.user, most)
    expect(own).toBe(`chat/user/${ann.user}`)
    const expected = [...rooms.map(roomStream), ...spaces.map((space) => `chat/space/${space}`)]
    const idOf = (on: string) => on.slice(on.lastIndexOf('/') + 1)
    expect(others).toEqual(expected.toSorted((one, other) => (idOf(one) < idOf(other) ? -1 : 1)))
  })
})
