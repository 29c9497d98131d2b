import { startBareAccept } from '../contestants/bare.ts'
import type { Contestant, Open } from '../contestants/contestant.ts'
import { placesUpTo, twoRoomsEach } from '../contestants/population.ts'
import { openCrowd } from '../load/crowd.ts'
import { meter, partsPer } from '../load/usage.ts'
import { compare } from './compare.ts'
import { defineScenario, type Measured } from './scenario.ts'

interface Size {
  readonly connections: number
  readonly roomSize: number
  /** Clients that are connecting at the same time. */
  readonly most: number
}

const measureConnecting = async (
  contestant: Contestant,
  open: Open,
  { connections, most }: Size,
): Promise<Measured> => {
  const used = meter(contestant.processes)
  await openCrowd(open, placesUpTo(connections), { most })
  const usage = used()
  return {
    figures: { 'connections/s': connections / usage.seconds, 'CPU µs per connection': usage.micros / connections },
    note: `CPU µs per connection: ${partsPer(usage, connections)}`,
  }
}

export const connectRate = defineScenario({
  name: 'connect-rate',
  about:
    'People connect for the first time: the token is checked, what they follow is read, and they are live in their own stream and two rooms. The bare server only accepts.',
  sizes: {
    full: { connections: 5_000, roomSize: 10, most: 100 },
    short: { connections: 40, roomSize: 5, most: 10 },
  },
  run: async (size, lend) => {
    const { ours, bare, socketIo } = await compare(
      lend,
      startBareAccept,
      twoRoomsEach(size.connections, size.roomSize),
      (contestant, open) => measureConnecting(contestant, open, size),
    )
    return {
      title: `Connect rate: ${size.connections.toLocaleString('en')} connections, ${size.most} at a time`,
      rows: [ours, bare, socketIo],
      targets: [],
      plotted: ['connections/s', 'CPU µs per connection'],
    }
  },
})
