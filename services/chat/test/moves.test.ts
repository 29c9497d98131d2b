import { type EventFrame, permissionSet } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import { decodeEvents, type Mark } from '@parley/wire'
import { afterAll, expect, test } from 'vitest'
import { movedRooms } from '../src/store/moved.ts'
import { movedForFollowers } from '../src/store/threads.ts'
import { guildsOf } from './guild.ts'
import { type Person, until, useChat } from './running-chat.ts'
import { putOverrides, putRoom, putSpace } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat()
const { sql, ok, people, group, bus } = chat
const { found } = guildsOf(chat)
const own = await openToMend(chat.environment.adminUrl, 'chat')
afterAll(() => own[Symbol.asyncDispose]())

const set = permissionSet
const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })

/** What was told, and for whom. */
const moves: { readonly on: string; readonly is: EventFrame['is']; readonly mark: Mark | undefined }[] = []
/** Where somebody stands, as their devices are told. */
const stood: { readonly on: string; readonly is: EventFrame['is'] }[] = []
bus.listen(bus.subjects.events('chat/>'), ({ data }) => {
  const { frames, marks } = decodeEvents(data)
  frames.forEach((text, place) => {
    const { on, ev, is } = JSON.parse(Buffer.from(text).toString()) as EventFrame
    if (ev === 'cursor.moved') stood.push({ on, is })
    if (ev === 'room.moved') moves.push({ on, is, mark: marks?.at(place) })
  })
})
await bus.flush()
const movesOf = (room: string) => moves.filter(({ is }) => is.room === room)
const told = (room: string, head: number) => until(() => movesOf(room).some(({ is }) => is.head === head))

const spaceOf = (owner: Person, everyone = set('view', 'send')) =>
  putSpace(sql, { owner: owner.user, roles: new Map([[0, everyone]]), residents: [] })

test('that a room of a space has moved is told on the stream of the space, with where it stands, and not for each message', async () => {
  const [ann] = await people('Ann')
  const space = await spaceOf(ann)
  const [room, other] = [await putRoom(sql, space), await putRoom(sql, space)]
  for (let count = 0; count < 40; count++) await say(ann, room)
  await say(ann, other)
  await Promise.all([told(room, 40), told(other, 1)])
  expect(movesOf(room).length).toBeLessThan(20)
  expect(movesOf(room).at(-1)).toEqual({
    on: `chat/space/${space}`,
    is: { room, head: 40, tally: 40 },
    mark: { for: room },
  })
})

test('of direct rooms and groups, which all who are in them follow, nothing is told', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room: grouped } = await group(ann, bob)
  const { room: direct } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
  const room = await putRoom(sql, await spaceOf(ann))
  for (const each of [grouped, direct, room]) await say(ann, each)
  await told(room, 1)
  expect([...movesOf(grouped), ...movesOf(direct)]).toEqual([])
})

test('that a room moved is for who sees it, also where that is everybody', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const space = await spaceOf(ann)
  const hides = { allow: 0n, deny: set('view') }
  const rooms = (await Promise.all([0, 1].map(() => putRoom(sql, space)))) as [string, string]
  await putOverrides(sql, rooms[0], { roles: new Map(), people: new Map([[bob.user, hides]]) })
  await Promise.all(rooms.map((room) => say(ann, room)))
  await Promise.all(rooms.map((room) => told(room, 1)))
  expect(rooms.map((room) => movesOf(room).map(({ mark }) => mark?.for))).toEqual([[rooms[0]], [rooms[1]]])
})

test('who posts in a room of a space has read it on all devices, and nobody gets a row who has not', async () => {
  const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
  const { room } = await found(ann, bob, eve)
  const toldTo = ({ user }: Person) => stood.filter(({ on, is }) => on === `chat/user/${user}` && is.room === room)
  const hasRead = (person: Person, seq: number) => until(() => toldTo(person).some(({ is }) => is.read === seq))
  await hasRead(ann, (await say(ann, room)).seq)
  await say(bob, room)
  await hasRead(bob, (await say(bob, room)).seq)
  for (const { is } of [...toldTo(ann), ...toldTo(bob)]) expect(is.unread).toBe(Number(is.head) - Number(is.read))
  expect(toldTo(eve)).toEqual([])
  expect(await sql('select 1 from cursor where room = $1', [room])).toHaveLength(2)
})

test('who has posted in a room, or follows a private thread there, is told nothing more of it once they have lost it', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { space, room } = await found(ann, bob)
  const { seq } = await say(bob, room)
  const { room: thread } = await ok(ann, 'thread.create', { room, seq, private: true })
  await ok(ann, 'thread.follow', { room: thread, user: bob.user })
  await say(bob, thread)
  const toldTo = async () => [
    (await movedRooms(own.db, [[room, new Set([ann.user, bob.user])]])).flatMap(({ cursors }) => cursors),
    (await movedForFollowers(own.db, [thread])).filter(({ person }) => person === bob.user),
  ]
  expect((await toldTo()).map(({ length }) => length)).toEqual([1, 1])
  await ok(ann, 'override.set', { space, in: { room }, of: { user: bob.user }, allow: [], deny: ['view'] })
  expect(await toldTo()).toEqual([[], []])
})
