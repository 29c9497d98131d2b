import { defineScenario, figureOf, nothingLost } from './scenario.ts'
import { compareConversations } from './sends.ts'

export const loneMessage = defineScenario({
  name: 'lone-message',
  about:
    'One person sends, the next message when the last one is acknowledged, while nobody else does anything: how long one message takes where there is nothing to share.',
  sizes: {
    full: { conversations: 1, inFlight: 1, warmUpMs: 2_000, ms: 5_000 },
    short: { conversations: 1, inFlight: 1, warmUpMs: 100, ms: 300 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compareConversations(size, lend)
    return {
      title: 'A lone message',
      rows: [ours, bare, socketIo],
      targets: [{ what: 'p50 ms', reached: figureOf(ours, 'p50 ms'), most: 2 }, nothingLost(ours)],
      plotted: ['p50 ms', 'p99 ms'],
    }
  },
})
