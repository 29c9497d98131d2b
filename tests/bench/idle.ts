/** What a quiet, authenticated connection costs the gateway that follows its own stream and two conversations. */
import { startProcess } from '../setup/child.ts'
import { pause, printTable, printTargets, round } from './figures.ts'
import { type BenchUser, type Platform, startPlatform } from './platform.ts'
import { pssKilobytes } from './proc.ts'
import { makeTally, openParleyReader } from './readers.ts'
import { openWire, type Wire } from './wire.ts'

const connections = 8_000
const roomSize = 10
const settleMs = 3_000

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, place) => items.slice(place * size, (place + 1) * size))

/** Two rooms for everybody: one with their neighbours, one with people further away. */
const makeRooms = async (platform: Platform, users: readonly BenchUser[]): Promise<void> => {
  const stride = connections / roomSize
  const near = chunks(users, roomSize)
  const far = Array.from({ length: stride }, (_, start) => users.filter((_, place) => place % stride === start))
  for (const some of chunks([...near, ...far], 20))
    await Promise.all(
      some.map(([owner, ...others]) =>
        owner
          ? platform.post(
              'room.create',
              { kind: 'group', name: 'Quiet', members: others.map(({ user }) => user) },
              owner,
            )
          : undefined,
      ),
    )
}

const openAll = async (open: (place: number) => Promise<Wire>): Promise<{ wires: Wire[]; perSecond: number }> => {
  const wires: Wire[] = []
  const begin = performance.now()
  const places = Array.from({ length: connections }, (_, place) => place)
  for (const some of chunks(places, 50)) wires.push(...(await Promise.all(some.map(open))))
  return { wires, perSecond: (connections * 1_000) / (performance.now() - begin) }
}

const grown = async (
  pid: number,
  open: (place: number) => Promise<Wire>,
): Promise<{ kilobytes: number; perSecond: number }> => {
  const before = pssKilobytes(pid)
  const { wires, perSecond } = await openAll(open)
  await pause(settleMs)
  const kilobytes = (pssKilobytes(pid) - before) / connections
  for (const wire of wires) wire.end()
  return { kilobytes, perSecond }
}

export const idle = async (): Promise<void> => {
  const ours = await (async () => {
    await using platform = await startPlatform()
    const users = await platform.users(connections)
    await makeRooms(platform, users)
    const tally = makeTally()
    return await grown(platform.gateway.pid, (place) =>
      openParleyReader(tally, platform.gateway.port, (users[place] as BenchUser).token, false),
    )
  })()
  const base = await (async () => {
    await using server = await startProcess('tests/bench/bare-ws.ts', {})
    return await grown(server.pid, () => openWire(server.port, '/', '', () => {}))
  })()
  printTable(
    `Idle: ${connections} connections, each follows its own stream and two rooms of ${roomSize}`,
    ['', 'KB (PSS) per connection', 'connections/s'],
    [
      ['bare ws', round(base.kilobytes), round(base.perSecond, 0)],
      ['Parley, authenticated and following', round(ours.kilobytes), round(ours.perSecond, 0)],
    ],
  )
  printTargets([{ what: 'idle, KB per connection above the empty gateway', reached: ours.kilobytes, most: 16 }])
}
