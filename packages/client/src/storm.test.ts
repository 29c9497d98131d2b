import fc from 'fast-check'
import { expect, test } from 'vitest'
import { roomId, roomStream } from '../test/simulated-server.ts'
import { numbers, Storm, type Weather } from '../test/storm.ts'
import type { Room } from './room.ts'

interface Step {
  readonly what: keyof typeof happenings
  readonly which: number
  readonly much: number
}

/** One of those that there are. */
const pick = <T>(from: Iterable<T>, which: number): T | undefined => {
  const all = [...from]
  return all[which % Math.max(all.length, 1)]
}
const reconnecting = [1006, 1001, 4000, 4001, 4002, 4005, 4006, 4099]
const final = [4501, 4500, 4999]

type Happening = (storm: Storm, which: number, much: number) => unknown
type Doing = (storm: Storm, room: Room, much: number) => unknown

/** Rooms are there to act in once they are known. */
const inRoom =
  (act: Doing): Happening =>
  (storm, which, much) => {
    const room = pick(storm.parley.rooms.values(), which)
    if (room) act(storm, room, much)
  }
const inServer =
  (act: (storm: Storm, id: string, much: number) => unknown): Happening =>
  (storm, which, much) => {
    const id = pick(storm.server.names.keys(), which)
    if (id) act(storm, id, much)
  }

const failed = (storm: Storm, which: number) =>
  pick(
    storm.parley.unsent.filter((pending) => pending.error),
    which,
  )

const happenings = {
  send: inRoom((storm, room) => storm.send(room)),
  read: inRoom((storm, room) => storm.read(room)),
  load: inRoom((storm, room) => storm.load(room)),
  loadOlder: inRoom((storm, room, much) => storm.loadOlder(room, 1 + (much % 9))),
  retry: (storm, which) => {
    const pending = failed(storm, which)
    if (pending) storm.retry(pending)
  },
  discard: (storm, which) => {
    const pending = failed(storm, which)
    if (pending) storm.discard(pending)
  },
  reload: (storm) => storm.reload(),
  hear: inServer((storm, id, much) => {
    for (let count = 0; count <= much % 4; count++) storm.server.say(id, 'from the other')
  }),
  readElsewhere: inServer((storm, id, much) => storm.server.move({ room: id, seq: much })),
  join: (storm, which) => {
    const number = pick(numbers, which) as number
    if (!storm.server.names.has(roomId(number))) storm.server.join(number)
  },
  leave: inServer((storm, id) => storm.server.leave(id)),
  retain: inServer((storm, id, much) => storm.server.retain(roomStream(id), much % 5)),
  showNewcomers: inServer((storm, id, much) =>
    storm.server.showNewcomers(id, much % 2 === 0 ? 'all' : 'since_joining'),
  ),
  restore: (storm, _, much) => storm.restore(much % 4),
  wait: (storm, _, much) => storm.clock.pass(much * 10),
  waitLong: (storm, _, much) => storm.clock.pass(much * 1_000),
  setClock: (storm, _, much) => storm.clock.setDate((much - 20) * 600_000),
  sleep: (storm, _, much) => storm.clock.sleep(much * 60_000),
  wake: (storm) => storm.parley.wake(),
  cut: (storm, which) => storm.server.sockets.at(-1)?.cut(pick(reconnecting, which) as number),
  end: (storm, which) => storm.server.sockets.at(-1)?.cut(pick(final, which) as number),
  comeBack: (storm) => storm.comeBack(),
  sever: (storm) => storm.server.sockets.at(-1)?.sever(),
  vanish: (storm) => storm.server.sockets.at(-1)?.vanish(),
  down: ({ server }) => {
    server.isUp = false
  },
  up: ({ server }) => {
    server.isUp = true
  },
} satisfies Record<string, Happening>

const often: Partial<Record<Step['what'], number>> = {
  send: 10,
  wait: 6,
  hear: 3,
  read: 2,
  readElsewhere: 2,
  loadOlder: 2,
  join: 2,
  up: 2,
  waitLong: 2,
}

const whats = fc.oneof(
  ...(Object.keys(happenings) as Step['what'][]).map((what) => ({
    weight: often[what] ?? 1,
    arbitrary: fc.constant(what),
  })),
)
const steps = fc.array(fc.record<Step>({ what: whats, which: fc.nat(11), much: fc.nat(41) }), {
  minLength: 1,
  maxLength: 80,
  size: 'max',
})

const passing = ['TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'TOO_MANY_IN_FLIGHT', 'TOKEN_EXPIRED'] as const
const trouble = fc.oneof(
  { weight: 6, arbitrary: fc.constant(undefined) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('refuse' as const),
      name: fc.constantFrom(...passing, 'INTERNAL' as const),
      retry_ms: fc.nat(2_000),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('swallow' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('swallow' as const), lateMs: fc.nat(40_000) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('dawdle' as const), lateMs: fc.integer({ min: 1, max: 4_000 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sever' as const), acted: fc.boolean() }) },
)
const weather: fc.Arbitrary<Weather> = fc.record({
  troubles: fc.array(trouble, { minLength: 1, maxLength: 40, size: 'max' }),
  copies: fc.array(fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 0), { minLength: 1, maxLength: 20 }),
  delays: fc.array(fc.nat(400), { minLength: 1, maxLength: 20 }),
  randoms: fc.array(fc.double({ min: 0.02, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 10 }),
  tokens: fc.array(fc.constantFrom('given', 'given', 'given', 'refused', 'failing', 'late'), {
    minLength: 1,
    maxLength: 10,
  }),
  tokenLifeMs: fc.constantFrom(3_000, 20_000, 900_000),
  keep: fc.constantFrom(4, 2_000),
})

test('whatever the server and the line do, each message given gets there once, in order, and is told so', async () => {
  await fc.assert(
    fc.asyncProperty(weather, steps, async (weather, happened) => {
      const storm = new Storm(weather)
      await storm.begin(weather)
      for (const { what, which, much } of happened) {
        await happenings[what](storm, which, much)
        storm.look()
      }
      await storm.calm()
      expect(await storm.faults()).toEqual([])
      expect(await storm.remains()).toEqual([])
    }),
    { numRuns: fc.readConfigureGlobal().numRuns ?? 2_000 },
  )
})
