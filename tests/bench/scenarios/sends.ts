/** Conversations of two, of whom one is connected and sends as fast as it is answered. */
import { startBareInsert } from '../contestants/bare.ts'
import type { Contestant, Lend, Open } from '../contestants/contestant.ts'
import { placesUpTo, separateRooms } from '../contestants/population.ts'
import { measureSends, type SendFigures } from '../load/closed-loop.ts'
import { openCrowd } from '../load/crowd.ts'
import { Sender } from '../load/sender.ts'
import { settledFigures } from '../load/settle.ts'
import { partsPer } from '../load/usage.ts'
import { type Compared, compare } from './compare.ts'
import type { Measured } from './scenario.ts'

export interface SendsSize {
  readonly conversations: number
  /** Unanswered messages in each. */
  readonly inFlight: number
  readonly warmUpMs: number
  readonly ms: number
}

/** The first of each conversation, where the population is `separateRooms` of two. */
export const openSenders = async (open: Open, conversations: number) => {
  const crowd = await openCrowd(
    open,
    placesUpTo(conversations).map((place) => 2 * place),
  )
  return { crowd, senders: crowd.seats.map((seat) => new Sender(crowd, seat)) }
}

export const sendFigures = ({ perSecond, usage, sends, p50, p99, ...settled }: SendFigures): Measured => ({
  figures: {
    'sends/s': perSecond,
    'CPU µs per send': usage.micros / sends,
    'p50 ms': p50,
    'p99 ms': p99,
    ...settledFigures(settled),
  },
  note: `CPU µs per send: ${partsPer(usage, sends)}`,
})

const measureConversations = async (contestant: Contestant, open: Open, size: SendsSize): Promise<Measured> => {
  const { crowd, senders } = await openSenders(open, size.conversations)
  const rooms = senders.map((_, room) => [room])
  return sendFigures(await measureSends(contestant, crowd, { ...size, senders, rooms, copies: 1 }))
}

/** Each contestant with as many conversations. The bare insert neither numbers, checks nor delivers. */
export const compareConversations = (size: SendsSize, lend: Lend): Promise<Compared> =>
  compare(lend, startBareInsert, separateRooms(size.conversations, 2), (contestant, open) =>
    measureConversations(contestant, open, size),
  )
