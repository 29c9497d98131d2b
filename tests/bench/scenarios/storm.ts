import { startBareAccept } from '../contestants/bare.ts'
import type { Contestant, Open } from '../contestants/contestant.ts'
import { placesUpTo, twoRoomsEach } from '../contestants/population.ts'
import { endSeats, openCrowd } from '../load/crowd.ts'
import { Sender } from '../load/sender.ts'
import { arrive, settle } from '../load/settle.ts'
import { countStatements } from '../load/statements.ts'
import { meter, partsPer } from '../load/usage.ts'
import { compare } from './compare.ts'
import { defineScenario, figureOf, type Measured, nothingLost, ratio } from './scenario.ts'

interface Size {
  readonly clients: number
  readonly roomSize: number
  /** Messages that each has missed. */
  readonly missed: number
  /** Clients that knock at the same time; the kernel lets 511 wait for a server. */
  readonly most: number
}

const perSecond = 'clients/s'
const perClient = 'CPU µs per client'
const statementsEach = 'SQL statements per client'

/** To the first room of everybody, from another device of its first member. */
const sendMissed = async (
  contestant: Contestant,
  open: Open,
  { clients, roomSize, missed, most }: Size,
): Promise<void> => {
  const rooms = placesUpTo(clients / roomSize)
  const people = rooms.map((room) => room * roomSize)
  const crowd = await openCrowd(open, people, { most, timed: 0 })
  for (const [room, seat] of crowd.seats.entries()) {
    const sender = new Sender(crowd, seat)
    for (let sent = 0; sent < missed; sent++) sender.send(room)
  }
  const { lost, refused } = await settle(crowd, () => rooms.length * missed, 1)
  endSeats(crowd.seats)
  if (lost + refused > 0) throw new Error(`${contestant.name}: ${lost + refused} messages were not sent`)
}

/** Everybody connects and is cut, and something is said meanwhile. Resolves to where each stood. */
const leaveAll = async (contestant: Contestant, open: Open, size: Size): Promise<unknown[]> => {
  const crowd = await openCrowd(open, placesUpTo(size.clients), { most: size.most, timed: 0 })
  const positions = crowd.seats.map(({ client }) => client.position)
  endSeats(crowd.seats)
  if (contestant.resumes) await sendMissed(contestant, open, size)
  return positions
}

const measureStorm = async (contestant: Contestant, open: Open, size: Size): Promise<Measured> => {
  const { processes, postgres, resumes } = contestant
  const positions = await leaveAll(contestant, open, size)
  const { clients, missed, most } = size
  const expected = resumes ? clients * missed : 0
  const counted = postgres ? await countStatements(postgres) : () => 0
  const used = meter(processes)
  const { tally } = await openCrowd(open, placesUpTo(clients), { most, timed: 0, positions })
  await arrive(tally, () => expected - tally.deliveries)
  const usage = used()
  return {
    figures: {
      [perSecond]: clients / usage.seconds,
      [perClient]: usage.micros / clients,
      [statementsEach]: (await counted()) / clients,
      refused: tally.refused,
      lost: Math.abs(expected - tally.deliveries),
      'out of order': tally.disordered,
    },
    note: `${perClient}: ${partsPer(usage, clients)}`,
  }
}

export const storm = defineScenario({
  name: 'storm',
  about:
    'Everybody is in two rooms and connected, is cut off, misses some messages, and comes back at the same time with ' +
    'the positions where they stood. It is over when all are live and have what they missed. The bare server only ' +
    "accepts. Socket.IO's own recovery of connections does not work with the Redis adapter: there each client that " +
    'comes back selects its rooms and what it missed. Statements are those in the log of Postgres.',
  sizes: {
    full: { clients: 10_000, roomSize: 10, missed: 10, most: 400 },
    short: { clients: 40, roomSize: 5, missed: 3, most: 20 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compare(
      lend,
      startBareAccept,
      twoRoomsEach(size.clients, size.roomSize),
      (contestant, open) => measureStorm(contestant, open, size),
    )
    return {
      title: `Storm: ${size.clients.toLocaleString('en')} clients come back, ${size.missed} missed messages each`,
      rows: [ours, bare, socketIo],
      targets: [
        { what: "clients/s over the bare server's", reached: ratio(ours, bare, perSecond), least: 0.5 },
        { what: "clients per CPU second over the bare server's", reached: ratio(bare, ours, perClient), least: 0.5 },
        { what: statementsEach, reached: figureOf(ours, statementsEach), most: 0.02 },
        nothingLost(ours),
      ],
      plotted: [perSecond, perClient, statementsEach],
    }
  },
})
