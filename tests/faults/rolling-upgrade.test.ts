/** What `kubectl rollout` does, with every process in turn, while two thousand connections are open and people write. */
import { setTimeout as sleep } from 'node:timers/promises'
import { closeCodes, type Output } from '@parley/protocol'
import { expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Part, startProcesses } from '../setup/processes.ts'
import { standing, standingsOf } from '../setup/sights.ts'
import { storedEvents } from '../setup/stored.ts'
import { type Gates, gatesAt, type Person } from '../setup/world.ts'
import { faultsIn, type Standing } from './history/history.ts'
import { openRawDevice, type RawDevice, type Session } from './prove/raw-device.ts'
import { Records } from './prove/records.ts'
import { stands } from './prove/settle.ts'

const people = 40
const devicesOfEach = 50
const rooms = 5
/** Between two messages of one writer, of whom there is one in each room. */
const writesEveryMs = 100

/** Each connection goes to the other gateway than the one before it, as behind a balancer. */
const inTurn = (urls: readonly string[], first: number) => {
  let next = first
  return {
    get url() {
      return urls[next++ % urls.length] as string
    },
    host: new URL(urls[0] as string).host,
  }
}

const openDevices = async (
  scope: AsyncDisposableStack,
  urls: readonly string[],
  sessions: readonly Session[],
): Promise<RawDevice[]> => {
  const devices: RawDevice[] = []
  scope.defer(() => Promise.all(devices.map((device) => device[Symbol.asyncDispose]())).then(() => {}))
  for (const [person, session] of sessions.entries())
    for (let place = 0; place < devicesOfEach; place++)
      devices.push(openRawDevice(`device ${place} of ${person}`, inTurn(urls, devices.length), session))
  await eventually('everybody is connected', () => devices.every((device) => standing(device.sights()).size > 0))
  return devices
}

/** One process after the other: ended as an orchestrator does, and there again before the next one goes. */
const replaceAll = async (parts: readonly Part[]): Promise<void> => {
  for (const part of parts) {
    await part.end('SIGTERM')
    await part.start()
    await eventually(`${part.name} is ready`, () => part.isReady())
  }
}

/** Until told to stop. The writers are the first devices of those who made the rooms. */
const write = async (
  rooms: readonly Output<'room.create'>[],
  devices: readonly RawDevice[],
  records: Records,
  isOver: () => boolean,
): Promise<void> => {
  const writeIn = async ({ room, on }: Output<'room.create'>, writer: RawDevice) => {
    while (!isOver()) {
      const text = records.newText(writer.name)
      const sent = await writer.send(room, text)
      if (sent) records.acknowledge(writer.user, on, sent.seq, text)
      await sleep(writesEveryMs)
    }
  }
  await Promise.all(rooms.map((room, place) => writeIn(room, devices[place * devicesOfEach] as RawDevice)))
}

/** Where everybody stands, once all their devices do. */
const settle = async (gates: Gates, persons: readonly Person[], devices: readonly RawDevice[]): Promise<Standing[]> => {
  const told = await Promise.all(
    persons.map(async (person) => {
      await using client = await gates.connect(person)
      return standingsOf(person.user, client.hello)
    }),
  )
  const wanted = new Map(
    told.map((own, place) => [persons[place]?.user, new Map(own.map(({ on, head }) => [on, head]))]),
  )
  await eventually('every device has come to the end', () =>
    devices.every((device) => stands(device, wanted.get(device.user) ?? new Map())),
  )
  return told.flat()
}

test('two of each process are replaced one by one under two thousand connections: nothing is lost, repeated or out of order, and all come back', async () => {
  await using scope = new AsyncDisposableStack()
  const { urls, parts, adminUrl } = scope.use(await startProcesses({ linked: false, env: { DRAIN_MS: '2000' } }))
  const gates = gatesAt(urls)
  const persons = await Promise.all(Array.from({ length: people }, (_, place) => gates.person(`Person ${place}`)))
  const sessions = persons.map(({ user, token }) => ({ user, token: async () => token }))
  const made = await Promise.all(
    Array.from({ length: rooms }, (_, room) => {
      const [owner, ...others] = persons.filter((_person, place) => place % rooms === room)
      const members = others.map(({ user }) => user)
      return gates.post('room.create', { kind: 'group', name: `Room ${room}`, members }, owner?.token)
    }),
  )
  const devices = await openDevices(scope, urls, sessions)

  const records = new Records()
  let isOver = false
  const writing = write(made, devices, records, () => isOver)
  await replaceAll(parts)
  isOver = true
  await writing

  const codes = devices.flatMap((device) => device.closeCodes)
  expect([...new Set(codes)].filter((code) => code < 4_000 || code >= 4_500)).toEqual([])
  expect(codes).toContain(closeCodes.GOING_AWAY.code)
  expect(codes.length).toBeGreaterThanOrEqual(people * devicesOfEach)
  const { tried, acknowledged, moved } = records
  expect(acknowledged).toHaveLength(tried.length)

  const standings = await settle(gates, persons, devices)
  const stored = await storedEvents(adminUrl, 'text')
  const seen = new Map(devices.map((one) => [one.name, { user: one.user, sights: one.sights(), stayed: true }]))
  expect(faultsIn({ tried, acknowledged, moved, stored, seen, standings })).toEqual([])
  expect(devices.flatMap((device) => device.complaints({ said: () => [], states: () => new Map() }))).toEqual([])
  expect(parts.flatMap((part) => part.faults)).toEqual([])
}, 240_000)
