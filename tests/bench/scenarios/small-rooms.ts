import { startBareWs } from '../contestants/bare.ts'
import { separateRooms } from '../contestants/population.ts'
import { compare } from './compare.ts'
import { measureRooms } from './rooms.ts'
import { defineScenario, nothingLost, ratio } from './scenario.ts'

const cpu = 'CPU µs per delivery'

export const smallRooms = defineScenario({
  name: 'small-rooms',
  about:
    'Many small rooms, one sender in each, by the clock: hardly two messages share a batch. The bare loop stores nothing.',
  sizes: {
    full: { rooms: 50, members: 10, perSecond: 1_000, warmUpMs: 2_000, ms: 8_000 },
    short: { rooms: 4, members: 5, perSecond: 100, warmUpMs: 100, ms: 400 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compare(
      lend,
      startBareWs,
      separateRooms(size.rooms, size.members),
      (contestant, open) => measureRooms(contestant, open, size),
    )
    return {
      title: `Small rooms: ${size.rooms} of ${size.members}, ${size.perSecond} messages/s to all together`,
      rows: [ours, bare, socketIo],
      targets: [
        { what: "CPU per delivery over Socket.IO's", reached: ratio(ours, socketIo, cpu), most: 1 },
        nothingLost(ours),
      ],
      plotted: [cpu, 'p99 ms'],
    }
  },
})
