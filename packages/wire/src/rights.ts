/** What each process says and hears on NATS, as subjects with wildcards. Nothing else is its business. */

import type { Owner } from '@parley/protocol'
import { streamOwners } from '@parley/protocol'
import { type Question, type QuestionEntry, questions } from './questions.ts'
import { identityOwner, inboxPrefix, subjects } from './subjects.ts'

export interface Rights {
  readonly publish: readonly string[]
  readonly subscribe: readonly string[]
  /** Whether it may answer a question that has reached it, where the question says. */
  readonly answers: boolean
}

const names = Object.keys(questions) as Question[]

const inboxes = (user: string): string => `${inboxPrefix(user)}.>`

/** What this kind of process asks services of this kind. */
const asked = (asks: QuestionEntry['asks'][number], answers: QuestionEntry['answers']): Question[] =>
  names.filter((name) => questions[name].asks.includes(asks) && questions[name].answers === answers)

export const gatewayRights = (prefix: string, user: string, services: readonly Owner[]): Rights => {
  const { commands, replies, question, events, typing, keysChanged, sessionsEnded } = subjects(prefix)
  return {
    publish: [
      ...services.map(commands),
      ...streamOwners.flatMap((owner) => asked('gateway', 'service').map((name) => question(owner, name))),
      ...asked('gateway', 'identity').map((name) => question(identityOwner, name)),
      typing('>'),
    ],
    subscribe: [
      replies('*', '*'),
      ...streamOwners.map((owner) => events(`${owner}/>`)),
      typing('>'),
      keysChanged,
      sessionsEnded,
      inboxes(user),
    ],
    answers: false,
  }
}

/** `follows` are the services of which this one keeps a projection. */
export const serviceRights = (prefix: string, user: string, service: Owner, follows: readonly Owner[]): Rights => {
  const { commands, replies, question, events, committed, epochs, keysChanged, sessionsEnded } = subjects(prefix)
  const isIdentity = service === identityOwner
  const answered = names.filter((name) => isIdentity || questions[name].answers === 'service')
  return {
    publish: [
      replies('*', service),
      events(`${service}/>`),
      committed(service),
      epochs(service),
      ...follows.flatMap((owner) => asked('follower', 'service').map((name) => question(owner, name))),
      ...(isIdentity ? [keysChanged, sessionsEnded] : []),
    ],
    subscribe: [
      commands(service),
      ...answered.map((name) => question(service, name)),
      epochs(service),
      ...follows.map(committed),
      inboxes(user),
    ],
    answers: true,
  }
}
