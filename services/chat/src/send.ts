/** Sends messages in natural batches: one statement, one commit and one publication for all that came meanwhile. */
import { Failure, frameText } from '@parley/protocol'
import { batcher, type Database, isServerFault, type Publisher, type StreamEvents } from '@parley/service-kit'
import type { NewMessage, Outcome } from './store/messages.ts'
import * as store from './store/messages.ts'

export interface Sent {
  readonly seq: number
  readonly at: number
}

export type SendMessage = (message: NewMessage) => Promise<Sent>

const identity = (message: NewMessage) => `${message.room} ${message.key}`

/** One bad message must not fail its neighbours: what the batch cannot do is tried one by one. */
const sendAll = async (db: Database, messages: readonly NewMessage[]): Promise<(Outcome | Error)[]> => {
  try {
    return await store.send(db, messages)
  } catch (reason) {
    if (isServerFault(reason) || messages.length === 1) throw reason
    return Promise.all(
      messages.map((message) =>
        sendAll(db, [message]).then(
          ([outcome]) => outcome as Outcome,
          (fault: Error) => fault,
        ),
      ),
    )
  }
}

/** Consecutive per room, as one batch numbers them. */
const toEvents = (messages: readonly NewMessage[], outcomes: readonly (Outcome | Error)[]): StreamEvents[] => {
  const streams = new Map<string, { on: string; first: number; follows: boolean; frames: string[] }>()
  messages.forEach((message, place) => {
    const result = outcomes[place]
    if (!result || result instanceof Error || result.outcome !== 'sent') return
    const on = `chat/room/${message.room}`
    const frame = frameText(on, result.seq, 'message.sent', message.sender, result.at, message.body)
    const stream = streams.get(message.room)
    if (stream) stream.frames.push(frame)
    else streams.set(message.room, { on, first: result.seq, follows: false, frames: [frame] })
  })
  return [...streams.values()]
}

const toAnswer = (outcome: Outcome | Error): Sent | Error => {
  if (outcome instanceof Error) return outcome
  switch (outcome.outcome) {
    case 'no room':
      return new Failure('ROOM_NOT_FOUND')
    case 'id taken':
      return new Failure('MESSAGE_ID_TAKEN')
    default:
      return { seq: outcome.seq, at: outcome.at }
  }
}

/** The same message twice in one batch is sent once and answered twice; another's with the same id waits its turn. */
const sendBatch = async (
  db: Database,
  publisher: Publisher,
  messages: readonly NewMessage[],
): Promise<(Sent | Error)[]> => {
  const once = new Map<string, NewMessage>()
  for (const message of messages) if (!once.has(identity(message))) once.set(identity(message), message)
  const distinct = [...once.values()]
  const outcomes = await sendAll(db, distinct)
  publisher.publish(toEvents(distinct, outcomes))
  const answers = new Map(distinct.map((message, place) => [message, toAnswer(outcomes[place] as Outcome | Error)]))
  return Promise.all(
    messages.map(async (message) => {
      const first = once.get(identity(message)) as NewMessage
      if (first.sender === message.sender) return answers.get(first) as Sent | Error
      return (await sendBatch(db, publisher, [message]))[0] as Sent | Error
    }),
  )
}

/** Messages of one room are never in two statements at once, so they are numbered in the order they came. */
export const makeSend = (db: Database, publisher: Publisher, limits: { most: number; inFlight: number }): SendMessage =>
  batcher((messages: NewMessage[]) => sendBatch(db, publisher, messages), { ...limits, key: (message) => message.room })
