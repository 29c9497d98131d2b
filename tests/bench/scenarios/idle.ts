import { setTimeout as pause } from 'node:timers/promises'
import { pssKilobytes } from '../../setup/memory.ts'
import { startBareAccept } from '../contestants/bare.ts'
import type { Contestant, Open } from '../contestants/contestant.ts'
import { placesUpTo, twoRoomsEach } from '../contestants/population.ts'
import { openCrowd } from '../load/crowd.ts'
import { compare } from './compare.ts'
import { defineScenario, figureOf, type Measured } from './scenario.ts'

interface Size {
  readonly connections: number
  readonly roomSize: number
  readonly settleMs: number
}

const perConnection = 'KB per connection'

const edgeKilobytes = ({ edges }: Contestant) => edges.reduce((sum, { pid }) => sum + pssKilobytes(pid), 0)

const measureIdle = async (contestant: Contestant, open: Open, { connections, settleMs }: Size): Promise<Measured> => {
  const before = edgeKilobytes(contestant)
  await openCrowd(open, placesUpTo(connections))
  await pause(settleMs)
  return { figures: { [perConnection]: (edgeKilobytes(contestant) - before) / connections } }
}

export const idle = defineScenario({
  name: 'idle',
  about:
    'The memory (PSS) that quiet connections add to the process that holds them. Each is authenticated and follows its own stream and two rooms; a connection of the bare server follows nothing.',
  sizes: {
    full: { connections: 8_000, roomSize: 10, settleMs: 3_000 },
    short: { connections: 40, roomSize: 5, settleMs: 0 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compare(
      lend,
      startBareAccept,
      twoRoomsEach(size.connections, size.roomSize),
      (contestant, open) => measureIdle(contestant, open, size),
    )
    return {
      title: `Idle: ${size.connections.toLocaleString('en')} connections, two rooms of ${size.roomSize} each`,
      rows: [ours, bare, socketIo],
      targets: [
        {
          what: `${perConnection}, against 1.5 times bare ws plus 2 KB`,
          reached: figureOf(ours, perConnection),
          most: 1.5 * figureOf(bare, perConnection) + 2,
        },
      ],
      plotted: [perConnection],
    }
  },
})
