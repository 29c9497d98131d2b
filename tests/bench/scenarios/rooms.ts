/** Messages by the clock in rooms of one size, all members connected. */
import type { Contestant, Open } from '../contestants/contestant.ts'
import { placesUpTo } from '../contestants/population.ts'
import { type Crowd, openCrowd, type Seat } from '../load/crowd.ts'
import { Sender } from '../load/sender.ts'
import { settledFigures } from '../load/settle.ts'
import { measureSteady, type SteadyLoad } from '../load/steady.ts'
import { partsPer } from '../load/usage.ts'
import type { Measured } from './scenario.ts'

export interface RoomsSize {
  readonly rooms: number
  readonly members: number
  /** Messages to all rooms together. */
  readonly perSecond: number
  readonly warmUpMs: number
  readonly ms: number
}

/** The first member of each room sends. */
export const roomSenders = (crowd: Crowd, { rooms, members }: Pick<RoomsSize, 'rooms' | 'members'>) => ({
  senders: placesUpTo(rooms).map((room) => new Sender(crowd, crowd.seats[room * members] as Seat)),
  rooms: placesUpTo(rooms),
})

/** The population is `separateRooms` of the size. */
export const measureRooms = async (contestant: Contestant, open: Open, size: RoomsSize): Promise<Measured> => {
  const crowd = await openCrowd(open, placesUpTo(size.rooms * size.members))
  const load: SteadyLoad = { ...size, ...roomSenders(crowd, size), copies: size.members }
  const figures = await measureSteady(contestant, crowd, load)
  const { usage, deliveries, inTime } = figures
  return {
    figures: {
      'CPU µs per delivery': usage.micros / deliveries,
      'p50 ms': crowd.tally.delivery.at(0.5),
      'p99 ms': crowd.tally.delivery.at(0.99),
      'delivered in time %': inTime * 100,
      ...settledFigures(figures),
    },
    note: `CPU µs per delivery: ${partsPer(usage, deliveries)}`,
  }
}
