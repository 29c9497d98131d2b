/** What the SDK does where servers, and what stands before them, refuse. */

import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Parley, type ParleyError, type Position, uuid7, type WebSocketLike } from '@parley/client'
import { fileStore } from '@parley/client/node'
import { leastFrameBytes } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { WebSocket } from 'ws'
import { enter, roomOf, said, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, env: { FRAME_BYTES: String(leastFrameBytes) } })
})
afterAll(() => world[Symbol.asyncDispose]())

const failure = (promise: Promise<unknown>) => promise.catch((error: ParleyError) => error)

describe('on a gateway that takes the smallest frames', () => {
  test.each(['json', 'msgpack'] as const)('messages of the longest text get through in %s', async (encoding) => {
    await using ann = await enter(world.url, 'Ann', { encoding })
    await using bob = await enter(world.urls[1] as string, 'Bob')
    const room = await ann.parley.createDirect(bob.user)
    const texts = ['😀', '\u0001', '"', '€'].map((letter) => `!${letter.repeat(3_999)}`)
    await Promise.all(texts.map((text) => room.send(text)))
    const theirs = await roomOf(bob.parley, room.id)
    await until(bob.parley, () => said(theirs).length === 4)
    expect(said(theirs)).toEqual(texts)
    const large = { room: room.id, id: uuid7(), text: 'x'.repeat(200_000) }
    expect(await failure(ann.parley.call('message.send', large))).toMatchObject({ name: 'BODY_TOO_LARGE', code: 1011 })
    expect(ann.parley.state).toBe('online')
  })

  test('who is in more rooms than a frame can name comes back, misses nothing, and calls are answered', async () => {
    await using ann = await enter(world.url, 'Ann')
    await using bob = await enter(world.urls[1] as string, 'Bob')
    const [first, last] = await Promise.all(['First', 'Last'].map((name) => bob.parley.createGroup(name, [ann.user])))
    await until(ann.parley, () => ann.parley.rooms.size === 2)
    const of = (room: string) => ({ [`chat/room/${room}`]: ann.parley.position(`chat/room/${room}`) as Position })
    const left = Array.from({ length: 900 }, () => [`chat/room/${randomUUID()}`, { epoch: 1_790_000_000, seq: 1_000 }])
    const folder = await mkdtemp(join(tmpdir(), 'parley-bot-'))
    await using file = await fileStore(join(folder, 'bot.json'))
    await file.positions.save({ ...of(first?.id ?? ''), ...Object.fromEntries(left), ...of(last?.id ?? '') })
    await Promise.all([first?.send('missed'), last?.send('missed')])

    const closed: number[] = []
    const openSocket = (url: string, protocols: string[]) => {
      const socket = new globalThis.WebSocket(url, protocols)
      socket.addEventListener('close', ({ code }) => closed.push(code))
      return socket as WebSocketLike
    }
    await using back = new Parley({ url: world.url, token: ann.session.token, ...file, openSocket })
    const news: string[] = []
    back.on('event', ({ on, is }) => is.text === 'missed' && news.push(`missed in ${on}`))
    back.on('reset', ({ on }) => news.push(`reset of ${on}`))
    await until(back, () => back.rooms.size === 2 && news.length === 2)
    expect(news.toSorted()).toEqual([first, last].map((room) => `missed in chat/room/${room?.id}`).toSorted())
    expect(closed).toEqual([])
    expect((await back.call('room.get', { room: first?.id ?? '' })).name).toBe('First')
    await back.close()
    await file.close()
    await rm(folder, { recursive: true })
  })
})

describe('where a socket can never be had', () => {
  const quick = { random: () => 0.05, report: () => {} }

  test('as a page of another origin, it is told that the operator has to allow it', async () => {
    const ann = await world.person('Ann')
    const openSocket = (url: string, protocols: string[]) =>
      new WebSocket(url, protocols, { origin: 'https://elsewhere.test' }) as unknown as WebSocketLike
    await using parley = new Parley({ url: world.url, token: async () => ann.token, openSocket, ...quick })
    await expect(parley.ready).rejects.toMatchObject({
      name: 'SETUP_FAULT',
      message: expect.stringContaining('ALLOWED_ORIGINS'),
    })
    expect(parley.state).toBe('ended')
  })

  test.each([403, 404])('as something before it answers with %i, it is told what answers and how', async (status) => {
    const front = createServer((_, response) => response.writeHead(status).end('<html>'))
    await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(front.address() as AddressInfo).port}`
    await using parley = new Parley({ url, token: async () => 'jwt', ...quick })
    const call = failure(parley.call('room.list', {}))
    await expect(parley.ready).rejects.toMatchObject({
      name: 'SETUP_FAULT',
      message: expect.stringContaining(`${url} answers with HTTP status ${status}`),
    })
    expect(await call).toBe(parley.error)
    front.close()
  })

  test('as the path is not that of the server, or the token is of another server, it is told so', async () => {
    const ann = await world.person('Ann')
    await using lost = new Parley({ url: `${world.url}/chat`, token: async () => ann.token, ...quick })
    await expect(lost.ready).rejects.toMatchObject({ message: expect.stringContaining('check `url`') })
    await using strange = new Parley({ url: world.url, token: async () => 'a.b.c', ...quick })
    await expect(strange.ready).rejects.toMatchObject({ name: 'TOKEN_INVALID' })
  })
})
