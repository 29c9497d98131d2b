/** One room of 500 members in which 500 messages a second are sent. */

import { uuid7 } from '@parley/client'
import { startProcess } from '../setup/child.ts'
import { pause, printTable, printTargets, round } from './figures.ts'
import { startPlatform } from './platform.ts'
import { cpuMicros } from './proc.ts'
import { makeTally, openParleyReader, openReader, stamp, type Tally } from './readers.ts'
import type { Wire } from './wire.ts'

const members = 500
const perSecond = 500
/** Readers whose latency is kept. */
const timed = 20
const warmUpMs = 2_000
const measureMs = 8_000

export interface HotRoom {
  readonly microsPerDelivery: number
  readonly p50: number
  readonly p99: number
  readonly deliveredShare: number
  readonly faults: number
  readonly parts: Record<string, number>
}

/** Sends by the clock, whether or not anything comes back. */
const sendSteadily = async (send: () => void, ms: number): Promise<number> => {
  const begin = performance.now()
  let sent = 0
  while (performance.now() - begin < ms) {
    for (const due = ((performance.now() - begin) * perSecond) / 1_000; sent < due; sent++) send()
    await pause(1)
  }
  return sent
}

const measure = async (tally: Tally, pids: Record<string, number>, send: () => void): Promise<HotRoom> => {
  await sendSteadily(send, warmUpMs)
  const before = Object.values(pids).map((pid) => cpuMicros([pid]))
  const deliveriesBefore = tally.deliveries
  const sent = await sendSteadily(send, measureMs)
  const used = Object.values(pids).map((pid, place) => cpuMicros([pid]) - (before[place] ?? 0))
  const deliveries = tally.deliveries - deliveriesBefore
  const micros = used.reduce((sum, part) => sum + part, 0)
  const parts = Object.fromEntries(Object.keys(pids).map((name, place) => [name, (used[place] ?? 0) / deliveries]))
  const share = deliveries / (sent * members)
  return {
    microsPerDelivery: micros / deliveries,
    p50: tally.latencies.at(0.5),
    p99: tally.latencies.at(0.99),
    deliveredShare: share,
    faults: tally.faults,
    parts,
  }
}

const waitForAll = async (tally: Tally, wanted: () => number) => {
  for (const end = Date.now() + 30_000; tally.deliveries < wanted() && Date.now() < end; ) await pause(50)
  return wanted() - tally.deliveries
}

const bare = async (): Promise<HotRoom> => {
  await using server = await startProcess('tests/bench/bare-ws.ts', {})
  const tally = makeTally()
  const wires: Wire[] = []
  for (let place = 0; place < members; place++)
    wires.push(await openReader(tally, { port: server.port, path: '/', protocols: '', timed: place < timed }))
  let sent = 0
  const result = await measure(tally, { ws: server.pid }, () => {
    sent++
    wires[0]?.send(`"${stamp()} a message of ordinary length, as people send them"`)
  })
  await waitForAll(tally, () => sent * members)
  for (const wire of wires) wire.end()
  return { ...result, p50: tally.latencies.at(0.5), p99: tally.latencies.at(0.99) }
}

const parley = async (): Promise<HotRoom & { lost: number }> => {
  await using platform = await startPlatform()
  const users = await platform.users(members)
  const [owner] = users
  if (!owner) throw new Error('no users')
  const { room } = await platform.post(
    'room.create',
    { kind: 'group', name: 'Hot', members: users.slice(1).map(({ user }) => user) },
    owner,
  )
  const tally = makeTally()
  let refused = 0
  const onOther = (text: string) => {
    if (text.includes('"error"')) refused++
  }
  const wires: Wire[] = []
  for (const [place, { token }] of users.entries())
    wires.push(
      await openParleyReader(tally, platform.gateway.port, token, place < timed, place === 0 ? onOther : undefined),
    )
  let sent = 0
  const result = await measure(tally, platform.processes, () => {
    sent++
    const text = `${stamp()} a message of ordinary length, as people send them`
    wires[0]?.send(JSON.stringify({ id: sent, do: 'message.send', with: { room, id: uuid7(), text } }))
  })
  const lost = await waitForAll(tally, () => (sent - refused) * members)
  for (const wire of wires) wire.end()
  return { ...result, lost, p50: tally.latencies.at(0.5), p99: tally.latencies.at(0.99) }
}

export const hotRoom = async (): Promise<void> => {
  const ours = await parley()
  const base = await bare()
  const row = (name: string, result: HotRoom, lost: string) => [
    name,
    round(result.microsPerDelivery, 2),
    round(result.p50),
    round(result.p99),
    `${round(result.deliveredShare * 100, 0)} %`,
    lost,
    String(result.faults),
  ]
  printTable(
    `Hot room: ${members} members, ${perSecond} messages/s`,
    ['', 'CPU µs per delivery', 'p50 ms', 'p99 ms', 'delivered in time', 'lost', 'out of order'],
    [row('bare ws loop', base, '-'), row('Parley', ours, String(ours.lost))],
  )
  console.log(
    `Parley's CPU µs per delivery by process: ${Object.entries(ours.parts)
      .map(([name, micros]) => `${name} ${round(micros, 2)}`)
      .join(', ')}`,
  )
  printTargets([
    {
      what: "hot room, CPU per delivery over the bare loop's",
      reached: ours.microsPerDelivery / base.microsPerDelivery,
      most: 0.6,
    },
    { what: "hot room, p99 over the bare loop's", reached: ours.p99 / base.p99, most: 0.1 },
    { what: 'hot room, lost and out of order', reached: ours.lost + ours.faults, most: 0 },
  ])
}
