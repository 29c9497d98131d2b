import { startBareWs } from '../contestants/bare.ts'
import type { Contestant, Open } from '../contestants/contestant.ts'
import { placesUpTo, separateRooms } from '../contestants/population.ts'
import { type Crowd, endSeats, openCrowd, type Seat } from '../load/crowd.ts'
import { Sender } from '../load/sender.ts'
import { settle, settledFigures } from '../load/settle.ts'
import { measureSteady } from '../load/steady.ts'
import { compare } from './compare.ts'
import { defineScenario, figureOf, type Measured, nothingLost } from './scenario.ts'

interface Size {
  readonly members: number
  readonly stalled: number
  readonly perSecond: number
  readonly warmUpMs: number
  readonly ms: number
  /** How often memory is looked at, each time after so many more long texts; in all a multiple of RING_EVENTS. */
  readonly looks: number
  readonly textsEach: number
}

const p99Growth = 'p99 with over without'
const heldEach = 'KB held for each stalled'

/** The longest that the platform takes. */
const longestText = 4_000

const stall = (seats: readonly Seat[]) => {
  for (const { client } of seats) client.stall()
}

const heldKilobytes = async ({ edges }: Contestant): Promise<number> => {
  let bytes = 0
  for (const edge of edges) bytes += await edge.held()
  return bytes / 1_024
}

const sendLong = async (crowd: Crowd, sender: Sender, count: number): Promise<void> => {
  crowd.tally.reset()
  for (let text = 0; text < count; text++) sender.send(0, longestText)
  const { lost, refused } = await settle(crowd, () => count, 1)
  if (lost + refused > 0) throw new Error(`${lost + refused} of ${count} long texts did not come back`)
}

/** Kilobytes held, at one look after the other. */
const heldAtLooks = async (contestant: Contestant, crowd: Crowd, sender: Sender, { looks, textsEach }: Size) => {
  const held: number[] = []
  while (held.length < looks) {
    await sendLong(crowd, sender, textsEach)
    held.push(await heldKilobytes(contestant))
  }
  return held
}

/**
 * The most that is held while long texts go to those who do not read, beyond what is held after as many texts without
 * them. They have never read, so that the kernel takes no more than 4 MB for each.
 */
const mostHeld = async (contestant: Contestant, open: Open, size: Size): Promise<number> => {
  const crowd = await openCrowd(open, [0])
  const sender = new Sender(crowd, crowd.seats[0] as Seat)
  const heldNow = () => heldAtLooks(contestant, crowd, sender, size)
  await heldNow() // until no more of the recent events are kept
  const without = await heldNow()
  const readers = placesUpTo(size.stalled).map((place) => place + 1)
  stall((await openCrowd(open, readers)).seats)
  const beside = await heldNow()
  return Math.max(0, ...beside.map((held, look) => held - (without[look] as number)))
}

/** The p99 of those who read, without and with others who do not. */
const measureDelays = async (contestant: Contestant, open: Open, size: Size) => {
  const { members, stalled } = size
  const crowd = await openCrowd(open, placesUpTo(members))
  const { seats, tally } = crowd
  const senders = [new Sender(crowd, seats[0] as Seat)]
  const measure = async (copies: number) => {
    const settled = await measureSteady(contestant, crowd, { ...size, senders, rooms: [0], copies })
    return { ...settled, p99: tally.delivery.at(0.99) }
  }
  const without = await measure(members)
  stall(seats.slice(-stalled))
  const beside = await measure(members - stalled)
  endSeats(seats)
  return { without, beside }
}

const measureStalled = async (contestant: Contestant, open: Open, size: Size): Promise<Measured> => {
  const { without, beside } = await measureDelays(contestant, open, size)
  const held = await mostHeld(contestant, open, size)
  return {
    figures: {
      'p99 ms without': without.p99,
      'p99 ms with': beside.p99,
      [p99Growth]: beside.p99 / without.p99,
      [heldEach]: held / size.stalled,
      ...settledFigures(without, beside),
    },
  }
}

export const stalledReaders = defineScenario({
  name: 'stalled-readers',
  about:
    'A room by the clock, first with all members reading and then with some that have stopped to read: the p99 of the ' +
    'others. Then long texts go to stalled readers alone, until far more waits than the buffers of the kernel take: ' +
    'the most memory that the process holds on to for each (heap and buffers, after collecting garbage). Ours cuts a ' +
    'reader for which more than UNREAD_BYTES wait, here 1 MiB.',
  sizes: {
    full: { members: 500, stalled: 25, perSecond: 100, warmUpMs: 2_000, ms: 8_000, looks: 32, textsEach: 64 },
    short: { members: 20, stalled: 2, perSecond: 50, warmUpMs: 100, ms: 300, looks: 2, textsEach: 5 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compare(
      lend,
      startBareWs,
      separateRooms(1, size.members),
      (contestant, open) => measureStalled(contestant, open, size),
    )
    return {
      title: `Stalled readers: ${size.stalled} of ${size.members}, ${size.perSecond} messages/s`,
      rows: [ours, bare, socketIo],
      targets: [
        { what: p99Growth, reached: figureOf(ours, p99Growth), most: 1.1 },
        { what: heldEach, reached: figureOf(ours, heldEach), most: 256 },
        nothingLost(ours),
      ],
      plotted: ['p99 ms without', 'p99 ms with', heldEach],
    }
  },
})
