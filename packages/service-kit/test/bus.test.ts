import { randomUUID } from 'node:crypto'
import { commands, type Failure, fail } from '@parley/protocol'
import { decodeReplies, type Result } from '@parley/wire'
import { beforeAll, describe, expect, inject, test } from 'vitest'
import { type Caller, type Handlers, serveCommands } from '../src/commands.ts'
import { makeMetrics } from '../src/metrics/metrics.ts'
import { serviceMetrics } from '../src/metrics/process.ts'
import { accessOf } from '../src/nats-access.ts'
import { type Kit, type Process, until, useKit } from './kit.ts'

type Answered = { readonly ref: number } & Result

let kit: Kit
let one: Process
let other: Process
beforeAll(async () => {
  kit = await useKit()
  one = await kit.open()
  other = await kit.open()
})

test.each([
  [['nats://a:4222', 'nats://b'], { servers: ['a:4222', 'b'] }],
  [['nats://me:s%40cret@a:4222'], { servers: ['a:4222'], user: 'me', pass: 's@cret', inboxPrefix: '_INBOX.me' }],
  [['nats://a.b:c@d'], { servers: ['d'], user: 'a.b', pass: 'c', inboxPrefix: '_INBOX.a%2eb' }],
  [['nats://a', 'nats://ticket@b'], { servers: ['a', 'b'], token: 'ticket' }],
  [['tls://a:4222'], { servers: ['a:4222'], tls: {} }],
])('the addresses %j are connected to as %j', (servers, access) => {
  expect(accessOf(servers)).toEqual(access)
})

describe('a question', () => {
  test('is answered by one of those who can', async () => {
    const asked: string[] = []
    for (const [name, { bus }] of Object.entries({ one, other }))
      bus.answer<string, string>(`${kit.environment.prefix}.q`, 'group', async (ask) => {
        asked.push(name)
        return `${ask}, said ${name}`
      })
    await Promise.all([one.bus.flush(), other.bus.flush()])
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => one.bus.ask<string, string>(`${kit.environment.prefix}.q`, 'who?')),
    )
    expect(asked).toHaveLength(20)
    expect(answers.toSorted()).toEqual(asked.map((name) => `who?, said ${name}`).toSorted())
  })

  test('fails where nobody answers, where nobody does in time, and as the one who answers fails', async () => {
    const subject = `${kit.environment.prefix}.failing`
    await expect(one.bus.ask(subject, 1)).rejects.toMatchObject({ body: { name: 'UNAVAILABLE' } })
    other.bus.answer<string, never>(subject, 'group', async (ask) => {
      if (ask === 'declared') fail('ROOM_NOT_FOUND')
      if (ask === 'late') await new Promise(() => {})
      throw new Error('a fault of ours')
    })
    await other.bus.flush()
    await expect(one.bus.ask(subject, 'declared')).rejects.toMatchObject({ body: { name: 'ROOM_NOT_FOUND' } })
    await expect(one.bus.ask(subject, 'fault')).rejects.toMatchObject({ body: { name: 'UNAVAILABLE' } })
    await expect(one.bus.ask(subject, 'late', 50)).rejects.toMatchObject({ body: { name: 'TIMEOUT' } })
    expect(other.lines.join()).toContain('a fault of ours')
  })

  test('that cannot be read, or has an answer too long for a message, harms nobody else', async () => {
    const subject = `${kit.environment.prefix}.strange`
    other.bus.answer<number, string>(subject, 'group', async (length) => 'x'.repeat(length))
    await other.bus.flush()
    one.bus.publish(subject, 'not { JSON')
    await expect(one.bus.ask(subject, 10_000_000)).rejects.toMatchObject({ body: { name: 'ANSWER_TOO_LARGE' } })
    await expect(one.bus.ask(subject, 'x'.repeat(10_000_000))).rejects.toMatchObject({
      body: { name: 'BODY_TOO_LARGE' },
    })
    expect(await one.bus.ask(subject, 3)).toBe('xxx')
  })

  test('under way when its answerer stops is still answered', async () => {
    const stopping = await kit.open()
    const begun = Promise.withResolvers<void>()
    const go = Promise.withResolvers<void>()
    stopping.bus.answer<string, string>(`${kit.environment.prefix}.last`, 'group', async (ask) => {
      begun.resolve()
      await go.promise
      return `${ask} indeed`
    })
    await stopping.bus.flush()
    const ask = (timeoutMs?: number) => one.bus.ask(`${kit.environment.prefix}.last`, 'last', timeoutMs)
    const answer = ask()
    await begun.promise
    const stopped = stopping.stop()
    const isDeaf = () =>
      ask(50).then(
        () => false,
        (reason: Failure) => reason.body.name === 'UNAVAILABLE',
      )
    await until(isDeaf)
    // It would be gone by now if it did not wait.
    for (let trips = 0; trips < 50; trips++) await one.bus.flush()
    go.resolve()
    expect(await answer).toBe('last indeed')
    await stopped
  })
})

test('a message that cannot be taken or is too long to leave ends nothing, and is in the log', async () => {
  const subject = `${kit.environment.prefix}.plain`
  const taken: string[] = []
  other.bus.listen(subject, (message) => void taken.push(message.json<string>()))
  await other.bus.flush()
  one.bus.publish(subject, '"first"')
  one.bus.publish(subject, `"${'x'.repeat(10_000_000)}"`)
  one.bus.publish(subject, 'not { JSON')
  one.bus.publish(subject, '"last"')
  await until(() => taken.length === 2)
  expect(taken).toEqual(['first', 'last'])
  expect(one.lines.join()).toContain('a message could not leave')
  expect(other.lines.join()).toContain('a message could not be taken')
})

describe('commands', () => {
  const never = () => Promise.reject(new Error('not called here'))
  const unused = Object.fromEntries(
    Object.entries(commands).flatMap(([name, { owner }]) => (owner === 'chat' ? [[name, never]] : [])),
  ) as unknown as Handlers<'chat', string>
  const room = randomUUID()

  /** Serves with these handlers in a process of its own, and asks like a gateway does. */
  const serve = async (handlers: Partial<Handlers<'chat', string>>) => {
    const process = await kit.open()
    const server = serveCommands(
      'chat',
      process.bus,
      process.log,
      { ...unused, ...handlers },
      'context',
      makeMetrics(serviceMetrics),
      (_asking, act) => act(),
    )
    await process.bus.flush()
    const gateway = randomUUID()
    const replies: Answered[] = []
    one.bus.listen(
      one.bus.subjects.replies(gateway, 'chat'),
      (message) =>
        void replies.push(
          ...decodeReplies(message.string()).map(({ ref, text }) => ({ ref, ...(JSON.parse(text) as Result) })),
        ),
    )
    await one.bus.flush()
    const call = async (...calls: { do: string; with?: unknown }[]): Promise<Answered[]> => {
      replies.length = 0
      const numbered = calls.map((asked, place) => ({
        with: {},
        ...asked,
        ref: place + 1,
        user: 'ann',
        session: 's',
        address: '::1',
      }))
      one.bus.publish(
        one.bus.subjects.commands('chat'),
        JSON.stringify(numbered),
        one.bus.subjects.replies(gateway, 'chat'),
      )
      await until(() => replies.length === calls.length)
      return replies.toSorted((a, b) => a.ref - b.ref)
    }
    return { ...process, server, call }
  }

  test('are given the input, the caller and the context, and answered each with its reference', async () => {
    const given: unknown[] = []
    const { call, server } = await serve({
      'room.get': async (input, caller: Caller, context) => {
        given.push([input, caller, context])
        return input as never
      },
    })
    expect(await call({ do: 'room.get', with: { room } }, { do: 'room.get', with: { room: 'other' } })).toEqual([
      { ref: 1, ok: { room } },
      { ref: 2, ok: { room: 'other' } },
    ])
    expect(given[0]).toEqual([{ room }, { user: 'ann', session: 's', address: '::1' }, 'context'])
    await server[Symbol.asyncDispose]()
  })

  test('that fail do so by the table: what a command does not declare is INTERNAL, its cause in the log only', async () => {
    const { call, server, lines } = await serve({
      'room.get': async ({ room: name }) => {
        if (name === 'declared') fail('ROOM_NOT_FOUND')
        if (name === 'of every command') fail('UNAVAILABLE', { retry_ms: 5 })
        if (name === 'undeclared') fail('ROOM_FULL')
        if (name === 'database') throw Object.assign(new Error('the database system is starting up'), { code: '57P03' })
        throw new Error('the secret cause')
      },
    })
    const names = ['declared', 'of every command', 'undeclared', 'database', 'fault']
    const replies = await call(...names.map((name) => ({ do: 'room.get', with: { room: name } })), { do: 'no.such' })
    expect(replies.map((reply) => ('error' in reply ? reply.error.name : 'ok'))).toEqual([
      'ROOM_NOT_FOUND',
      'UNAVAILABLE',
      'INTERNAL',
      'UNAVAILABLE',
      'INTERNAL',
      'UNKNOWN_COMMAND',
    ])
    expect(JSON.stringify(replies)).not.toContain('secret cause')
    const trace = String((replies[4] as Extract<Answered, { error: unknown }>).error.trace)
    expect(lines.find((line) => line.includes(trace))).toContain('the secret cause')
    await server[Symbol.asyncDispose]()
  })

  test('in batches fail alone', async () => {
    const batches: number[] = []
    const { call, server } = await serve({
      'message.send': {
        limits: { most: 100, inFlight: 1 },
        run: async (asks) => {
          batches.push(asks.length)
          return asks.map(({ input }, place) =>
            place % 3 === 1 ? new Error('this one') : ({ seq: place, at: input.text.length } as never),
          )
        },
      },
    })
    const replies = await call(
      ...Array.from({ length: 9 }, (_, place) => ({ do: 'message.send', with: { text: 'x'.repeat(place) } })),
    )
    expect(batches).toEqual([9])
    expect(replies.map((reply) => 'ok' in reply)).toEqual([true, false, true, true, false, true, true, false, true])
    await server[Symbol.asyncDispose]()
  })

  test('whose answers are too long for a message by themselves or together are still answered', async () => {
    const { call, server } = await serve({
      'room.get': async ({ room: length }) => 'x'.repeat(Number(length)) as never,
    })
    const lengths = [300_000, 300_000, 20_000_000, 300_000, 5]
    const replies = await call(...lengths.map((length) => ({ do: 'room.get', with: { room: String(length) } })))
    expect(replies.map((reply) => ('ok' in reply ? String(reply.ok).length : reply.error.name))).toEqual([
      300_000,
      300_000,
      'ANSWER_TOO_LARGE',
      300_000,
      5,
    ])
    await server[Symbol.asyncDispose]()
  })

  test('taken before a stop are answered, and what comes after it goes to the others', async () => {
    const go = Promise.withResolvers<void>()
    const begun: string[] = []
    const handlers = (name: string) => ({
      'room.get': async ({ room: asked }: { room: string }) => {
        begun.push(`${name} ${asked}`)
        if (asked === 'slow') await go.promise
        return name as never
      },
    })
    const stopping = await serve(handlers('stopping'))
    const slow = stopping.call({ do: 'room.get', with: { room: 'slow' } }, { do: 'room.get', with: { room: 'slow' } })
    await until(() => begun.length === 2)
    const stopped = stopping.server[Symbol.asyncDispose]()
    const staying = await serve(handlers('staying'))
    expect(await staying.call({ do: 'room.get', with: { room: 'later' } })).toEqual([{ ref: 1, ok: 'staying' }])
    expect(stopping.server.inFlight()).toBe(2)
    go.resolve()
    expect(await slow).toEqual([
      { ref: 1, ok: 'stopping' },
      { ref: 2, ok: 'stopping' },
    ])
    await stopped
    await staying.server[Symbol.asyncDispose]()
  })
})

test('the bus says whether it is connected to a NATS that is there', () => {
  expect(inject('backing').natsUrl).toContain('nats://')
  expect(one.bus.connected()).toBe(true)
  expect(one.bus.mostBytes()).toBeGreaterThanOrEqual(1_048_576)
})
