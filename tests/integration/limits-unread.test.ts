import { connect } from 'node:net'
import { uuid7 } from '@parley/client'
import { type Bus, connectBus, makeLog, type RunningService } from '@parley/service-kit'
import { type Call, encodeReply, okText } from '@parley/wire'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { scrape, sumOf } from '../setup/exposition.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const total = 4_194_304
const env = { UNREAD_TOTAL_BYTES: String(total), METRICS_PORT: '0' }

/** 16,000 bytes; so many of them are more than the kernel takes for those who do not read, and what may wait besides. */
const text = '😀'.repeat(4_000)
const messages = 350
/** The same in answers of 200 kB. */
const answers = 60
const longAnswer = okText({ rooms: [], more: false, x: 'x'.repeat(200_000) })

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { env })
})
afterAll(() => world[Symbol.asyncDispose]())

const look = async ({ gateways }: World) => {
  const samples = await scrape(gateways[0] as RunningService)
  return {
    unread: sumOf(samples, 'parley_gateway_unread_bytes') ?? Number.NaN,
    cut: sumOf(samples, 'parley_gateway_limits_met_total', { limit: 'UNREAD_TOTAL_BYTES' }) ?? Number.NaN,
  }
}

/** Does it until somebody is cut; at no time does more wait than may. */
const untilSomebodyIsCut = async (there: World, act: () => Promise<void>) => {
  const { cut: before } = await look(there)
  const acting = act()
  await eventually('somebody is cut', async () => {
    const { unread, cut } = await look(there)
    expect(unread).toBeLessThanOrEqual(total)
    return cut > before
  })
  await acting
}

test('events that many do not read cost those their connection for whom the most waits; who reads stays', async () => {
  const ann = await world.person('Ann')
  const { room } = await world.post('room.create', { kind: 'group', name: 'Busy', members: [] }, ann.token)
  await using writer = await world.connect(ann)
  const say = async () => {
    for (let left = messages; left > 0; left -= 20)
      await Promise.all(Array.from({ length: 20 }, () => writer.call('message.send', { room, id: uuid7(), text })))
  }
  const sleepers = await Promise.all(Array.from({ length: 6 }, () => world.connect(ann)))
  for (const { socket } of sleepers) socket.pause()
  await untilSomebodyIsCut(world, say)
  for (const { socket } of sleepers) socket.resume()
  const ends = sleepers.map((client) => Promise.race([client.closed(), client.call('ping', {}).then(() => 'goes on')]))
  expect(await Promise.all(ends)).toContain(1006)
  expect(await writer.call('ping', {})).toEqual({})
  await Promise.all(sleepers.map((client) => client[Symbol.asyncDispose]()))
})

describe('answers', () => {
  let chatty: World
  let chat: Bus
  let ann: Person

  /** In the place of chat stands a process whose answers are long. */
  beforeAll(async () => {
    chatty = await startWorld(inject('backing'), { chats: 0, env })
    chat = await connectBus([inject('backing').natsUrl], chatty.environment.prefix, makeLog('chat', 'silent'))
    const { subjects } = chat
    chat.listen(subjects.question('chat', 'open'), (message) => {
      chat.publish(
        message.reply as string,
        JSON.stringify(message.json<object[]>().map(() => ({ streams: [], more: false }))),
      )
    })
    chat.listen(subjects.commands('chat'), (message) => {
      for (const { ref } of message.json<Call[]>())
        chat.publish(message.reply as string, encodeReply({ ref, text: longAnswer }))
    })
    await chat.flush()
    ann = await chatty.person('Ann')
  })
  afterAll(async () => {
    await chatty[Symbol.asyncDispose]()
    await chat[Symbol.asyncDispose]()
  })

  test('on sockets count too, where nobody reads them', async () => {
    await using reader = await chatty.connect(ann)
    const sleepers = await Promise.all(Array.from({ length: 2 }, () => chatty.connect(ann)))
    await untilSomebodyIsCut(chatty, async () => {
      for (const { socket } of sleepers) {
        socket.pause()
        for (let id = 0; id < answers; id++) socket.send(JSON.stringify({ id, do: 'room.list' }))
      }
    })
    expect(await reader.call('room.list', {})).toMatchObject({ rooms: [] })
    await Promise.all(sleepers.map((client) => client[Symbol.asyncDispose]()))
  })

  test('over HTTP count too, that somebody asks for in a row and does not read', async () => {
    const { hostname, port } = new URL(chatty.url)
    const socket = connect(Number(port), hostname)
    socket.on('error', () => {}).pause()
    const post = `POST /v1/room.list HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${ann.token}\r\nContent-Length: 0\r\n\r\n`
    await untilSomebodyIsCut(chatty, async () => void socket.write(post.repeat(answers)))
    expect(await chatty.post('room.list', {}, ann.token)).toMatchObject({ rooms: [] })
    socket.destroy()
  })
})
