/** What each process says and hears on NATS, as subjects with wildcards. Nothing else is its business. */
import { streamOwners } from './protocol.ts'
import { identityOwner, inboxPrefix, subjects } from './subjects.ts'
import type { Owner } from './table.ts'

export interface Rights {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
  /** Whether it may answer a question that has reached it, where the question says. */
  readonly answers: boolean
}

const inboxes = (user: string): string => `${inboxPrefix(user)}.>`

export const gatewayRights = (prefix: string, user: string, services: readonly Owner[]): Rights => {
  const { commands, replies, streams, events, keys, keysChanged, sessionsEnded } = subjects(prefix)
  return {
    publish: [...services.map(commands), ...streamOwners.map((owner) => streams(owner, '*')), keys],
    subscribe: [
      replies('*', '*'),
      ...streamOwners.map((owner) => events(`${owner}/>`)),
      keysChanged,
      sessionsEnded,
      inboxes(user),
    ],
    answers: false,
  }
}

/** `follows` are the services of whose outbox this one keeps a projection. */
export const serviceRights = (prefix: string, user: string, service: Owner, follows: readonly Owner[]): Rights => {
  const { commands, replies, streams, events, committed, epochs, outbox, keys, keysChanged, sessionsEnded } =
    subjects(prefix)
  const isIdentity = service === identityOwner
  const asks = follows.flatMap((owner) => [outbox(owner), streams(owner, 'ranges')])
  return {
    publish: [
      replies('*', service),
      events(`${service}/>`),
      committed(service),
      epochs(service),
      ...asks,
      ...(isIdentity ? [keysChanged, sessionsEnded] : []),
    ],
    subscribe: [
      commands(service),
      streams(service, '*'),
      outbox(service),
      epochs(service),
      ...follows.map(committed),
      ...(isIdentity ? [keys] : []),
      inboxes(user),
    ],
    answers: true,
  }
}
