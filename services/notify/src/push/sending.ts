/**
 * Sends what is due, to devices and to the relay. Each is claimed for a while, sent, and noted: a process that ends in between leaves one
 * that may have been sent, and which is sent once more, with the same tag.
 */
import { type Database, type Log, steadyNow } from '@parley/service-kit'
import type { Glimpse } from '@parley/wire'
import type { NotifyMetrics } from '../metrics.ts'
import { noteFailure, noteSuccess } from '../store/devices.ts'
import {
  type Claimed,
  claimPushes,
  endPush,
  type Facts,
  factsOf,
  noteShown,
  putOff,
  relay as relayTarget,
  type Told,
} from '../store/pushes.ts'
import { endDevice } from './ending.ts'
import { clearing, showing, urgencyOf } from './payload.ts'
import type { Posted, Poster } from './posting.ts'
import { type Relay, toRelay } from './relay.ts'
import { type Sending, toDevice } from './web-push.ts'

export interface PushMeans {
  readonly db: Database
  readonly log: Log
  readonly metrics: NotifyMetrics
  readonly contact: string
  readonly holdSeconds: number
  readonly ttlSeconds: number
  readonly toStrangers: Poster
  readonly relay: (Relay & { readonly post: Poster }) | undefined
  /** Of these people, those of whom a device is in use. */
  readonly inUse: (people: readonly string[]) => Promise<ReadonlySet<string>>
  /** Those of these sessions that are over. */
  readonly ended: (sessions: readonly string[]) => Promise<ReadonlySet<string>>
  readonly glimpse: (user: string, told: Told) => Promise<Glimpse>
}

/** Under way at once, of one process: who does not answer takes a place for some seconds. */
const atOnce = 50
/** Longer than anything is under way. */
const claimedSeconds = 60
/** A process that ended may have sent it: it is tried once more, and no more. */
const mostLost = 1

const outcomes = ['sent', 'cleared', 'held', 'retried', 'refused', 'gone', 'over'] as const
type Outcome = (typeof outcomes)[number]

const isGone = ({ status }: Posted) => status === 404 || status === 410
const isTaken = ({ status }: Posted) => status >= 200 && status < 300
const mayBeTaken = ({ status }: Posted) =>
  status === 0 || status === 408 || status === 425 || status === 429 || status >= 500

interface Work extends PushMeans {
  readonly push: Claimed
  readonly facts: Facts
  /** Whoever had the device woken has logged out there. */
  readonly isLeft: boolean
}

const sendingOf = ({ push, facts, ttlSeconds }: Work): Sending => ({
  ttl: Math.max(1, Math.round(ttlSeconds - push.seconds)),
  urgency: urgencyOf(facts.told),
})

const messageOf = async ({ push, facts, glimpse }: Work, content: boolean) => {
  const about = { user: push.person, tag: push.tag, unread: facts.unread }
  if (push.clears || !facts.told) return clearing(about)
  return showing(about, facts.told, content ? await glimpse(push.person, facts.told) : {})
}

const post = async (work: Work): Promise<Posted> => {
  const { push, facts, relay, contact, toStrangers } = work
  const message = await messageOf(work, facts.device?.content ?? false)
  if (facts.device) return toStrangers(await toDevice(facts.device, message, sendingOf(work), contact))
  const id = `${push.person}_${push.notification}_${push.clears ? 'clear' : 'show'}`
  return relay
    ? relay.post(toRelay(relay, message, sendingOf(work), { id, at: new Date() }))
    : { status: 410, retrySeconds: 0 }
}

/** Whether there is anything to be sent of it, and anybody who takes it. */
const isOver = ({ push, facts, relay, ttlSeconds }: Work): boolean => {
  if (push.lost > mostLost || push.seconds > ttlSeconds) return true
  if (push.target === relayTarget ? !relay : !facts.device) return true
  if (push.clears) return facts.device?.withdraws === false
  return !facts.told
}

const took = async ({ db, push, facts }: Work): Promise<Outcome> => {
  if (facts.device) await noteSuccess(db, facts.device.id)
  if (push.clears || !facts.told) {
    await endPush(db, push, push.notification)
    return 'cleared'
  }
  // Of a room the newest may be read, and others not.
  await noteShown(db, push, { ...facts.told, id: Math.max(facts.told.id, push.notification) })
  return 'sent'
}

/** The push itself comes back with its device, or in a while that grows. */
const isToBeRetried = async ({ db, push, facts }: Work, { retrySeconds }: Posted): Promise<Outcome> => {
  const grown = Math.min(Math.max(2, push.seconds), 3_600)
  await putOff(db, push, Math.max(retrySeconds, grown))
  if (facts.device) await noteFailure(db, facts.device.id, retrySeconds)
  return 'retried'
}

const sendOne = async (work: Work): Promise<Outcome> => {
  const { db, push, facts, log, isLeft } = work
  if (isLeft && facts.device) {
    await endDevice(db, push.person, facts.device)
    return 'gone'
  }
  if (isOver(work)) {
    await endPush(db, push, push.notification)
    return 'over'
  }
  const posted = await post(work)
  if (isTaken(posted)) return took(work)
  if (isGone(posted) && facts.device) {
    await endDevice(db, push.person, facts.device)
    return 'gone'
  }
  if (mayBeTaken(posted) || push.target === relayTarget) return isToBeRetried(work, posted)
  log.warn({ status: posted.status, device: push.target }, 'a push service refuses a push')
  await endPush(db, push, push.notification)
  return 'refused'
}

/** Who is there reads it perhaps at once. */
const hold = async (means: PushMeans, claimed: readonly Claimed[]): Promise<ReadonlySet<Claimed>> => {
  const fresh = claimed.filter(
    ({ held, clears, urgent, seconds }) => !held && !clears && !urgent && seconds < means.holdSeconds,
  )
  if (fresh.length === 0) return new Set()
  const inUse = await means.inUse(fresh.map(({ person }) => person))
  const held = fresh.filter(({ person }) => inUse.has(person))
  await Promise.all(held.map((push) => putOff(means.db, push, means.holdSeconds, true)))
  return new Set(held)
}

const worksOf = async (means: PushMeans, claimed: readonly Claimed[]): Promise<Work[]> => {
  if (claimed.length === 0) return []
  const all = await factsOf(means.db, claimed)
  const sessions = all.flatMap(({ device }) => device?.session ?? [])
  const ended: ReadonlySet<string> = sessions.length > 0 ? await means.ended(sessions) : new Set()
  return claimed.map((push, place) => {
    const facts = all[place] as Facts
    return { ...means, push, facts, isLeft: ended.has(facts.device?.session ?? '') }
  })
}

export interface Pushing {
  /** Resolves when what was due has been begun. */
  look(): Promise<void>
  /** Resolves when nothing is under way. */
  idle(): Promise<void>
}

export const openPushing = (means: PushMeans): Pushing => {
  const { db, log, metrics } = means
  const underWay = new Set<Promise<void>>()
  const seriesOf = (to: 'relay' | 'device', outcome: Outcome) => metrics.parley_notify_pushes_total.of({ to, outcome })
  // Each is there from the start, so that the first push shows as a change.
  for (const to of ['relay', 'device'] as const) for (const outcome of outcomes) seriesOf(to, outcome)
  const count = (push: Claimed, outcome: Outcome) => {
    seriesOf(push.target === relayTarget ? 'relay' : 'device', outcome).value++
  }
  const begin = (work: Work) => {
    const begun = steadyNow()
    const done = sendOne(work)
      .then((outcome) => {
        count(work.push, outcome)
        log.debug({ outcome, ms: Math.round(steadyNow() - begun) }, 'a push')
      })
      .catch((err) => log.warn({ err }, 'what came of a push is not known, it comes again'))
      .finally(() => underWay.delete(done))
    underWay.add(done)
  }
  const look = async () => {
    for (;;) {
      const free = atOnce - underWay.size
      if (free <= 0) return
      const claimed = await claimPushes(db, free, claimedSeconds)
      if (claimed.length === 0) return
      const held = await hold(means, claimed)
      for (const push of held) count(push, 'held')
      const left = claimed.filter((push) => !held.has(push))
      for (const work of await worksOf(means, left)) begin(work)
      if (claimed.length < free) return
    }
  }
  return {
    look,
    idle: async () => {
      while (underWay.size > 0) await Promise.all(underWay)
    },
  }
}
