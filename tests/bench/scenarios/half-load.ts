import { startBareInsert } from '../contestants/bare.ts'
import type { Contestant, Open } from '../contestants/contestant.ts'
import { separateRooms } from '../contestants/population.ts'
import { measureSends } from '../load/closed-loop.ts'
import { settledFigures } from '../load/settle.ts'
import { measureSteady } from '../load/steady.ts'
import { compare } from './compare.ts'
import { defineScenario, type Measured, nothingLost } from './scenario.ts'
import { openSenders, type SendsSize } from './sends.ts'

/** Within the time that is measured, however slow a contestant is: of fewer there is nothing to tell. */
const fewest = 20

/** First as many as it takes, then half of that by the clock. */
const measureHalf = async (contestant: Contestant, open: Open, size: SendsSize): Promise<Measured> => {
  const { crowd, senders } = await openSenders(open, size.conversations)
  const rooms = senders.map((_, room) => room)
  const loop = { ...size, senders, rooms: rooms.map((room) => [room]), copies: 1 }
  const top = await measureSends(contestant, crowd, loop)
  const perSecond = Math.max(top.perSecond / 2, (fewest * 1_000) / size.ms)
  const half = await measureSteady(contestant, crowd, { ...size, senders, rooms, perSecond, copies: 1 })
  return {
    figures: {
      'sends/s': perSecond,
      'p50 ms to the acknowledgement': crowd.tally.answer.at(0.5),
      'p99 ms to the acknowledgement': crowd.tally.answer.at(0.99),
      'p50 ms to the reader': crowd.tally.delivery.at(0.5),
      'p99 ms to the reader': crowd.tally.delivery.at(0.99),
      ...settledFigures(top, half),
    },
  }
}

export const halfLoad = defineScenario({
  name: 'half-load',
  about:
    'The load of the durable sends at half the rate that each contestant reaches by itself, by the clock: how long a message takes where nobody is overloaded.',
  sizes: {
    full: { conversations: 50, inFlight: 8, warmUpMs: 2_000, ms: 5_000 },
    short: { conversations: 5, inFlight: 4, warmUpMs: 100, ms: 300 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compare(
      lend,
      startBareInsert,
      separateRooms(size.conversations, 2),
      (contestant, open) => measureHalf(contestant, open, size),
    )
    return {
      title: `Half load: ${size.conversations} conversations`,
      rows: [ours, bare, socketIo],
      targets: [nothingLost(ours)],
      plotted: ['p50 ms to the acknowledgement', 'p99 ms to the acknowledgement'],
    }
  },
})
