/**
 * How events travel from their service to the gateways: one header line, then one finished client frame per line.
 * JSON text holds no raw line feed, so the frames need no escaping and a gateway forwards their bytes unread.
 *
 *   `<epoch> <seq of the first event> <1 if any of them changes who follows, else 0>`
 *
 * Signals have the header `signal`.
 */
export interface EventBatch {
  readonly epoch: number
  readonly first: number
  /** Whether a gateway has to read the events, as one of them starts or ends somebody's following. */
  readonly follows: boolean
  readonly frames: readonly Uint8Array[]
}

const lineFeed = 10
const signalHeader = 'signal'
const decoder = new TextDecoder()

export const encodeEvents = (epoch: number, first: number, follows: boolean, frames: readonly string[]): string =>
  `${epoch} ${first} ${follows ? 1 : 0}\n${frames.join('\n')}`

export const encodeSignals = (frames: readonly string[]): string => `${signalHeader}\n${frames.join('\n')}`

const splitLines = (bytes: Uint8Array, from: number): Uint8Array[] => {
  const lines: Uint8Array[] = []
  for (let start = from; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start)
    lines.push(bytes.subarray(start, end < 0 ? bytes.length : end))
    start = end < 0 ? bytes.length : end + 1
  }
  return lines
}

/** `first` is 0 for signals. Throws on anything that `encodeEvents` or `encodeSignals` does not write. */
export const decodeEvents = (bytes: Uint8Array): EventBatch => {
  const headerEnd = bytes.indexOf(lineFeed)
  const header = decoder.decode(bytes.subarray(0, headerEnd))
  const frames = splitLines(bytes, headerEnd + 1)
  if (header === signalHeader) return { epoch: 0, first: 0, follows: false, frames }
  const [epoch, first, follows] = header.split(' ').map(Number)
  if (!epoch || !first || !Number.isSafeInteger(epoch) || !Number.isSafeInteger(first))
    throw new Error(`not an event batch: ${header}`)
  return { epoch, first, follows: follows === 1, frames }
}
