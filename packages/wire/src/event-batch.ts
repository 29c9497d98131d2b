/**
 * How events travel from their service to the gateways: one header line, then one finished client frame per line.
 * JSON text holds no raw line feed, so the frames need no escaping and a gateway forwards their bytes unread.
 *
 *   `<epoch> <seq of the first event> <1 if any of them has an effect, else 0>[ <their marks>]`
 *
 * Where one of them is for some alone, the word `some` stands before it: a gateway of the release before, which does not read marks,
 * refuses that and asks for the events, which it then gets without what they say. Signals have the header `signal[ <marks>]`; without any
 * behind it, what those may see who follow the stream is another thing now, and is to be asked anew.
 *
 * Before all that stands `rights <seq>` where what they say may be seen by fewer since a position in another stream, that rules this
 * one (or in this one, of signals of a ruler): that of the last event there, when they were made, that changed who sees what. A gateway
 * of the release before refuses that; nobody follows such a stream there.
 */
import { encodeMarks, type Mark, Marks } from './sight.ts'

export interface EventBatch {
  readonly epoch: number
  readonly first: number
  /** Whether a gateway has to read the events, as one of them has an effect. */
  readonly follows: boolean
  readonly frames: readonly Uint8Array[]
  /** Undefined where no event has one, or the service is of the release before and writes none. */
  readonly marks: Marks | undefined
  /** Undefined where nothing rules it, or it does not say. */
  readonly rightsAt?: number | undefined
}

type MarkList = readonly (Mark | undefined)[]

const lineFeed = 10
const signalHeader = 'signal'
const someHeader = 'some'
const rightsHeader = 'rights'
const formerMarks = 'former'
const decoder = new TextDecoder()

const isForSome = (marks: MarkList): boolean => marks.some((mark) => mark?.for !== undefined)
const rights = (at: number | undefined): string => (at === undefined ? '' : `${rightsHeader} ${at} `)
const behind = (text: string): string => (text === '' ? '' : ` ${text}`)

export const encodeEvents = (
  epoch: number,
  first: number,
  follows: boolean,
  frames: readonly string[],
  marks: MarkList = [],
  rightsAt?: number,
): string => {
  const before = isForSome(marks) ? `${someHeader} ` : ''
  return `${rights(rightsAt)}${before}${epoch} ${first} ${follows ? 1 : 0}${behind(encodeMarks(marks))}\n${frames.join('\n')}`
}

/** For gateways of the release before alone: others take it for an empty message. */
export const encodeFormer = (epoch: number, first: number, frame: string): string =>
  `${epoch} ${first} 0 ${formerMarks}\n${frame}`

export const encodeSignals = (frames: readonly string[], marks: MarkList = [], rightsAt?: number): string =>
  `${rights(rightsAt)}${signalHeader}${behind(encodeMarks(marks))}\n${frames.join('\n')}`

const splitLines = (bytes: Uint8Array, from: number): Uint8Array[] => {
  const lines: Uint8Array[] = []
  for (let start = from; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start)
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end))
    start = end < 0 ? bytes.length : end + 1
  }
  return lines
}

const readMarks = (words: readonly string[]): Marks | undefined =>
  words.length === 0 ? undefined : new Marks(words.join(' '))

/** Takes it from the words. */
const takeRights = (words: string[]): number | undefined => {
  if (words[0] !== rightsHeader) return undefined
  const [, at] = words.splice(0, 2).map(Number)
  if (at === undefined || !Number.isSafeInteger(at)) throw new Error(`not a position of rights: ${at}`)
  return at
}

/** Whether it says no more than that what those may see who follow the stream, or watch it, is another thing now. */
export const isAsking = ({ first, frames }: Pick<EventBatch, 'first' | 'frames'>): boolean =>
  first === 0 && frames.length === 0

/** `first` is 0 for signals. Throws on anything that the functions above do not write. */
export const decodeEvents = (bytes: Uint8Array): EventBatch => {
  const headerEnd = bytes.indexOf(lineFeed)
  const header = decoder.decode(bytes.subarray(0, headerEnd))
  const frames = splitLines(bytes, headerEnd + 1)
  const words = header.split(' ')
  const rightsAt = takeRights(words)
  if (words[0] === signalHeader)
    return { epoch: 0, first: 0, follows: false, frames, marks: readMarks(words.slice(1)), rightsAt }
  if (words[0] === someHeader) words.shift()
  const [epoch, first, follows] = words.map(Number)
  if (!epoch || !first || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(first))
    throw new Error(`not an event batch: ${header}`)
  const isFormer = words[3] === formerMarks
  return {
    epoch,
    first,
    follows: follows === 1,
    frames: isFormer ? [] : frames,
    marks: isFormer ? undefined : readMarks(words.slice(3)),
    rightsAt,
  }
}
