/** As many messages as are acknowledged: each sender keeps some under way, and an answer makes room for the next. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Contestant } from '../contestants/contestant.ts'
import type { Crowd } from './crowd.ts'
import { type Sender, sentBy } from './sender.ts'
import { type Settled, settle } from './settle.ts'
import { meter, type Usage } from './usage.ts'

export interface ClosedLoop {
  readonly senders: readonly Sender[]
  /** The rooms to which the sender at each place sends in turn. */
  readonly rooms: readonly (readonly number[])[]
  /** Unanswered messages of each sender. */
  readonly inFlight: number
  readonly warmUpMs: number
  readonly ms: number
  /** Clients of the crowd that get each message. */
  readonly copies: number
}

export interface SendFigures extends Settled {
  readonly usage: Usage
  /** Acknowledged within the time that was measured. */
  readonly sends: number
  readonly perSecond: number
  /** Milliseconds to the acknowledgement. */
  readonly p50: number
  readonly p99: number
}

const sendOn = (sender: Sender, rooms: readonly number[], inFlight: number): void => {
  const send = () => sender.send(rooms[sender.sent % rooms.length] as number)
  sender.onAnswer = send
  for (let place = 0; place < inFlight; place++) send()
}

export const measureSends = async (
  { processes, delivers }: Contestant,
  crowd: Crowd,
  { senders, rooms, inFlight, warmUpMs, ms, copies }: ClosedLoop,
): Promise<SendFigures> => {
  const { tally } = crowd
  const before = sentBy(senders)
  tally.reset()
  for (const [place, sender] of senders.entries()) sendOn(sender, rooms[place] ?? [], inFlight)
  await pause(warmUpMs)
  tally.forgetDelays()
  const early = tally.acknowledged
  const used = meter(processes)
  await pause(ms)
  const usage = used()
  const sends = tally.acknowledged - early
  const [p50, p99] = [tally.answer.at(0.5), tally.answer.at(0.99)]
  for (const sender of senders) sender.onAnswer = undefined
  const settled = await settle(crowd, () => sentBy(senders) - before, delivers ? copies : 0)
  return { ...settled, usage, sends, perSecond: sends / usage.seconds, p50, p99 }
}
