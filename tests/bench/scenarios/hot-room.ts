import { startBareWs } from '../contestants/bare.ts'
import { separateRooms } from '../contestants/population.ts'
import { compare } from './compare.ts'
import { measureRooms } from './rooms.ts'
import { defineScenario, figureOf, nothingLost, ratio } from './scenario.ts'

const cpu = 'CPU µs per delivery'

export const hotRoom = defineScenario({
  name: 'hot-room',
  about:
    'One room with all its members connected, in which one of them sends by the clock. Delays are from sending to the arrival at a reader, of 20 readers.',
  sizes: {
    full: { rooms: 1, members: 500, perSecond: 500, warmUpMs: 1_000, ms: 5_000 },
    short: { rooms: 1, members: 20, perSecond: 50, warmUpMs: 100, ms: 400 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compare(
      lend,
      startBareWs,
      separateRooms(1, size.members),
      (contestant, open) => measureRooms(contestant, open, size),
    )
    return {
      title: `Hot room: ${size.members} members, ${size.perSecond} messages/s`,
      rows: [ours, bare, socketIo],
      targets: [
        { what: "CPU per delivery over the bare loop's", reached: ratio(ours, bare, cpu), most: 0.5 },
        { what: 'p99 in ms', reached: figureOf(ours, 'p99 ms'), most: 50 },
        nothingLost(ours),
      ],
      plotted: [cpu, 'p99 ms'],
    }
  },
})
