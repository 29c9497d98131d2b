/** NATS as the services use it: fire and forget, and question and answer. Whatever is lost here is repaired elsewhere. */
import { errors, type Msg, type Subscription } from '@nats-io/transport-node'
import { Failure, fail } from '@parley/protocol'
import { leastPayload, type Subjects, subjects } from '@parley/wire'
import type { Log } from './log.ts'
import { accessOf } from './nats-access.ts'
import { connectFirst, dialing } from './nats-dialing.ts'
import { watchNats } from './nats-watch.ts'
import { makeOutgoing } from './outgoing.ts'
import { RefusedSubjects, type Take } from './refused-subjects.ts'

export interface Bus extends AsyncDisposable {
  readonly subjects: Subjects
  readonly connected: () => boolean
  /** Connected, and listening to all that it was asked to. */
  readonly ready: () => boolean
  /** Resolves where NATS will not do, or cannot be come back to: the process has to end, and says why. */
  readonly lost: Promise<Error>
  /** Since it was made: how often NATS came back, and messages that could not leave. */
  readonly counts: Readonly<Record<'reconnects' | 'unsent', number>>
  /** Bytes in one message at most; NATS refuses more. */
  readonly mostBytes: () => number
  /** Leaves at the end of this turn of the event loop, with all else that it publishes. */
  publish(subject: string, data: string | Uint8Array, reply?: string): void
  /** Calls `work` once at the end of this turn; what it publishes leaves with the turn's messages. */
  beforeLeaving(work: () => void): void
  /** Calls `take` for each message; with `queue`, one process of that name gets each. */
  listen(subject: string, take: (message: Msg) => void, queue?: string): Subscription
  /** One `take` for many subjects: the function returned listens to one more, at no cost besides the subscription. */
  listener(take: (message: Msg) => void): (subject: string, queue?: string) => Subscription
  /**
   * Answers JSON with JSON, one process of the `queue` per question. An exception is answered as an error, and what does not
   * fit a message with ANSWER_TOO_LARGE.
   */
  answer<Ask, Tell>(subject: string, queue: string, tell: (ask: Ask) => Promise<Tell>): Subscription
  /**
   * Asks JSON and gets JSON. Fails with UNAVAILABLE where nobody answers or the connection breaks, TIMEOUT where nobody
   * does in time, BODY_TOO_LARGE where the question does not fit a message.
   */
  ask<Ask, Tell>(subject: string, ask: Ask, timeoutMs?: number): Promise<Tell>
  /** Resolves when the server has processed everything published and subscribed so far. */
  flush(): Promise<void>
  /** Called after every reconnection: messages may have been missed. */
  onReconnect(then: () => void): void
  /** Called when the connection breaks: what is under way gets no answer any more. */
  onDisconnect(then: () => void): void
}

interface AskedFailure {
  readonly failure: { readonly name: Failure['body']['name'] }
}

const isFailure = (answer: unknown): answer is AskedFailure =>
  typeof answer === 'object' && answer !== null && 'failure' in answer

/** What NATS takes unless it is told otherwise. */
const defaultMostBytes = 1_048_576

const unreachable = (reason: unknown): never => {
  const name = (reason as Error)?.name ?? ''
  if (name === 'TimeoutError') return fail('TIMEOUT')
  return fail('UNAVAILABLE', { retry_ms: 500 })
}

const advice = (mostBytes: number) =>
  `NATS takes messages of ${mostBytes} bytes at most, and one event may need ${leastPayload}: set its max_payload to that or more (${defaultMostBytes} is its default)`

/** A NATS with which some messages could never be delivered is no NATS to work on. */
const tooSmall = (mostBytes: number): Error | undefined =>
  mostBytes < leastPayload ? new Error(advice(mostBytes)) : undefined

/** Keeps trying for as long as it lives, so that services may start in any order. */
export const connectBus = async (servers: readonly string[], prefix: string, log: Log): Promise<Bus> => {
  const access = accessOf(servers)
  const connection = await connectFirst(
    {
      ...access,
      ...dialing(),
      maxReconnectAttempts: -1,
      // One that refuses us twice may have been given its new passwords before we were.
      ignoreAuthErrorAbort: true,
      pingInterval: 10_000,
      maxPingOut: 2,
      ignoreClusterUpdates: true,
      // An error with its stack for each question, made in case it fails, costs more than the question.
      noAsyncTraces: true,
    },
    (reasons) => log.warn({ servers: reasons }, 'NATS is not there, trying again'),
  )
  const mostBytes = () => connection.info?.max_payload ?? defaultMostBytes
  const fault = tooSmall(mostBytes())
  if (fault) {
    await connection.close()
    throw fault
  }
  if (mostBytes() < defaultMostBytes)
    log.warn(
      { max_payload: mostBytes(), least: leastPayload, usual: defaultMostBytes },
      'NATS takes small messages: lists come in more and smaller pages. Set its max_payload to the usual or more',
    )
  const counts = { unsent: 0 }
  const afterReconnect: (() => void)[] = []
  const afterDisconnect: (() => void)[] = []
  const watched = watchNats(connection, access, log, {
    gone: () => {
      for (const then of afterDisconnect) then()
    },
    back: () => {
      for (const then of afterReconnect) then()
      return tooSmall(mostBytes())
    },
  })
  const refused = new RefusedSubjects(connection, () => log.info('NATS lets us listen to all subjects again'))

  const outgoing = makeOutgoing((reason) => {
    if (reason instanceof errors.ClosedConnectionError) return
    counts.unsent++
    log.error({ err: reason }, 'a message could not leave')
  })

  const listener: Bus['listener'] = (take) => {
    // One function for all: the library calls it on the subscription.
    const callback: Take = function (fault, message) {
      if (fault) return refused.add(this as Subscription, callback)
      try {
        take(message)
      } catch (reason) {
        log.error({ err: reason, subject: message.subject }, 'a message could not be taken')
      }
    }
    return (subject, queue) => connection.subscribe(subject, queue ? { queue, callback } : { callback })
  }
  const listen: Bus['listen'] = (subject, take, queue) => listener(take)(subject, queue)

  const answerTo = async <Ask, Tell>(message: Msg, tell: (ask: Ask) => Promise<Tell>): Promise<string> => {
    try {
      const answer = JSON.stringify(await tell(message.json<Ask>()))
      if (Buffer.byteLength(answer) <= mostBytes()) return answer
      log.error({ subject: message.subject, characters: answer.length }, 'an answer does not fit a message')
      return fail('ANSWER_TOO_LARGE')
    } catch (reason) {
      if (!(reason instanceof Failure)) log.error({ err: reason, subject: message.subject }, 'could not answer')
      return JSON.stringify({ failure: { name: reason instanceof Failure ? reason.body.name : 'UNAVAILABLE' } })
    }
  }

  /** Of questions that are not answered yet. */
  const giveUp = new Set<(reason: Error) => void>()
  afterDisconnect.push(() => {
    for (const reject of giveUp) reject(new Error('the connection to NATS broke'))
  })
  /** As the library does it, which lets a question wait that the break has lost. */
  const request = async (subject: string, question: string, timeout: number): Promise<Msg> => {
    const broken = Promise.withResolvers<never>()
    giveUp.add(broken.reject)
    try {
      return await Promise.race([connection.request(subject, question, { timeout }), broken.promise])
    } finally {
      giveUp.delete(broken.reject)
    }
  }

  const asked: Subscription[] = []
  const answering = new Set<Promise<void>>()
  const respond = <Ask, Tell>(message: Msg, tell: (ask: Ask) => Promise<Tell>): void => {
    const answered = answerTo(message, tell).then((answer) => {
      answering.delete(answered)
      outgoing.push(() => message.respond(answer))
    })
    answering.add(answered)
  }

  return {
    subjects: subjects(prefix),
    connected: watched.connected,
    ready: () => watched.connected() && !refused.some,
    lost: watched.lost,
    counts: {
      get reconnects() {
        return watched.counts.reconnects
      },
      get unsent() {
        return counts.unsent
      },
    },
    mostBytes,
    publish: (subject, data, reply) =>
      outgoing.push(() => connection.publish(subject, data, reply ? { reply } : undefined)),
    beforeLeaving: outgoing.beforeLeaving,
    listen,
    listener,
    answer: (subject, queue, tell) => {
      const subscription = listen(subject, (message) => respond(message, tell), queue)
      asked.push(subscription)
      return subscription
    },
    ask: async <Ask, Tell>(subject: string, ask: Ask, timeoutMs = 5_000): Promise<Tell> => {
      const question = JSON.stringify(ask)
      if (Buffer.byteLength(question) > mostBytes()) fail('BODY_TOO_LARGE')
      if (!watched.connected()) fail('UNAVAILABLE', { retry_ms: 500 })
      const message = await request(subject, question, timeoutMs).catch(unreachable)
      const answer = message.json<Tell>()
      return isFailure(answer) ? fail(answer.failure.name) : answer
    },
    flush: () => {
      outgoing.leave()
      return connection.flush()
    },
    onReconnect: (then) => void afterReconnect.push(then),
    onDisconnect: (then) => void afterDisconnect.push(then),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(asked.map((subscription) => subscription.drain().catch(() => {})))
      await Promise.all(answering)
      outgoing.leave()
      await connection.drain().catch(() => connection.close())
    },
  }
}
