/** What a service answers of its streams: to gateways, and to other services. */
import { isDeepStrictEqual } from 'node:util'
import { doesRule, isRedacted, type Owner } from '@parley/protocol'
import {
  type AudiencesQuestion,
  envelopeBytes,
  type FollowQuestion,
  type FollowState,
  type HeldQuestion,
  type OpenPage,
  type OpenQuestion,
  type ReaderSight,
  type StreamAudiences,
  type StreamRange,
} from '@parley/wire'
import { batcher } from './batch.ts'
import type { Bus } from './bus.ts'
import type { Database } from './database.ts'
import { fairShare, fittingCount, itemBytes } from './fitting.ts'
import type { History } from './history.ts'
import { answerQuestion } from './questions.ts'
import { heads, ranges } from './streams.ts'

/**
 * What each of these readers follows after the stream where the page before ended, at most so many of each: first the
 * reader's own stream, then the others in the order of their ids. A page is one snapshot.
 */
export type OpenReaders = (asked: readonly OpenQuestion[], most: number) => Promise<OpenPage[]>

/** What each of these readers may not see, or no more than others, in the order of the question. */
export type ReadSights = (readers: readonly string[]) => Promise<ReaderSight[]>

/** Where these streams stand for their readers, in the order of the question; null where there is none, or it is not theirs. */
export type FollowStreams = (asked: readonly FollowQuestion[]) => Promise<(FollowState | null)[]>

/** To which audiences of these streams the readers belong, in the order of the question; null where there is no such stream. */
export type ReadAudiences = (asked: readonly AudiencesQuestion[]) => Promise<(StreamAudiences | null)[]>

/** Readers in one item of a question about audiences. */
export const mostReadersOfOne = 100
/** Bytes of the answer to one such item, at most: its audiences by name, and which of them each class has. */
const audiencesBytes = 40_000
export const mostAudiences = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, audiencesBytes, 20)

/** Bytes of one question whether somebody may follow a stream, and of its answer. */
const followBytes = 325
export const mostFollows = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, followBytes, 200)

/** Bytes of one reader's sight as JSON, at most. */
const sightBytes = 40_000
export const mostSights = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, sightBytes, 50)

/**
 * A gateway of the release before would show everything to whoever comes in by it. Who has a sight of their own, or follows a stream
 * that rules others, gets no answer there that goes on, and so comes in by another gateway.
 */
const withheld: OpenPage = { streams: [], more: true }

const isWithheld = ({ hides, streams }: OpenPage, asked: OpenQuestion | undefined): boolean =>
  (hides === true && !asked?.sees) || (!asked?.rules && streams.some(({ on }) => doesRule(on)))

/** Bytes of one stream's state as JSON, at most. */
const stateBytes = 225
/** Streams of one reader that are looked up at once. */
const mostStreams = 2_000
/** Of one answer: whoever reads it does nothing else meanwhile, and ten readers may follow thousands each. */
const openBytes = 1024 * 1024
/** Readers of one gateway in one question, so that what most people follow fits the answer. */
const readerBytes = 5_000
export const mostReaders = (bus: Pick<Bus, 'mostBytes'>): number => fittingCount(bus, readerBytes, 200)

/** Makes them fit one answer: a reader who follows thousands gets a part of them, and everybody else what they follow. */
export const fitReaders = (pages: readonly OpenPage[], mostBytes: number): OpenPage[] => {
  const needs = pages.map(({ streams }) => streams.length)
  const share = fairShare(needs, Math.floor(mostBytes / stateBytes))
  const most = Math.max(1, Math.floor(share))
  return pages.map((page) =>
    page.streams.length <= most ? page : { ...page, streams: page.streams.slice(0, most), more: true },
  )
}

/** A gateway of the release before names readers alone, and takes a whole list, or null and asks again. */
const toFormer = ({ streams, more }: OpenPage) => (more ? null : streams)

const answerReaders = (bus: Bus, service: Owner, openReaders: OpenReaders) => {
  const open = batcher((asked: OpenQuestion[]) => openReaders(asked, fittingCount(bus, stateBytes, mostStreams)), {
    most: 500,
    inFlight: 2,
  })
  const tell = async (asked: readonly (OpenQuestion | string)[]) => {
    const questions = asked.map((question) => (typeof question === 'string' ? { reader: question } : question))
    const pages = fitReaders(
      await Promise.all(questions.map(open)),
      Math.min(openBytes, bus.mostBytes() - envelopeBytes),
    )
    const shown = pages.map((page, place) => (isWithheld(page, questions[place]) ? withheld : page))
    return typeof asked[0] === 'string' ? shown.map(toFormer) : shown
  }
  return answerQuestion(bus, service, 'open', tell as (asked: readonly OpenQuestion[]) => Promise<OpenPage[]>)
}

/** Whether the owner, in the same epoch, has less than was delivered, or another event there. */
const contradicts = ({ seq, frame }: HeldQuestion, range: StreamRange): boolean => {
  if (range.head < seq) return true
  const [own] = range.floor < seq ? range.frames : []
  if (own === undefined || frame === undefined) return false
  const held = JSON.parse(own)
  // What was taken back since it was delivered is the same event.
  return !isRedacted(held) && !isDeepStrictEqual(held, JSON.parse(frame))
}

/**
 * What gateways have delivered, compared with what there is. Where it is not so, those who remember it would go on in another
 * history: the next epoch begins. Only gateways can say so, and they know what they were sent.
 */
export const answerHeld = async (db: Database, history: Held, held: readonly HeldQuestion[]): Promise<number[]> => {
  for (const { epoch } of held) history.learn(epoch)
  const asked = held.filter(({ epoch, seq }) => epoch === history.epoch && seq > 0)
  const found = await ranges(
    db,
    asked.map(({ on, seq }) => ({ on, after: seq - 1, limit: 1, sees: true })),
  )
  const wrong = asked.find((question, place) => {
    const range = found[place]
    return range?.epoch === question.epoch && contradicts(question, range)
  })
  if (wrong) await history.begin(wrong.epoch)
  return held.map(() => history.epoch)
}

type Held = Pick<History, 'epoch' | 'learn' | 'begin'>

/** What a service says of its streams besides what is in them. */
export interface StreamAnswers {
  /** Given where clients follow streams of this service. */
  readonly openReaders?: OpenReaders | undefined
  /** Given where what such clients see may differ. */
  readonly readSights?: ReadSights | undefined
  /** Given where there are streams that they follow only while they look at them. */
  readonly followStreams?: FollowStreams | undefined
  /** Given where streams of this service rule others. */
  readonly readAudiences?: ReadAudiences | undefined
}

/** Answers the questions of gateways and other services. */
export const answerStreams = (
  bus: Bus,
  service: Owner,
  db: Database,
  history: Held,
  { openReaders, readSights, followStreams, readAudiences }: StreamAnswers = {},
): Disposable => {
  using scope = new DisposableStack()
  scope.use(answerQuestion(bus, service, 'heads', (names) => heads(db, names)))
  scope.use(answerQuestion(bus, service, 'ranges', (asked) => ranges(db, asked, itemBytes(bus))))
  scope.use(answerQuestion(bus, service, 'held', (held) => answerHeld(db, history, held)))
  if (openReaders) scope.use(answerReaders(bus, service, openReaders))
  if (followStreams) scope.use(answerQuestion(bus, service, 'follow', followStreams))
  if (readAudiences) scope.use(answerQuestion(bus, service, 'audiences', readAudiences))
  if (readSights) scope.use(answerQuestion(bus, service, 'sights', readSights))
  return scope.move()
}
