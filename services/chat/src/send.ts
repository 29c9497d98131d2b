/** Sends messages in natural batches: one statement, one commit and one publication for all that came meanwhile. */
import { Failure, frameText } from '@parley/protocol'
import {
  type BatchLimits,
  batcher,
  type Database,
  isServerFault,
  type Publisher,
  type StreamEvents,
} from '@parley/service-kit'
import { type Mark, markOf } from '@parley/wire'
import type { Moves } from './moves.ts'
import type { NewMessage, Outcome, Waiting } from './store/messages.ts'
import * as store from './store/messages.ts'
import { findSuspended } from './store/suspensions.ts'
import { isThread } from './thread-id.ts'

export interface Sent {
  readonly seq: number
  readonly at: number
}

export type SendMessage = (message: NewMessage) => Promise<Sent>

/** One bad message must not fail its neighbours: what the batch cannot do is tried one by one, in order. */
const sendAll = async (db: Database, epoch: number, messages: readonly NewMessage[]): Promise<(Outcome | Error)[]> => {
  try {
    return await store.send(db, epoch, messages)
  } catch (reason) {
    if (isServerFault(reason)) throw reason
    if (messages.length === 1) return [reason as Error]
    const outcomes: (Outcome | Error)[] = []
    for (const message of messages) outcomes.push(...(await sendAll(db, epoch, [message])))
    return outcomes
  }
}

/** As the function `with_mentions` of the schema makes it: what comes live is what is stored. */
const withMentions = (body: string, mentions: string | null | undefined): string =>
  mentions ? `${body.slice(0, -1)},"mentions":${mentions}}` : body

interface Run extends StreamEvents {
  readonly frames: string[]
  readonly marks: (Mark | undefined)[]
  rightsAt: number | undefined
}

/** The later one, where any is told. */
const laterOf = (one: number | undefined, other: number | null): number | undefined =>
  other === null ? one : Math.max(one ?? 0, other)

/** Runs of consecutive events: of a room one, unless its messages were sent one by one and others came in between. */
const toEvents = (messages: readonly NewMessage[], outcomes: readonly (Outcome | Error)[]): StreamEvents[] => {
  const runs: Run[] = []
  const last = new Map<string, Run>()
  messages.forEach(({ room, sender, body, more }, place) => {
    const result = outcomes[place]
    if (!result || result instanceof Error || result.outcome !== 'sent') return
    let run = last.get(room)
    if (!run || run.first + run.frames.length !== result.seq) {
      run = { on: `chat/room/${room}`, first: result.seq, follows: false, frames: [], marks: [], rightsAt: undefined }
      runs.push(run)
      last.set(room, run)
    }
    run.rightsAt = laterOf(run.rightsAt, result.rights)
    const said = withMentions(body, result.mentions)
    run.frames.push(frameText(run.on, result.seq, 'message.sent', sender, result.at, said))
    run.marks.push(markOf('message.sent', sender, { origin: more?.forward?.by }))
  })
  return runs
}

export const slowMode = (outcome: Waiting['outcome']): Failure =>
  new Failure('SLOW_MODE', { retry_ms: Number(outcome.slice('wait '.length)) })

const toAnswer = (outcome: Outcome | Error): Sent | Error => {
  if (outcome instanceof Error) return outcome
  switch (outcome.outcome) {
    case 'no room':
      return new Failure('ROOM_NOT_FOUND')
    case 'suspended':
      return new Failure('ACCOUNT_SUSPENDED')
    case 'not allowed':
      return new Failure('NOT_ALLOWED')
    case 'id taken':
      return new Failure('MESSAGE_ID_TAKEN')
    case 'sent':
    case 'repeated':
      return { seq: outcome.seq, at: outcome.at }
    default:
      return slowMode(outcome.outcome)
  }
}

/**
 * A statement takes each message of a room once. The same one again by the same sender has the answer of the first, however
 * often it comes; by another sender it goes with the next statement.
 */
export const splitRepeats = (messages: readonly NewMessage[]) => {
  const seen = new Map<string, NewMessage[]>()
  const same = new Map<NewMessage, NewMessage>()
  const repeats: NewMessage[] = []
  const once: NewMessage[] = []
  for (const message of messages) {
    const others = seen.get(message.key)
    const first = others?.find(({ room }) => room === message.room)
    if (first?.sender === message.sender) same.set(message, first)
    else if (first) repeats.push(message)
    else {
      once.push(message)
      if (others) others.push(message)
      else seen.set(message.key, [message])
    }
  }
  return { once, same, repeats }
}

/** Of rooms of spaces and of threads, those are told who do not look at them. */
const noteMoves = (moves: Moves, messages: readonly NewMessage[], outcomes: readonly (Outcome | Error)[]): void => {
  const inSpaces = new Set<string>()
  outcomes.forEach((outcome, place) => {
    const { room, sender } = messages[place] as NewMessage
    if (!('space' in outcome)) return
    if (outcome.space !== null) inSpaces.add(room)
    if (inSpaces.has(room) || isThread(room)) moves.note(room, sender)
  })
}

/** Who may not send at all is told that, and not that there is no such room. */
const nameSuspended = async (db: Database, messages: readonly NewMessage[], outcomes: (Outcome | Error)[]) => {
  const refused = messages.filter((_, place) => {
    const outcome = outcomes[place]
    return outcome !== undefined && 'outcome' in outcome && outcome.outcome === 'no room'
  })
  if (refused.length === 0) return outcomes
  const suspended = await findSuspended(
    db,
    refused.map(({ sender }) => sender),
  )
  const left = new Set(refused.filter(({ sender }) => suspended.has(sender)))
  return outcomes.map((outcome, place) =>
    left.has(messages[place] as NewMessage) ? ({ outcome: 'suspended' } as const) : outcome,
  )
}

const isForOthers = (outcome: Outcome | Error): boolean => 'tells' in outcome && outcome.tells === true

const sendBatch = async (
  db: Database,
  publisher: Publisher,
  moves: Moves,
  messages: readonly NewMessage[],
): Promise<(Sent | Error)[]> => {
  const { once, same, repeats } = splitRepeats(messages)
  const { epoch } = db
  const outcomes = await nameSuspended(db, once, await sendAll(db, epoch, once))
  publisher.publish(toEvents(once, outcomes), epoch, outcomes.some(isForOthers))
  noteMoves(moves, once, outcomes)
  if (once.length === messages.length) return outcomes.map(toAnswer)
  const answers = new Map(once.map((message, place) => [message, toAnswer(outcomes[place] as Outcome)]))
  const later = repeats.length > 0 ? await sendBatch(db, publisher, moves, repeats) : []
  for (const [place, message] of repeats.entries()) answers.set(message, later[place] as Sent | Error)
  return messages.map((message) => answers.get(same.get(message) ?? message) as Sent | Error)
}

/** Messages of one room are never in two statements at once, so they are numbered in the order they came. */
export const makeSend = (
  db: Database,
  publisher: Publisher,
  moves: Moves,
  limits: Omit<BatchLimits<NewMessage>, 'key'>,
): SendMessage =>
  batcher((messages: NewMessage[]) => sendBatch(db, publisher, moves, messages), {
    ...limits,
    key: (message) => message.room,
  })
