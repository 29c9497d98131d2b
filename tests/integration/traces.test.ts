import { randomBytes } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { connectBus, makeLog } from '@parley/service-kit'
import type { Call } from '@parley/wire'
import { expect, inject, test } from 'vitest'
import { type CollectedSpan, startCollector } from '../setup/collector.ts'
import { eventually } from '../setup/eventually.ts'
import { startWorld, type World, type WorldOptions } from '../setup/world.ts'

/** What a world that has ended had to tell a collector. */
const spansOf = async (act: (world: World) => Promise<unknown>, options: WorldOptions = {}) => {
  await using collector = await startCollector()
  {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...options.env }
    await using world = await startWorld(inject('backing'), { ...options, env })
    await act(world)
  }
  return collector.spans
}

const converse = async (world: World) => {
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  const { room } = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
  return { ann, bob, room }
}

const one = (spans: readonly CollectedSpan[], about: Partial<CollectedSpan>): CollectedSpan => {
  const found = spans.filter((span) =>
    Object.entries(about).every(([key, value]) => span[key as keyof CollectedSpan] === value),
  )
  expect(found, JSON.stringify(about)).toHaveLength(1)
  return found[0] as CollectedSpan
}

test('a message sent on a socket is one trace: gateway, NATS, chat, its batch, its statement', async () => {
  const text = `secret words ${randomBytes(8).toString('hex')}`
  const spans = await spansOf(async (world) => {
    const { ann, room } = await converse(world)
    await using client = await world.connect(ann)
    await client.call('message.send', { room, id: uuid7(), text })
  })
  const root = one(spans, { process: 'gateway', name: 'message.send' })
  expect(root).toMatchObject({ kind: 2, attributes: { 'rpc.method': 'message.send' } })
  expect(root.parentSpanId ?? '').toBe('')
  const trace = spans.filter(({ traceId }) => traceId === root.traceId)
  const sent = trace.find(({ name }) => name.startsWith('send '))
  expect(sent).toMatchObject({
    process: 'gateway',
    kind: 3,
    parentSpanId: root.spanId,
    links: [root.spanId],
    attributes: { 'messaging.system': 'nats', 'messaging.operation.type': 'send', 'messaging.batch.message_count': 1 },
  })
  const taken = trace.find(({ name }) => name.startsWith('process ')) as CollectedSpan
  expect(taken).toMatchObject({ process: 'chat', kind: 5, parentSpanId: root.spanId })
  expect(taken.name).toBe(`process ${taken.attributes['messaging.destination.name']}`)
  const batch = one(trace, { process: 'chat', name: 'batch' })
  expect(batch).toMatchObject({ parentSpanId: taken.spanId, links: [taken.spanId] })
  const statement = trace.find(({ name }) => name.startsWith('select post_messages'))
  expect(statement).toMatchObject({
    process: 'chat',
    kind: 3,
    parentSpanId: batch.spanId,
    attributes: { 'db.system.name': 'postgresql' },
  })
  expect(trace).toHaveLength(5)
  expect(JSON.stringify(spans)).not.toContain(text)
})

test('messages that share a batch are traces of their own, and the batch is linked to all of them', async () => {
  const spans = await spansOf(
    async (world) => {
      const { ann, room } = await converse(world)
      await using client = await world.connect(ann)
      await Promise.all(
        Array.from({ length: 10 }, () => client.call('message.send', { room, id: uuid7(), text: 'Hello' })),
      )
    },
    { env: { RATE_SEND: '1000' } },
  )
  const roots = spans.filter(({ process, name }) => process === 'gateway' && name === 'message.send')
  expect(new Set(roots.map(({ traceId }) => traceId)).size).toBe(10)
  const taken = spans.filter(({ attributes, kind }) => kind === 5 && attributes['rpc.method'] === 'message.send')
  const batches = spans.filter(
    ({ name, links }) => name === 'batch' && links.some((id) => taken.some((call) => call.spanId === id)),
  )
  expect(batches.flatMap(({ links }) => links).sort()).toEqual(taken.map(({ spanId }) => spanId).sort())
  expect(batches.length).toBeLessThan(10)
})

test('a command over HTTP goes on with the trace of its caller, and a transaction shows its statements', async () => {
  const traceId = randomBytes(16).toString('hex')
  const parent = randomBytes(8).toString('hex')
  const spans = await spansOf(async (world) => {
    const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
    await fetch(`${world.url}/v1/room.create`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${ann.token}`,
        'content-type': 'application/json',
        traceparent: `00-${traceId}-${parent}-01`,
      },
      body: JSON.stringify({ kind: 'direct', user: bob.user }),
    })
  })
  const trace = spans.filter((span) => span.traceId === traceId)
  const root = one(trace, { process: 'gateway', name: 'POST /v1/:command' })
  expect(root.parentSpanId).toBe(parent)
  expect(root.attributes).toMatchObject({ 'http.route': '/v1/:command', 'http.response.status_code': 200 })
  const taken = trace.find(({ kind }) => kind === 5)
  const appended = trace.filter(({ name }) => name === 'insert event update stream insert outbox')
  const committed = trace.filter(({ name }) => name === 'commit')
  expect(appended).toHaveLength(1)
  expect(committed.length).toBeGreaterThan(0)
  for (const { parentSpanId } of [...appended, ...committed]) expect(parentSpanId).toBe(taken?.spanId)
})

test('a line of the log has the id of the trace that it belongs to', async () => {
  const lines: { readonly msg: string; readonly trace_id?: string }[] = []
  const log = makeLog('test', 'warn', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const spans = await spansOf(
    async (world) => {
      const { refresh } = await world.person('Ann')
      await world.post('session.refresh', { refresh })
      await expect(world.post('session.refresh', { refresh })).rejects.toMatchObject({ name: 'REFRESH_REUSED' })
    },
    { log, env: { REFRESH_GRACE_SECONDS: '0' } },
  )
  const line = lines.find(({ msg }) => msg.startsWith('a refresh token came back'))
  expect(spans.filter(({ traceId }) => traceId === line?.trace_id)).not.toEqual([])
})

test('a collector that is not there holds nobody up, and the log says so', async () => {
  const lines: { readonly msg: string; readonly level: number }[] = []
  const log = makeLog('test', 'warn', { write: (line: string) => void lines.push(JSON.parse(line)) })
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' }
  const world = await startWorld(inject('backing'), { log, env })
  const { user } = await world.person('Ann')
  expect(user).toBeTruthy()
  const begun = performance.now()
  await world[Symbol.asyncDispose]()
  expect(performance.now() - begun).toBeLessThan(12_000)
  expect(lines).toContainEqual(expect.objectContaining({ level: 40, msg: 'traces could not be sent' }))
})

test('without a collector nothing of traces is added to what travels', async () => {
  await using world = await startWorld(inject('backing'))
  await using bus = await connectBus([inject('backing').natsUrl], world.environment.prefix, makeLog('test', 'silent'))
  const calls: Call[] = []
  bus.listen(bus.subjects.commands('chat'), (message) => void calls.push(...message.json<Call[]>()))
  await bus.flush()
  const { ann, room } = await converse(world)
  await using client = await world.connect(ann)
  await client.call('message.send', { room, id: uuid7(), text: 'Hello' })
  await eventually('the calls have passed', () => calls.length === 2)
  expect(calls.map((call) => Object.keys(call).sort())).toEqual([
    ['address', 'do', 'ref', 'session', 'user', 'with'],
    ['address', 'do', 'ref', 'session', 'user', 'with'],
  ])
})
