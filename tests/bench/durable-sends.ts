/** 50 conversations, 8 sends in flight in each: what one acknowledged, committed message costs. */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres } from '@parley/backing'
import { uuid7 } from '@parley/client'
import { startProcess } from '../setup/child.ts'
import { Latencies, pause, printTable, printTargets, round } from './figures.ts'
import { startPlatform } from './platform.ts'
import { cpuMicros } from './proc.ts'
import { makeTally, openParleyReader } from './readers.ts'
import { openWire, type Wire } from './wire.ts'

const conversations = 50
const inFlight = 8
const warmUpMs = 3_000
const measureMs = 8_000

interface Sends {
  readonly perSecond: number
  readonly microsPerSend: number
  readonly p50: number
  readonly p99: number
  readonly errors: number
  readonly parts: Record<string, number>
}

/** Keeps so many sends under way on one connection, each answered by its id. */
class Sender {
  acknowledged = 0
  errors = 0
  latencies = new Latencies()
  readonly #sentAt = new Map<number, number>()
  readonly #room: string
  #wire: Wire | undefined
  #lastId = 0
  #stopped = false

  constructor(room: string) {
    this.#room = room
  }

  start(wire: Wire): void {
    this.#wire = wire
    for (let place = 0; place < inFlight; place++) this.#send()
  }

  stop(): void {
    this.#stopped = true
  }

  take(text: string): void {
    const id = Number(/^\{"id":(\d+)/.exec(text)?.[1])
    const sent = this.#sentAt.get(id)
    if (sent === undefined) return
    this.#sentAt.delete(id)
    this.latencies.add(performance.now() - sent)
    if (text.includes('"error"')) this.errors++
    else this.acknowledged++
    if (!this.#stopped) this.#send()
  }

  #send(): void {
    const id = ++this.#lastId
    this.#sentAt.set(id, performance.now())
    const message = { room: this.#room, id: uuid7(), text: 'a message of ordinary length, as people send them' }
    this.#wire?.send(JSON.stringify({ id, do: 'message.send', with: message }))
  }
}

const measure = async (senders: readonly Sender[], pids: Record<string, number>): Promise<Sends> => {
  await pause(warmUpMs)
  const latencies = new Latencies()
  for (const sender of senders) sender.latencies = latencies
  const count = () => senders.reduce((sum, sender) => sum + sender.acknowledged, 0)
  const before = Object.values(pids).map((pid) => cpuMicros([pid]))
  const countBefore = count()
  const begin = performance.now()
  await pause(measureMs)
  const seconds = (performance.now() - begin) / 1_000
  const used = Object.values(pids).map((pid, place) => cpuMicros([pid]) - (before[place] ?? 0))
  const sends = count() - countBefore
  for (const sender of senders) sender.stop()
  return {
    perSecond: sends / seconds,
    microsPerSend: used.reduce((sum, part) => sum + part, 0) / sends,
    p50: latencies.at(0.5),
    p99: latencies.at(0.99),
    errors: senders.reduce((sum, sender) => sum + sender.errors, 0),
    parts: Object.fromEntries(Object.keys(pids).map((name, place) => [name, (used[place] ?? 0) / sends])),
  }
}

const bare = async (): Promise<Sends> => {
  await using scope = new AsyncDisposableStack()
  const folder = await mkdtemp(join(tmpdir(), 'parley-bench-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  const postgres = scope.use(await startPostgres({ dataDir: folder }))
  const server = scope.use(await startProcess('tests/bench/bare-insert.ts', { POSTGRES_URL: postgres.url }))
  const senders: Sender[] = []
  for (let place = 0; place < conversations; place++) {
    const sender = new Sender(uuid7())
    senders.push(sender)
    sender.start(
      await openWire(server.port, '/', '', (buffer, start, end) => sender.take(buffer.toString('utf8', start, end))),
    )
  }
  return await measure(senders, { postgres: postgres.pid, server: server.pid })
}

const parley = async (): Promise<Sends & { missing: number; faults: number }> => {
  await using platform = await startPlatform()
  const users = await platform.users(2 * conversations)
  const tally = makeTally()
  const senders: Sender[] = []
  for (let place = 0; place < conversations; place++) {
    const [owner, other] = users.slice(2 * place)
    if (!owner || !other) throw new Error('no users')
    const { room } = await platform.post('room.create', { kind: 'direct', user: other.user }, owner)
    const sender = new Sender(room)
    senders.push(sender)
    sender.start(await openParleyReader(tally, platform.gateway.port, owner.token, false, (text) => sender.take(text)))
  }
  const result = await measure(senders, platform.processes)
  await pause(1_000)
  const acknowledged = senders.reduce((sum, sender) => sum + sender.acknowledged, 0)
  return { ...result, missing: acknowledged - tally.deliveries, faults: tally.faults }
}

export const durableSends = async (): Promise<void> => {
  const ours = await parley()
  const base = await bare()
  const row = (name: string, result: Sends, lost: string) => [
    name,
    round(result.perSecond, 0),
    round(result.microsPerSend),
    round(result.p50),
    round(result.p99),
    String(result.errors),
    lost,
  ]
  printTable(
    `Durable sends: ${conversations} conversations, ${inFlight} in flight each`,
    ['', 'sends/s', 'CPU µs per send', 'p50 ms', 'p99 ms', 'errors', 'acknowledged but not delivered'],
    [row('bare batched insert, not numbered, not delivered', base, '-'), row('Parley', ours, String(ours.missing))],
  )
  console.log(
    `Parley's CPU µs per send by process: ${Object.entries(ours.parts)
      .map(([name, micros]) => `${name} ${round(micros)}`)
      .join(', ')}`,
  )
  printTargets([
    { what: 'durable sends, CPU µs each', reached: ours.microsPerSend, most: 40 },
    {
      what: 'durable sends, errors, not delivered, out of order',
      reached: ours.errors + ours.missing + ours.faults,
      most: 0,
    },
  ])
}
