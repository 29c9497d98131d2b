import { chat } from '@parley/chat'
import { uuid7 } from '@parley/client'
import { closeCodes, errors } from '@parley/protocol'
import { type RunningService, startService } from '@parley/service-kit'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { keepLog } from '../setup/log-lines.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { query } from '../setup/stored.ts'
import { openWire } from '../setup/wire.ts'
import { startWorld, type World } from '../setup/world.ts'

/** Gateways warn of a service that is away, as these tests want it to be. */
const { log } = keepLog()
let world: World
let service: RunningService | undefined

const startChat = async () => {
  service = await startService(chat, world.env('chat'), { log })
}

const stopChat = async () => {
  await service?.[Symbol.asyncDispose]()
  service = undefined
}

beforeAll(async () => {
  world = await startWorld(inject('backing'), {
    gateways: 2,
    chats: 0,
    env: { COMPARE_MS: '100', CALL_TIMEOUT_MS: '2000' },
    log,
  })
})
beforeEach(startChat)
afterEach(stopChat)
afterAll(() => world[Symbol.asyncDispose]())

const makeGroup = async (said: number) => {
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  const made = await world.post('room.create', { kind: 'group', name: 'Team', members: [bob.user] }, ann.token)
  const say = (text: string) => world.post('message.send', { room: made.room, id: uuid7(), text }, ann.token)
  for (let count = 0; count < said; count++) await say(`message ${count}`)
  return { ann, bob, say, ...made, head: made.head + said }
}

const followed = (client: RawClient, on: string) => client.hello.streams.find((stream) => stream.on === on)
const texts = (client: RawClient, on: string) => client.events(on).map((event) => event.is.text)

describe('a backup that is put back', () => {
  test('is another history: whoever followed the lost one is let go, and begins again at its head', async () => {
    const { bob, say, room, on, head } = await makeGroup(5)
    const readers = await Promise.all([0, 1].map((gateway) => world.connect(bob, { gateway })))
    await Promise.all(readers.map((reader) => reader.call('ping', {})))
    await stopChat()
    const { adminUrl } = world.environment
    await query(adminUrl, 'delete from chat.event where stream = $1 and seq > $2', [room, head - 3])
    await query(adminUrl, 'update chat.stream set head = $2 where id = $1', [room, head - 3])
    await query(adminUrl, 'update chat.history set epoch = epoch + 1')
    await startChat()

    for (const reader of readers) expect(await reader.closed()).toBe(closeCodes.STREAM_LOST.code)
    const lost = readers[0]?.positions() ?? {}
    expect(lost[on]?.[1]).toBe(head)
    for (const gateway of [0, 1]) {
      await using again = await world.connect(bob, { gateway, have: lost })
      const state = followed(again, on)
      expect(state).toMatchObject({ reset: true, from: state?.head, epoch: (lost[on]?.[0] ?? 0) + 1 })
      const text = `written anew ${gateway}`
      const { seq } = await say(text)
      await again.waitFor(on, seq)
      expect(texts(again, on)).toEqual([text])
    }
  })

  test('is never mixed with the history before it, also where a gateway has not heard of it yet', async () => {
    const { ann, bob, say, room, on, epoch, head: empty } = await makeGroup(0)
    await using stays = await world.connect(ann)
    for (const text of ['one', 'two', 'three', 'four', 'five']) await say(text)
    const head = empty + 5
    await stays.waitFor(on, head)
    await stopChat()
    const { adminUrl } = world.environment
    await query(adminUrl, 'delete from chat.event where stream = $1 and seq > $2', [room, head - 3])
    await query(adminUrl, 'update chat.stream set head = $2 where id = $1', [room, head - 3])
    await query(adminUrl, 'update chat.history set epoch = epoch + 1')
    await startChat()
    // The gateway holds a ring of the lost history, in which other events come after this head.
    await using comes = await openWire(world.url, bob.token)
    comes.send({ id: 1, do: 'hello', with: { have: { [on]: [epoch + 1, head - 3] } } })
    expect(await stays.closed()).toBe(closeCodes.STREAM_LOST.code)
    expect(comes.frames.filter((frame) => 'seq' in frame && frame.on === on)).toEqual([])
    const { seq } = await say('another history')
    expect(seq).toBe(head - 2)
    await using again = await world.connect(bob, { have: { [on]: [epoch + 1, head - 3] } })
    await again.waitFor(on, seq)
    expect(texts(again, on)).toEqual(['another history'])
  })
})

describe('a chat service that is away', () => {
  test('is told as such at once, and hello may be said again on the same socket', async () => {
    const { bob } = await makeGroup(0)
    await stopChat()
    await using wire = await openWire(world.url, bob.token)
    const refused = await wire.ask('hello', {})
    expect(refused).toMatchObject({ error: { name: 'UNAVAILABLE', retry_ms: expect.any(Number) } })
    const response = await fetch(`${world.url}/v1/room.list`, {
      method: 'POST',
      headers: { authorization: `Bearer ${bob.token}` },
    })
    expect(response.status).toBe(errors.UNAVAILABLE.status)
    expect(response.headers.get('retry-after')).toBe('1')
    expect(await response.json()).toMatchObject({ error: { name: 'UNAVAILABLE' } })
    await startChat()
    await expect.poll(() => wire.ask('hello', {})).toMatchObject({ ok: { user: bob.user } })
    expect(await wire.ask('room.list', {})).toMatchObject({ ok: { rooms: [{ name: 'Team' }] } })
  })

  test('leaves everybody connected, and brings them what was said when it is back', async () => {
    const { bob, say, on } = await makeGroup(1)
    await using reader = await world.connect(bob, { gateway: 1 })
    await stopChat()
    await expect(say('nobody hears')).rejects.toMatchObject({ name: 'UNAVAILABLE' })
    await startChat()
    const { seq } = await say('somebody hears')
    await reader.waitFor(on, seq)
    expect(texts(reader, on)).toEqual(['somebody hears'])
  })
})
