/** Messages by the clock, whether or not anything comes back. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Contestant } from '../contestants/contestant.ts'
import type { Crowd } from './crowd.ts'
import { type Sender, sentBy } from './sender.ts'
import { type Settled, settle } from './settle.ts'
import { meter, type Usage } from './usage.ts'

/** They take turns: the sender at a place sends to the room at the same place. */
export interface Senders {
  readonly senders: readonly Sender[]
  readonly rooms: readonly number[]
}

export interface SteadyLoad extends Senders {
  /** Messages of all senders together. */
  readonly perSecond: number
  readonly warmUpMs: number
  readonly ms: number
  /** Clients of the crowd that get each message. */
  readonly copies: number
}

export interface SteadyFigures extends Settled {
  readonly usage: Usage
  /** Within the time that was measured. */
  readonly deliveries: number
  /** The share of what was sent in that time that was delivered in it. */
  readonly inTime: number
}

type Paced = Senders & Pick<SteadyLoad, 'perSecond'> & { readonly length?: number }

/** Resolves to how many were sent. */
export const sendSteadily = async ({ senders, rooms, perSecond, length }: Paced, ms: number): Promise<number> => {
  const begin = performance.now()
  let sent = 0
  for (let passed = 0; passed < ms; await pause(1)) {
    passed = performance.now() - begin
    for (const due = (passed * perSecond) / 1_000; sent < due; sent++) {
      const place = sent % senders.length
      senders[place]?.send(rooms[place] as number, length)
    }
  }
  return sent
}

/** The delays of deliveries and answers are those of the crowd's tally, from the end of the warm-up on. */
export const measureSteady = async (
  { processes, delivers }: Contestant,
  crowd: Crowd,
  load: SteadyLoad,
): Promise<SteadyFigures> => {
  const { tally } = crowd
  const before = sentBy(load.senders)
  tally.reset()
  await sendSteadily(load, load.warmUpMs)
  tally.forgetDelays()
  const early = tally.deliveries
  const used = meter(processes)
  const sent = await sendSteadily(load, load.ms)
  const usage = used()
  const deliveries = tally.deliveries - early
  const settled = await settle(crowd, () => sentBy(load.senders) - before, delivers ? load.copies : 0)
  return { ...settled, usage, deliveries, inTime: deliveries / (sent * load.copies) }
}
