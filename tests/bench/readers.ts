/** Readers that check the order of what they get, at the cost of a few bytes looked at per frame. */
import { Latencies } from './figures.ts'
import { openWire, type Wire } from './wire.ts'

/** `{"on":"chat/room/<uuid>","seq":` is as long for every room; the digits follow. */
const seqAt = '{"on":"chat/room/00000000-0000-0000-0000-000000000000","seq":'.length
const roomMark = 'r'.charCodeAt(0)
const roomMarkAt = '{"on":"chat/'.length
const quoteO = 'o'.charCodeAt(0)

export interface Tally {
  deliveries: number
  /** Events that were not the next of their stream. */
  faults: number
  readonly latencies: Latencies
}

export const makeTally = (): Tally => ({ deliveries: 0, faults: 0, latencies: new Latencies() })

const readDigits = (buffer: Buffer, at: number): number => {
  let value = 0
  for (let place = at; ; place++) {
    const digit = (buffer[place] as number) - 48
    if (digit < 0 || digit > 9) return value
    value = value * 10 + digit
  }
}

/** The sending time stands in the text between two bars. */
const sentAt = (buffer: Buffer, start: number, end: number): number => {
  const bar = buffer.indexOf(124, start)
  return bar < 0 || bar > end ? Number.NaN : readDigits(buffer, bar + 1) / 1_000
}

export const stamp = () => `|${Math.round(performance.now() * 1_000)}|`

const isRoomEvent = (buffer: Buffer, start: number) =>
  buffer[start + 2] === quoteO && buffer[start + roomMarkAt] === roomMark

export interface ReaderOptions {
  readonly port: number
  readonly path: string
  readonly protocols: string
  /** Whether the latency of its events is kept; costs more. */
  readonly timed: boolean
  /** Everything that is not an event of a room. */
  readonly other?: (text: string) => void
}

export const openReader = async (
  tally: Tally,
  { port, path, protocols, timed, other }: ReaderOptions,
): Promise<Wire> => {
  let next = 0
  return openWire(port, path, protocols, (buffer, start, end) => {
    if (!isRoomEvent(buffer, start)) return other?.(buffer.toString('utf8', start, end))
    const seq = readDigits(buffer, start + seqAt)
    if (next !== 0 && seq !== next) tally.faults++
    next = seq + 1
    tally.deliveries++
    if (!timed) return
    const sent = sentAt(buffer, start, end)
    if (!Number.isNaN(sent)) tally.latencies.add(performance.now() - sent)
  })
}

/** Opens a reader on the platform and says hello; resolves when it follows its streams. */
export const openParleyReader = (
  tally: Tally,
  port: number,
  token: string,
  timed: boolean,
  other?: (text: string) => void,
): Promise<Wire> =>
  new Promise((resolve, reject) => {
    let wire: Wire | undefined
    let greeted = false
    const onOther = (text: string) => {
      if (!greeted && text.startsWith('{"id":0,')) {
        greeted = true
        if (wire) resolve(wire)
      } else other?.(text)
    }
    openReader(tally, {
      port,
      path: '/v1/socket',
      protocols: `parley.v1.json, bearer.${token}`,
      timed,
      other: onOther,
    }).then((opened) => {
      wire = opened
      opened.send('{"id":0,"do":"hello"}')
    }, reject)
  })
