/** Announcement rooms come to the rooms that follow them. */
import { mostSources } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import { afterAll, describe, expect, test } from 'vitest'
import { copyId, publish } from '../src/publishing.ts'
import { makeSend } from '../src/send.ts'
import { type Person, until, useChat } from './running-chat.ts'
import { useJoining } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat()
const { ok, ask, error, people, events, sql, environment } = chat
const settle = await useJoining(environment.adminUrl)
const own = await openToMend(environment.adminUrl, 'chat')
afterAll(() => own[Symbol.asyncDispose]())

const say = async (person: Person, room: string, text: string) =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq
const roomIn = async (owner: Person, kind: 'announcement' | 'text', name = 'Room') => {
  const { space } = await ok(owner, 'space.create', { name: `Space of ${owner.name}` })
  return { space, room: (await ok(owner, 'room.create', { kind, space, name })).room }
}

/** Ann's announcement room, which Bob sees, and Bob's room, which follows it. */
const begin = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const [source, target] = [await roomIn(ann, 'announcement', 'News'), await roomIn(bob, 'text', 'Feed')]
  await settle(source.space, bob)
  await say(ann, source.room, 'said before')
  const pair = { room: source.room, into: target.room }
  await ok(bob, 'announcement.follow', pair)
  return { ann, bob, source, target, pair }
}

type Begun = Awaited<ReturnType<typeof begin>>

/** What has come, by its text. */
const come = async (room: string) => (await events(room)).filter(({ ev }) => ev === 'message.sent')
const untilCome = (room: string, count: number) => until(async () => (await come(room)).length >= count)
const untilEnded = (source: string) =>
  until(async () => (await sql('select from publication where source = $1', [source])).length === 0)

describe('a room that follows an announcement room', () => {
  test('gets what is said there from then on, each once, as a forwarded message that stays as it was', async () => {
    const { ann, bob, source, target } = await begin()
    const first = await say(ann, source.room, 'the first')
    await ok(ann, 'poll.create', { room: source.room, id: uuid7(), question: 'Which?', answers: ['a', 'b'] })
    await say(ann, source.room, 'the second')
    await untilCome(target.room, 2)
    const copies = await come(target.room)
    expect(copies.map(({ by, is }) => [by, is.text, is.forwarded])).toEqual([
      [bob.user, 'the first', { by: ann.user, at: expect.any(Number) }],
      [bob.user, 'the second', { by: ann.user, at: expect.any(Number) }],
    ])
    expect(await ok(bob, 'message.origin', { room: target.room, seq: copies[0]?.seq ?? 0 })).toEqual({
      room: source.room,
      seq: first,
    })
    await ok(ann, 'message.edit', { room: source.room, seq: first, id: uuid7(), text: 'mended' })
    await ok(ann, 'message.delete', { room: source.room, seq: first })
    await say(ann, source.room, 'the third')
    await untilCome(target.room, 3)
    expect((await come(target.room)).map(({ is }) => is.text)).toEqual(['the first', 'the second', 'the third'])
  })

  test('gets each once, whoever ends between a message and the note of it, and whoever does the same at once', async () => {
    const { ann, source, target } = await begin()
    for (let count = 0; count < 30; count++) await say(ann, source.room, `no ${count}`)
    const publisher = { publish: () => {}, signal: () => {}, signals: () => {} }
    const send = makeSend(own.db, publisher as never, { note: () => {} }, {
      most: 10,
      inFlight: 2,
      sized: () => {},
    } as never)
    const job = publish({ db: own.db, send, attach: async () => ({}) })
    for (let run = 0; run < 3; run++) {
      await Promise.all([job.run(), job.run()])
      // As of a process that was ended before it noted anything.
      await sql('update publication set done = 0 where source = $1', [source.room])
    }
    await untilCome(target.room, 30)
    for (let run = 0; run < 3; run++) await job.run()
    const texts = (await come(target.room)).map(({ is }) => String(is.text))
    expect(texts.filter((text) => text !== 'said before')).toHaveLength(30)
    expect(new Set(texts).size).toBe(texts.length)
  })

  test.each<readonly [string, (of: Begun & { readonly eve: Person }) => Promise<unknown>]>([
    [
      'who made it so sees it no longer',
      ({ ann, bob, source }) => ok(ann, 'resident.remove', { space: source.space, user: bob.user }),
    ],
    [
      'they no longer manage the room that follows',
      ({ bob, eve, target }) => ok(bob, 'space.hand_over', { space: target.space, user: eve.user }),
    ],
    ['the announcement room is deleted', ({ ann, source }) => ok(ann, 'room.delete', { room: source.room })],
  ])('follows it no longer when %s', async (_, act) => {
    const begun = await begin()
    const { ann, source, target } = begun
    const [eve] = await people('Eve')
    await settle(target.space, eve)
    await act({ ...begun, eve })
    await ask(ann, 'message.send', { room: source.room, id: uuid7(), text: 'for others' })
    await untilEnded(source.room)
    expect(await come(target.room)).toEqual([])
  })

  test('is ended by either side, and both see it, by its name as far as they see the room, and keep who did it', async () => {
    const { ann, bob, source, target, pair } = await begin()
    const told = { by: bob.user, room: source.room, name: 'News', space: source.space, space_name: 'Space of Ann' }
    expect(await ok(bob, 'announcement.list', { room: target.room })).toMatchObject({
      following: [told],
      followers: [],
    })
    const { followers } = await ok(ann, 'announcement.list', { room: source.room })
    expect(followers).toEqual([{ room: target.room, space: target.space, space_name: 'Space of Bob', by: bob.user }])
    await settle(target.space, ann)
    const seen = async () => (await ok(ann, 'announcement.list', { room: source.room })).followers[0]?.name
    expect(await seen()).toBe('Feed')
    await ok(bob, 'override.set', {
      space: target.space,
      in: { room: target.room },
      of: { role: 0 },
      allow: [],
      deny: ['view'],
    })
    expect(await seen()).toBeUndefined()
    await ok(ann, 'announcement.unfollow', pair)
    expect(await ok(bob, 'announcement.list', { room: target.room })).toMatchObject({ following: [] })
    await ok(bob, 'announcement.follow', pair)
    await ok(bob, 'announcement.follow', pair)
    await ok(bob, 'announcement.unfollow', pair)
    await ok(bob, 'announcement.unfollow', pair)
    const kept = async (person: Person, space: string) =>
      (await ok(person, 'audit.list', { space })).entries
        .map(({ did }) => did)
        .filter((did) => did.startsWith('announcement'))
    expect(await kept(ann, source.space)).toEqual(['announcement.unfollow'])
    expect(await kept(bob, target.space)).toEqual([
      'announcement.unfollow',
      'announcement.follow',
      'announcement.follow',
    ])
  })
})

test('only a text room follows, an announcement room of another space, and of so many', async () => {
  const { ann, bob, source, target } = await begin()
  const { room: text } = await ok(ann, 'room.create', { kind: 'text', space: source.space, name: 'Text' })
  const refused = (person: Person, room: string, into: string) => error(person, 'announcement.follow', { room, into })
  expect(await refused(bob, text, target.room)).toMatchObject({ name: 'CANNOT_FOLLOW' })
  expect(await refused(ann, source.room, text)).toMatchObject({ name: 'CANNOT_FOLLOW' })
  expect(await refused(ann, source.room, target.room)).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  const [eve] = await people('Eve')
  await settle(target.space, eve)
  expect(await refused(eve, source.room, target.room)).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  await settle(source.space, eve)
  expect(await refused(eve, source.room, target.room)).toMatchObject({ name: 'NOT_ALLOWED' })
  await sql(
    `insert into publication (source, target, person, done) select gen_random_uuid(), $1, $2, 0 from generate_series(2, $3)`,
    [target.room, bob.user, mostSources],
  )
  const { room: other } = await ok(ann, 'room.create', { kind: 'announcement', space: source.space, name: 'More' })
  expect(await refused(bob, other, target.room)).toMatchObject({ name: 'TOO_MANY_FOLLOW', most: mostSources })
})

test('the id of what comes is that of the message and the room, and of the time of the message', () => {
  const said = { key: uuid7(), at: Date.UTC(2026, 0, 1) }
  const [one, same, other] = [copyId(said, 'a'), copyId(said, 'a'), copyId(said, 'b')]
  expect(one).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  expect([one === same, one === other]).toEqual([true, false])
  expect(Number.parseInt(one.replace('-', '').slice(0, 12), 16)).toBe(said.at)
})
