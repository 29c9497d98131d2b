import type { EventFrame } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SimulatedClock, settled } from '../test/simulated-clock.ts'
import { me, roomId, roomStream, SimulatedServer, type Trouble } from '../test/simulated-server.ts'
import { memoryOutbox } from './outbox-store.ts'
import { Parley } from './parley.ts'

const rooms = [1, 2, 3]

const passingRefusal = fc.record({
  kind: fc.constant('refuse' as const),
  name: fc.constantFrom('TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'TOO_MANY_IN_FLIGHT'),
  retry_ms: fc.nat(2_000),
})
const trouble: fc.Arbitrary<Trouble | undefined> = fc.oneof(
  { weight: 5, arbitrary: fc.constant(undefined) },
  { weight: 2, arbitrary: passingRefusal as fc.Arbitrary<Trouble> },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('swallow' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('swallow' as const), lateMs: fc.nat(40_000) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sever' as const), acted: fc.boolean() }) },
)

/** What happens from outside, one after the other. */
const deed = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('send' as const), room: fc.constantFrom(...rooms) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('hear' as const), room: fc.constantFrom(...rooms) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(8_000) }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('cut' as const), code: fc.constantFrom(1006, 4000, 4001, 4005, 4006) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'down' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'up' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reload' as const }) },
)

const plan = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 80, size: 'max' }),
  troubles: fc.array(trouble, { minLength: 1, maxLength: 40, size: 'max' }),
  copies: fc.array(fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 0), { minLength: 1, maxLength: 20 }),
  delays: fc.array(fc.nat(400), { minLength: 1, maxLength: 20 }),
  randoms: fc.array(fc.double({ min: 0.02, max: 0.999, noNaN: true }), { minLength: 1, maxLength: 10 }),
})
type Plan = typeof plan extends fc.Arbitrary<infer T> ? T : never

const inTurn = <T>(values: readonly T[]): (() => T) => {
  let turn = 0
  return () => values[turn++ % values.length] as T
}

class Storm {
  readonly clock = new SimulatedClock()
  readonly server = new SimulatedServer(this.clock)
  readonly outbox = memoryOutbox()
  readonly given = new Map(rooms.map((room) => [roomId(room), [] as string[]]))
  readonly answers: { readonly text: string; readonly room: string; readonly seq: number }[] = []
  readonly refusals: unknown[] = []
  readonly random: () => number
  told = new Map<string, number>()
  disorder = 0
  parley: Parley

  constructor({ randoms }: Plan) {
    for (const room of rooms) this.server.room(room, room)
    this.random = inTurn(randoms)
    this.parley = this.open()
  }

  async rage({ troubles, copies, delays, deeds }: Plan): Promise<void> {
    await this.clock.pass(100)
    this.server.troubleWith = inTurn(troubles)
    this.server.copies = inTurn(copies)
    this.server.delay = inTurn(delays)
    for (const deed of deeds) await this.do(deed)
  }

  open(): Parley {
    const { clock, server, outbox, random } = this
    this.told = new Map()
    const report = () => {}
    const parley = new Parley({
      url: 'http://parley.test',
      token: async () => 'jwt',
      openSocket: server.openSocket,
      clock,
      outbox,
      random,
      report,
    })
    parley.on('event', (event) => this.hear(event))
    return parley
  }

  hear({ on, seq }: EventFrame): void {
    const last = this.told.get(on)
    if (last !== undefined && seq !== last + 1) this.disorder += 1
    this.told.set(on, seq)
  }

  async do(deed: Plan['deeds'][number]): Promise<void> {
    if (deed.do === 'send') this.send(roomId(deed.room))
    else if (deed.do === 'hear') this.server.say(roomId(deed.room), 'from the other')
    else if (deed.do === 'wait') await this.clock.pass(deed.ms)
    else if (deed.do === 'cut') this.server.sockets.at(-1)?.cut(deed.code)
    else if (deed.do === 'reload') await this.reload()
    else this.server.isUp = deed.do === 'up'
  }

  /** Rooms are there to send to once they are known. */
  send(id: string): void {
    const room = this.parley.rooms.get(id)
    const texts = this.given.get(id) as string[]
    if (!room) return
    const text = `mine ${texts.length}`
    texts.push(text)
    const sending = this.parley
    room.send(text).then(
      ({ seq }) => this.answers.push({ text, room: id, seq }),
      (error) => sending.state === 'ended' || this.refusals.push(error),
    )
  }

  async reload(): Promise<void> {
    await this.parley.close()
    this.parley = this.open()
    await settled()
  }

  /** A lost event shows when the next one comes. */
  async calm(): Promise<void> {
    this.server.troubleWith = () => undefined
    this.server.copies = () => 1
    this.server.delay = () => 5
    this.server.isUp = true
    await this.clock.pass(120_000)
    for (const id of this.given.keys()) this.server.say(id, 'calm')
    await this.clock.pass(60_000)
    for (const id of this.given.keys()) void this.parley.rooms.get(id)?.loadOlder(200)
    await this.clock.pass(1_000)
  }

  mine(id: string): EventFrame[] {
    return this.server.stream(roomStream(id)).events.filter((event) => event.ev === 'message.sent' && event.by === me)
  }
}

test('whatever the server and the line do, each message given gets there once, in order, and is told so', async () => {
  await fc.assert(
    fc.asyncProperty(plan, async (plan) => {
      const storm = new Storm(plan)
      await storm.rage(plan)
      await storm.calm()
      expect(storm.refusals).toEqual([])
      expect(storm.disorder).toBe(0)
      expect(storm.parley.unsent).toEqual([])
      expect(await storm.outbox.load()).toEqual([])
      for (const [id, texts] of storm.given) {
        expect(storm.mine(id).map((event) => event.is.text)).toEqual(texts)
        const room = storm.parley.rooms.get(id)
        expect(room?.messages.map((message) => message.text)).toEqual(storm.server.texts(id))
        expect(room?.messages.every((message) => message.state === 'sent')).toBe(true)
        expect(room?.head).toBe(storm.server.head(roomStream(id)))
      }
      for (const { room, text, seq } of storm.answers) {
        expect(storm.server.stream(roomStream(room)).events[seq - 1]?.is.text).toBe(text)
      }
      await storm.parley.close()
    }),
    { numRuns: 200 },
  )
}, 60_000)
