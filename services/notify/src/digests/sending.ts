/**
 * Mail about what people have not read, as it comes to be due. Each is claimed for a while, and has one id for all of its tries: a process that
 * ends in between leaves one that may have been sent, and which is then asked for again, by the same id. Whose address that is knows
 * auth alone.
 */

import { type Bus, type Database, type Job, jsonBytes, type Log } from '@parley/service-kit'
import type { Glimpse, Mailed } from '@parley/wire'
import { envelopeBytes } from '@parley/wire'
import { askGlimpse, askMail, askUsed } from '../asking.ts'
import type { NotifyMetrics } from '../metrics.ts'
import {
  beginDigest,
  type Claimed,
  claimDigests,
  digestFacts,
  type End,
  endDigest,
  type Facts,
  putOffDigest,
  spanSeconds,
  type Unread,
} from '../store/digests.ts'
import { type Entry, type Letter, letterOf } from './letter.ts'
import { type Terms, type Verdict, verdictOf } from './rules.ts'
import { type Stops, stopPath } from './stopping.ts'

export interface DigestMeans extends Terms {
  readonly db: Database
  readonly bus: Pick<Bus, 'ask' | 'subjects' | 'mostBytes'>
  readonly log: Log
  readonly metrics: NotifyMetrics
  readonly stops: Stops
  /** Where the platform is, without a slash at its end. */
  readonly here: string
  readonly perMinute: number
}

/** Of one run, of all processes together. */
export const everySeconds = 10
const atOnce = 10
/** Longer than anything is under way. */
const claimedSeconds = 120
/** Those that are looked at, of one person. */
const mostUnread = 500
/** Places that one mail tells of. */
const mostEntries = 20
/** What could not be sent by then is not sent. */
const longestSeconds = 43_200
/** What only auth can say is waited for so long. */
const retrySeconds = (tries: number) => Math.min(3_600, 60 * 2 ** Math.min(tries, 6))

export const digestOutcomes = ['sent', 'refused', 'nobody', 'retried', 'over', 'there', 'quiet', 'unknown'] as const
type Outcome = (typeof digestOutcomes)[number]

interface Due {
  readonly claimed: Claimed
  readonly facts: Facts
  readonly verdict: Verdict
}

const dueOf = async (means: DigestMeans, all: readonly Claimed[]): Promise<Due[]> => {
  const unused = await askUsed(
    means.bus,
    all.map(({ person }) => person),
  )
  // After presence has answered: what is read meanwhile is not told.
  const found = await digestFacts(means.db, all, mostUnread)
  return all.map((claimed, place) => {
    const facts = found[place] as Facts
    const unusedMs = unused.get(claimed.person)
    return { claimed, facts, verdict: verdictOf({ facts, unusedMs, seconds: claimed.seconds }, means) }
  })
}

/** Of one room, or of one kind that is of no room; those with the newest first. */
const grouped = (unread: readonly Unread[]): Unread[][] => [
  ...Map.groupBy(unread, ({ kind, room }) => `${kind} ${room}`).values(),
]

const entriesOf = async (
  { bus }: DigestMeans,
  { claimed, facts }: Due,
  unread: readonly Unread[],
): Promise<Entry[]> => {
  const glimpseOf = ({ room, message, by }: Unread): Promise<Glimpse> =>
    askGlimpse(bus, {
      user: claimed.person,
      ...(room === null ? {} : { room }),
      ...(message === null ? {} : { message }),
      ...(by === null ? {} : { by }),
    })
  return Promise.all(
    grouped(unread)
      .slice(0, mostEntries)
      .map(async (group) => {
        const newest = group[0] as Unread
        const glimpse = facts.digestContent ? await glimpseOf(newest) : {}
        return { kind: newest.kind, count: group.length, newest, glimpse }
      }),
  )
}

type Send = Extract<Verdict, { is: 'send' }>

/** As much of it as goes into a message of NATS. */
const composed = async (means: DigestMeans, due: Due, { every, unread }: Send): Promise<Letter> => {
  const { bus, here, stops } = means
  const all = await entriesOf(means, due, unread)
  const stop = `${here}${stopPath}/${stops.of(due.claimed.person)}`
  for (let most = all.length; ; most--) {
    const entries = all.slice(0, most)
    const others = unread.length - entries.reduce((sum, { count }) => sum + count, 0)
    const letter = letterOf({ entries, others, every, here, stop })
    if (most === 0 || jsonBytes(letter) < bus.mostBytes() - 2 * envelopeBytes) return letter
  }
}

const end = ({ db, awaySeconds }: DigestMeans, person: string, how: Omit<End, 'awaySeconds'>): Promise<void> =>
  db.transaction(async (tx) => {
    await tx.lock([person])
    await endDigest(tx, person, { ...how, awaySeconds })
  })

const spanOf = ({ usual }: DigestMeans, { facts }: Due): number => {
  const every = facts.digest ?? usual
  return every === 'never' ? 0 : spanSeconds[every]
}

const isUnder = (way: Mailed['outcome'], seconds: number): boolean => way === 'later' && seconds < longestSeconds

const send = async (means: DigestMeans, due: Due, verdict: Send): Promise<Outcome> => {
  const { db, bus, stops, here } = means
  const { person, tries, seconds, upto: before } = due.claimed
  const upto = before ?? verdict.unread[0]?.id ?? 0
  const letter = await composed(means, due, verdict)
  const id = await beginDigest(db, person, upto)
  if (id === undefined) return 'over'
  const unsubscribe = `${here}${stopPath}/${stops.of(person)}`
  const outcome = await askMail(bus, { user: person, id, ...letter, unsubscribe })
  if (isUnder(outcome, seconds)) {
    await putOffDigest(db, person, retrySeconds(tries), true)
    return 'retried'
  }
  await end(means, person, { upto, counts: true, spanSeconds: spanOf(means, due) })
  return outcome === 'later' ? 'over' : outcome
}

const doOne = async (means: DigestMeans, due: Due): Promise<Outcome> => {
  const { claimed, facts, verdict } = due
  if (verdict.is === 'send') return send(means, due, verdict)
  if (verdict.is === 'wait') {
    await putOffDigest(means.db, claimed.person, verdict.seconds, claimed.mail !== null || verdict.why === 'unknown')
    return verdict.why
  }
  // Of one that was tried before it is over with what that tells of.
  const upto = claimed.upto ?? facts.unread?.[0]?.id ?? 0
  await end(means, claimed.person, { upto, counts: claimed.mail !== null, spanSeconds: spanOf(means, due) })
  return 'over'
}

/** One at a time of all processes; what is due beyond the rate waits for the next run. */
export const digesting = (means: DigestMeans): Job<'sent'> => {
  const seriesOf = (outcome: Outcome) => means.metrics.parley_notify_digests_total.of({ outcome })
  // Each is there from the start, so that the first mail shows as a change.
  for (const outcome of digestOutcomes) seriesOf(outcome)
  const count = async (due: Due): Promise<Outcome> => {
    const outcome = await doOne(means, due)
    seriesOf(outcome).value++
    return outcome
  }
  const asked: readonly Outcome[] = ['sent', 'refused', 'retried', 'nobody']
  return {
    name: 'send-digests',
    everySeconds,
    isOften: true,
    counts: ['sent'],
    run: async () => {
      let sent = 0
      for (let left = Math.max(1, Math.round((means.perMinute * everySeconds) / 60)); left > 0; ) {
        const claimed = await claimDigests(means.db, Math.min(left, atOnce), claimedSeconds)
        if (claimed.length === 0) break
        const outcomes = await Promise.all((await dueOf(means, claimed)).map(count))
        sent += outcomes.filter((outcome) => outcome === 'sent').length
        left -= outcomes.filter((outcome) => asked.includes(outcome)).length
      }
      return { sent }
    },
  }
}
