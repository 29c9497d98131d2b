import { defineScenario, figureOf, nothingLost, ratio } from './scenario.ts'
import { compareConversations } from './sends.ts'

export const durableSends = defineScenario({
  name: 'durable-sends',
  about:
    'Conversations of two, of whom one keeps messages under way and gets each one back. An acknowledged message is committed, with fsync on. The bare insert neither numbers, checks nor delivers.',
  sizes: {
    full: { conversations: 50, inFlight: 8, warmUpMs: 3_000, ms: 8_000 },
    short: { conversations: 5, inFlight: 4, warmUpMs: 100, ms: 400 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compareConversations(size, lend)
    return {
      title: `Durable sends: ${size.conversations} conversations, ${size.inFlight} in flight in each`,
      rows: [ours, bare, socketIo],
      targets: [
        { what: "sends/s over Socket.IO's", reached: ratio(ours, socketIo, 'sends/s'), least: 5 },
        { what: 'CPU µs per send', reached: figureOf(ours, 'CPU µs per send'), most: 35 },
        nothingLost(ours),
      ],
      plotted: ['sends/s', 'CPU µs per send'],
    }
  },
})
