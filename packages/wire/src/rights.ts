/** What each process says and hears on NATS, as subjects with wildcards. Nothing else is its business. */

import type { Owner } from '@parley/protocol'
import { streamOwners, topicOwners } from '@parley/protocol'
import { type Question, type QuestionEntry, questions } from './questions/questions.ts'
import {
  exportOwners,
  filesOwner,
  identityOwner,
  inboxPrefix,
  notifyOwner,
  peopleOwners,
  presenceOwner,
  relationsOwner,
  roomsOwner,
  subjects,
} from './subjects.ts'

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

/** Who answers questions of each kind, of those whom gateways ask. */
const answering: Readonly<Record<QuestionEntry['answers'], readonly Owner[]>> = {
  service: streamOwners,
  topics: topicOwners,
  identity: [identityOwner],
  presence: [presenceOwner],
  rooms: [roomsOwner],
  relations: [relationsOwner],
  files: [filesOwner],
  people: peopleOwners,
  everyone: exportOwners,
}
const kinds = Object.keys(answering) as QuestionEntry['answers'][]

/** Every service has streams and an outbox, also where nobody follows them. */
const answers = (service: Owner, kind: QuestionEntry['answers']): boolean =>
  kind === 'service' || answering[kind].includes(service)

export const gatewayRights = (prefix: string, user: string, services: readonly Owner[]): Rights => {
  const { commands, replies, question, events, typing, keysChanged, sessionsEnded, standingsChanged } = subjects(prefix)
  return {
    publish: [
      ...services.map(commands),
      ...kinds.flatMap((kind) =>
        answering[kind].flatMap((owner) => asked('gateway', kind).map((name) => question(owner, name))),
      ),
      typing('>'),
    ],
    subscribe: [
      replies('*', '*'),
      ...new Set([...streamOwners, ...topicOwners].map((owner) => events(`${owner}/>`))),
      typing('>'),
      keysChanged,
      sessionsEnded,
      standingsChanged,
      inboxes(user),
    ],
    answers: false,
  }
}

interface Neighbours {
  /** The services of which this one keeps a projection. */
  readonly follows: readonly Owner[]
  /** Those that keep one of it. */
  readonly followers: readonly Owner[]
  /** Those that it asks besides. */
  readonly asks?: readonly Owner[]
}

/** What services are asked by one that names them. */
const askedOf = (owner: Owner): Question[] =>
  kinds.filter((kind) => answers(owner, kind)).flatMap((kind) => asked('asker', kind))

/** What the one service of its kind asks, of all that answer it. */
const askedBy = (
  asker: 'identity' | 'archivist',
  question: ReturnType<typeof subjects>['question'],
): readonly string[] =>
  kinds.flatMap((kind) => answering[kind].flatMap((owner) => asked(asker, kind).map((name) => question(owner, name))))

export const serviceRights = (
  prefix: string,
  user: string,
  service: Owner,
  { follows, followers, asks = [] }: Neighbours,
): Rights => {
  const { commands, replies, question, events, committed, epochs, keysChanged, sessionsEnded, standingsChanged } =
    subjects(prefix)
  const isIdentity = service === identityOwner
  const isNotifier = service === notifyOwner
  const answered = names.filter((name) => answers(service, questions[name].answers))
  return {
    publish: [
      replies('*', service),
      events(`${service}/>`),
      committed(service),
      epochs(service),
      ...follows.flatMap((owner) =>
        kinds
          .filter((kind) => answers(owner, kind))
          .flatMap((kind) => asked('follower', kind).map((name) => question(owner, name))),
      ),
      ...followers.flatMap((owner) => asked('followed', 'service').map((name) => question(owner, name))),
      ...asks.flatMap((owner) => askedOf(owner).map((name) => question(owner, name))),
      ...(isIdentity ? [keysChanged, sessionsEnded, standingsChanged, ...askedBy('identity', question)] : []),
      ...(service === filesOwner ? askedBy('archivist', question) : []),
    ],
    subscribe: [
      commands(service),
      ...answered.map((name) => question(service, name)),
      epochs(service),
      ...follows.map(committed),
      ...(isNotifier ? [events(`${roomsOwner}/user/>`)] : []),
      // Whoever checks tokens hears which are good no longer.
      ...(asks.includes(identityOwner) ? [keysChanged, sessionsEnded, standingsChanged] : []),
      inboxes(user),
    ],
    answers: true,
  }
}
