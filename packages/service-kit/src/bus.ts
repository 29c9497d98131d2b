/** NATS as the services use it: fire and forget, and question and answer. Whatever is lost here is repaired elsewhere. */
import {
  connect,
  errors,
  type Msg,
  type NatsConnection,
  type NodeConnectionOptions,
  type Subscription,
} from '@nats-io/transport-node'
import { Failure, fail, inboxPrefix, leastPayload, type Subjects, subjects } from '@parley/protocol'
import type { Log } from './log.ts'
import { makeOutgoing } from './outgoing.ts'
import { decoded } from './server-address.ts'

export interface Bus extends AsyncDisposable {
  readonly subjects: Subjects
  readonly connected: () => boolean
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
   * Asks JSON and gets JSON. Fails with UNAVAILABLE where nobody answers, TIMEOUT where nobody does in time, BODY_TOO_LARGE
   * where the question does not fit a message.
   */
  ask<Ask, Tell>(subject: string, ask: Ask, timeoutMs?: number): Promise<Tell>
  /** Resolves when the server has processed everything published and subscribed so far. */
  flush(): Promise<void>
  /** Called after every reconnection: messages may have been missed. */
  onReconnect(then: () => void): void
}

interface AskedFailure {
  readonly failure: { readonly name: Failure['body']['name'] }
}

const isFailure = (answer: unknown): answer is AskedFailure =>
  typeof answer === 'object' && answer !== null && 'failure' in answer

const watchStatus = async (connection: NatsConnection, log: Log, changed: (connected: boolean) => void) => {
  for await (const status of connection.status()) {
    if (status.type === 'disconnect') log.warn('NATS is gone, trying again')
    if (status.type === 'reconnect') log.info('NATS is back')
    if (status.type === 'disconnect' || status.type === 'reconnect') changed(status.type === 'reconnect')
  }
}

/** What NATS takes unless it is told otherwise. */
const defaultMostBytes = 1_048_576

const unreachable = (reason: unknown): never => {
  const name = (reason as Error)?.name ?? ''
  if (name === 'TimeoutError') return fail('TIMEOUT')
  return fail('UNAVAILABLE', { retry_ms: 500 })
}

/** What the library takes as options and not from the addresses: who we are, and whether to insist on TLS. */
export const accessOf = (
  servers: readonly string[],
): Pick<NodeConnectionOptions, 'servers' | 'user' | 'pass' | 'inboxPrefix' | 'token' | 'tls'> => {
  const addresses = servers.map((server) => new URL(server))
  const { username = '', password = '' } = addresses.find((address) => address.username !== '') ?? {}
  const [user, pass] = [decoded(username), decoded(password)]
  return {
    servers: addresses.map(({ host }) => host),
    ...(pass ? { user, pass, inboxPrefix: inboxPrefix(user) } : user ? { token: user } : {}),
    ...(addresses.some(({ protocol }) => protocol === 'tls:') ? { tls: {} } : {}),
  }
}

/** A NATS with which some messages could never be delivered is no NATS to start on. */
const checkPayload = (mostBytes: number): void => {
  if (mostBytes < leastPayload)
    throw new Error(
      `NATS takes messages of ${mostBytes} bytes at most, and one event may need ${leastPayload}: set its max_payload to that or more (1048576 is its default)`,
    )
}

/** Keeps trying for as long as it lives, so that services may start in any order. */
export const connectBus = async (servers: readonly string[], prefix: string, log: Log): Promise<Bus> => {
  const connection = await connect({
    ...accessOf(servers),
    maxReconnectAttempts: -1,
    reconnectTimeWait: 200,
    reconnectJitter: 200,
    waitOnFirstConnect: true,
    pingInterval: 10_000,
    maxPingOut: 2,
    ignoreClusterUpdates: true,
  })
  const mostBytes = () => connection.info?.max_payload ?? defaultMostBytes
  try {
    checkPayload(mostBytes())
  } catch (reason) {
    await connection.close()
    throw reason
  }
  const counts = { reconnects: 0, unsent: 0 }
  let connected = true
  const afterReconnect: (() => void)[] = []
  void watchStatus(connection, log, (now) => {
    connected = now
    if (!now) return
    counts.reconnects++
    for (const then of afterReconnect) then()
  })

  const outgoing = makeOutgoing((reason) => {
    if (reason instanceof errors.ClosedConnectionError) return
    counts.unsent++
    log.error({ err: reason }, 'a message could not leave')
  })

  const listener: Bus['listener'] = (take) => {
    const callback = (fault: Error | null, message: Msg) => {
      try {
        if (fault) throw fault
        take(message)
      } catch (reason) {
        log.error({ err: reason, subject: message?.subject }, 'a message could not be taken')
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
    connected: () => connected && !connection.isClosed(),
    counts,
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
      const message = await connection.request(subject, question, { timeout: timeoutMs }).catch(unreachable)
      const answer = message.json<Tell>()
      return isFailure(answer) ? fail(answer.failure.name) : answer
    },
    flush: () => {
      outgoing.leave()
      return connection.flush()
    },
    onReconnect: (then) => void afterReconnect.push(then),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(asked.map((subscription) => subscription.drain().catch(() => {})))
      await Promise.all(answering)
      outgoing.leave()
      await connection.drain().catch(() => connection.close())
    },
  }
}
