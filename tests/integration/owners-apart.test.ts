/** Services whose streams clients follow answer each by itself: one that is slow or down delays no other. */
import { Parley, uuid7 } from '@parley/client'
import { Failure } from '@parley/protocol'
import { connectBus, makeLog } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { hang, noteStream, notes, owner, startNotes, takeNote } from '../setup/notes/service.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { query } from '../setup/stored.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const scope = new AsyncDisposableStack()
let world: World
beforeAll(async () => {
  world = scope.use(
    await startWorld(inject('backing'), { others: [notes], env: { COMPARE_MS: '100', CALL_TIMEOUT_MS: '20000' } }),
  )
})
afterAll(() => scope.disposeAsync())

const opened = true as const
const start = () => startNotes(world.env('notes'))
const say = (client: RawClient, room: string, text = 'hello') =>
  client.call('message.send', { room, id: uuid7(), text })
const groupOf = async (client: RawClient) =>
  (await client.call('room.create', { kind: 'group', name: 'Team', members: [] })).room
const names = (frames: readonly { readonly streams: readonly { readonly on: string }[] }[]) =>
  frames.flatMap(({ streams }) => streams.map(({ on }) => on))

/** Puts an event into the log that NATS never hears of. */
const sayUnheard = async (room: string, by: string) =>
  query(
    world.environment.adminUrl,
    `with moved as (update chat.stream set head = head + 1, tally = tally + 1 where id = $1 returning head, tally)
     insert into chat.event (stream, seq, tally, ev, by, at, body)
     select $1, head, tally, 'message.sent', $2, now(), json_build_object('id', $3::text, 'text', 'unheard') from moved`,
    [room, by, uuid7()],
  )

describe('while another service is down', () => {
  test('chat is there at once, that one is named as opening, and its streams come by themselves when it is there', async () => {
    const ann = await world.person()
    await using client = await world.connect(ann, { opened })
    expect(client.hello.opening).toEqual([owner])
    expect(names([client.hello]).toSorted()).toEqual([`chat/user/${ann.user}`, `contacts/user/${ann.user}`])
    const room = await groupOf(client)
    const { seq } = await say(client, room)
    await client.waitFor(`chat/room/${room}`, seq)
    expect(client.frames.some((frame) => 'opened' in frame)).toBe(false)

    await using _notes = await start()
    const parts = await client.opened(owner)
    expect(parts).toMatchObject([{ opened: owner, streams: [{ on: noteStream(ann.user) }], unknown: [] }])
    await takeNote(ann.user)
    await client.waitFor(noteStream(ann.user), 1)
  })

  test('who does not read such frames is refused, as before', async () => {
    const ann = await world.person()
    await expect(world.connect(ann)).rejects.toMatchObject({ name: 'UNAVAILABLE' })
  })

  test('names of its streams are not said to be unknown; those of nobody are', async () => {
    const ann = await world.person()
    const have = { [noteStream(ann.user)]: [1, 1], [`elsewhere/user/${ann.user}`]: [1, 1] } as const
    await using client = await world.connect(ann, { opened, have: have as never })
    expect(client.hello.unknown).toEqual([`elsewhere/user/${ann.user}`])
  })

  test('it is asked by one question at a time, however many wait for it', async () => {
    const people = await Promise.all(Array.from({ length: 20 }, () => world.person()))
    await using _first = await world.connect(people[0] as Person, { opened })
    await using bus = await connectBus([inject('backing').natsUrl], world.environment.prefix, makeLog('test', 'silent'))
    const asked: number[] = []
    bus.answer(bus.subjects.question(owner, 'open'), owner, async (questions: unknown[]) => {
      asked.push(questions.length)
      throw new Failure('UNAVAILABLE')
    })
    await bus.flush()
    const clients = await Promise.all(people.slice(1).map((person) => world.connect(person, { opened })))
    const questions = asked.length
    await expect.poll(() => asked.length, { timeout: 20_000 }).toBeGreaterThan(questions + 3)
    expect(asked.slice(questions)).toEqual(asked.slice(questions).map(() => 1))
    for (const client of clients) await client[Symbol.asyncDispose]()
  })
})

describe('while another service hangs', () => {
  test('chat is resumed at once, and that one from where the client was, when it goes on', async () => {
    const ann = await world.person()
    await using _notes = await start()
    const { room } = await world.post('room.create', { kind: 'group', name: 'Team', members: [] }, ann.token)
    const first = await world.connect(ann, { opened })
    if (first.hello.opening) await first.opened(owner)
    await takeNote(ann.user)
    await first.waitFor(noteStream(ann.user), 1)
    const have = first.positions()
    await first[Symbol.asyncDispose]()
    await takeNote(ann.user)
    const hanging = await hang(world.environment.adminUrl)
    await using client = await world.connect(ann, { opened, have })
    expect(client.hello).toMatchObject({ opening: [owner], unknown: [] })
    await client.waitFor(`chat/room/${room}`, (await say(client, room)).seq)
    expect(client.events(noteStream(ann.user))).toEqual([])
    await hanging[Symbol.asyncDispose]()
    const [part] = await client.opened(owner)
    expect(part).toMatchObject({ streams: [{ on: noteStream(ann.user), from: 1 }] })
    await client.waitFor(noteStream(ann.user), 2)
    expect(client.events(noteStream(ann.user)).map(({ seq }) => seq)).toEqual([2])
    expect(client.resets).toEqual([])
  })

  test('what NATS lost of chat is found all the same', async () => {
    const [ann, bob] = [await world.person(), await world.person()]
    await using _notes = await start()
    await using early = await world.connect(bob, { opened })
    await using client = await world.connect(ann, { opened })
    const room = await groupOf(client)
    const { seq } = await say(client, room)
    await client.waitFor(`chat/room/${room}`, seq)
    await using _hanging = await hang(world.environment.adminUrl)
    await sayUnheard(room, ann.user)
    await client.waitFor(`chat/room/${room}`, seq + 1)
    await sayUnheard(room, ann.user)
    await client.waitFor(`chat/room/${room}`, seq + 2)
    expect(early.resets).toEqual([])
  })

  test('the SDK is online and has its rooms, and has the other streams when they are there, also after a pause', async () => {
    const ann = await world.person()
    await using _notes = await start()
    const hanging = await hang(world.environment.adminUrl)
    const parley = new Parley({ url: world.url, token: async () => ann.token })
    await using _parley = parley
    const told: string[] = []
    parley.on('event', ({ on }) => told.push(on))
    await parley.ready
    const room = await parley.createGroup('Team', [])
    await room.send('hello')
    expect(parley.position(noteStream(ann.user))).toBeUndefined()
    await hanging[Symbol.asyncDispose]()
    await expect.poll(() => parley.position(noteStream(ann.user)), { timeout: 20_000 }).toMatchObject({ seq: 0 })
    await takeNote(ann.user)
    await expect.poll(() => told.includes(noteStream(ann.user)), { timeout: 20_000 }).toBe(true)
    expect(parley.faults).toBe(0)
  })
})
