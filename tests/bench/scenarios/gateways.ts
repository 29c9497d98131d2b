import { startBareWs } from '../contestants/bare.ts'
import type { Contestant, Open, Start } from '../contestants/contestant.ts'
import { startParley } from '../contestants/parley.ts'
import { type Population, placesUpTo } from '../contestants/population.ts'
import { startSocketIo } from '../contestants/socket-io.ts'
import { measureSends } from '../load/closed-loop.ts'
import { type Crowd, openCrowd } from '../load/crowd.ts'
import { Sender } from '../load/sender.ts'
import { settledFigures } from '../load/settle.ts'
import { measureSteady } from '../load/steady.ts'
import { measureOn } from './compare.ts'
import { defineScenario, type Measured, nothingLost, type Row } from './scenario.ts'

interface Size {
  /** How many gateways, one measurement each. */
  readonly edges: readonly number[]
  readonly members: number
  readonly perSecond: number
  /** Of two members each, besides the room of all. */
  readonly conversations: number
  readonly inFlight: number
  readonly warmUpMs: number
  readonly ms: number
}

const populationOf = ({ members, conversations }: Size): Population => ({
  people: members,
  rooms: [placesUpTo(members), ...placesUpTo(conversations).map((place) => [2 * place, 2 * place + 1])],
})

/** One room with all, and the delay of its deliveries. */
const measureRoom = async (contestant: Contestant, crowd: Crowd, sender: Sender, size: Size) => {
  const load = { ...size, senders: [sender], rooms: [0], copies: size.members }
  const figures = await measureSteady(contestant, crowd, load)
  return { ...figures, p99: crowd.tally.delivery.at(0.99) }
}

const measureConversations = (contestant: Contestant, crowd: Crowd, senders: readonly Sender[], size: Size) => {
  const rooms = senders.map((_, place) => [place + 1])
  return measureSends(contestant, crowd, { ...size, senders, rooms, copies: 2 })
}

const measureBoth = async (contestant: Contestant, open: Open, size: Size): Promise<Measured> => {
  const crowd = await openCrowd(open, placesUpTo(size.members))
  const senders = crowd.seats
    .filter(({ person }) => person % 2 === 0 && person < 2 * size.conversations)
    .map((seat) => new Sender(crowd, seat))
  const room = await measureRoom(contestant, crowd, senders[0] as Sender, size)
  const sends = await measureConversations(contestant, crowd, senders, size)
  return {
    figures: {
      'CPU µs per delivery in the room': room.usage.micros / room.deliveries,
      'p99 ms in the room': room.p99,
      'sends/s': sends.perSecond,
      'CPU µs per send': sends.usage.micros / sends.sends,
      ...settledFigures(room, sends),
    },
  }
}

export const gateways = defineScenario({
  name: 'gateways',
  about:
    'The members spread over 1, 2 and 4 gateways, or servers of Socket.IO: first one room of all by the clock, then ' +
    'conversations of two whose messages are acknowledged one for one. What grows is the price of another process. ' +
    'The bare loop cannot be spread, and stores nothing.',
  sizes: {
    full: {
      edges: [1, 2, 4],
      members: 500,
      perSecond: 200,
      conversations: 50,
      inFlight: 8,
      warmUpMs: 1_000,
      ms: 4_000,
    },
    short: { edges: [2], members: 20, perSecond: 50, conversations: 4, inFlight: 4, warmUpMs: 100, ms: 300 },
  },
  run: async (size, lend) => {
    const measure = async (start: Start, edges: number): Promise<Row> => {
      await using contestant = await lend(start, edges)
      const row = await measureOn(contestant, populationOf(size), (...found) => measureBoth(...found, size))
      return { ...row, name: `${row.name}, ${edges}` }
    }
    const ours: Row[] = []
    for (const edges of size.edges) ours.push(await measure(startParley, edges))
    const bare = await measure(startBareWs, 1)
    const socketIo: Row[] = []
    for (const edges of size.edges) socketIo.push(await measure(startSocketIo, edges))
    return {
      title: `Gateways: ${size.members} members, ${size.perSecond} messages/s; ${size.conversations} conversations, ${size.inFlight} in flight in each`,
      rows: [...ours, bare, ...socketIo],
      targets: ours.map(nothingLost),
      plotted: ['CPU µs per delivery in the room', 'CPU µs per send'],
    }
  },
})
