import { startBareInsert } from '../contestants/bare.ts'
import type { Contestant, Open } from '../contestants/contestant.ts'
import { placesUpTo } from '../contestants/population.ts'
import { measureSends } from '../load/closed-loop.ts'
import { openCrowd } from '../load/crowd.ts'
import { Sender } from '../load/sender.ts'
import { settledFigures } from '../load/settle.ts'
import { compare } from './compare.ts'
import { defineScenario, figureOf, type Measured, nothingLost } from './scenario.ts'

interface Size {
  readonly people: number
  readonly conversations: number
  readonly inFlight: number
  readonly warmUpMs: number
  readonly ms: number
}

const share = 'sends/s in one over spread'

/** The same people send as much, first to one of the conversations and then to all in turn. */
const measureBoth = async (contestant: Contestant, open: Open, size: Size): Promise<Measured> => {
  const crowd = await openCrowd(open, placesUpTo(size.people))
  const senders = crowd.seats.map((seat) => new Sender(crowd, seat))
  const sendTo = (rooms: readonly number[]) =>
    measureSends(contestant, crowd, { ...size, senders, rooms: senders.map(() => rooms), copies: size.people })
  const one = await sendTo([0])
  const spread = await sendTo(placesUpTo(size.conversations))
  return {
    figures: {
      'sends/s in one': one.perSecond,
      'sends/s spread': spread.perSecond,
      [share]: one.perSecond / spread.perSecond,
      'CPU µs per send in one': one.usage.micros / one.sends,
      'CPU µs per send spread': spread.usage.micros / spread.sends,
      ...settledFigures(one, spread),
    },
  }
}

export const oneConversation = defineScenario({
  name: 'one-conversation',
  about:
    'A few people who share many conversations keep messages under way, first in one of them and then in all of them in turn. Every message is delivered to all of the people, so the load is the same; what differs is that one conversation is numbered in one row.',
  sizes: {
    full: { people: 4, conversations: 1_000, inFlight: 100, warmUpMs: 2_000, ms: 5_000 },
    short: { people: 3, conversations: 20, inFlight: 10, warmUpMs: 100, ms: 300 },
  },
  run: async (size, lend) => {
    const population = {
      people: size.people,
      rooms: placesUpTo(size.conversations).map(() => placesUpTo(size.people)),
    }
    const { ours, bare, socketIo } = await compare(lend, startBareInsert, population, (contestant, open) =>
      measureBoth(contestant, open, size),
    )
    return {
      title: `One conversation beside ${size.conversations.toLocaleString('en')}: ${size.people} people, ${size.inFlight} in flight each`,
      rows: [ours, bare, socketIo],
      targets: [{ what: share, reached: figureOf(ours, share), least: 0.8 }, nothingLost(ours)],
      plotted: ['sends/s in one', 'sends/s spread'],
    }
  },
})
