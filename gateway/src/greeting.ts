/** `hello`: what a connection follows, and from where. */
import { type Input, type OpenedFrame, type Output, ownerOf } from '@parley/protocol'
import type { Log } from '@parley/service-kit'
import type { ReaderState } from '@parley/wire'
import type { Admission } from './admission.ts'
import type { Connection } from './connection.ts'
import type { OpenedAt, OpeningAt } from './owners.ts'
import { type List, splitLists, toParts } from './parts.ts'
import { ReaderSight } from './reader-sight.ts'
import type { Streams } from './streams.ts'
import type { Traffic } from './traffic.ts'

type Followed = Output<'hello'>['streams'][number]
type Positions = NonNullable<Input<'hello'>['have']>

/** Where a reader goes on that has seen this position; one that cannot be continued is reset to the head. */
export const resumeAt = (
  state: ReaderState,
  position: readonly [number, number] | undefined,
  mostMissed: number,
): Followed => {
  if (!position) return { ...state, from: state.head }
  const [epoch, seq] = position
  const continues =
    epoch === state.epoch &&
    Number.isSafeInteger(seq) &&
    seq >= state.floor &&
    seq <= state.head &&
    state.head - seq <= mostMissed
  return continues ? { ...state, from: seq } : { ...state, from: state.head, reset: true }
}

/** Beyond the end of this very history: what was there has been lost, unless the client never saw it. */
const isAhead = ({ epoch, head }: ReaderState, position: readonly [number, number] | undefined): boolean =>
  position !== undefined && position[0] === epoch && position[1] > head

/** Where a reader goes on in each of these, by the positions that it has named; `mayResume` is its account's. */
export const resumeAll = (
  states: readonly ReaderState[],
  have: Positions,
  mayResume: boolean,
  { mostMissed, traffic }: Pick<Greeter, 'mostMissed' | 'traffic'>,
): Followed[] => {
  const followed = states.map((state) => resumeAt(state, have[state.on], mayResume ? mostMissed : 0))
  const resets = followed.filter(({ reset }) => reset).length
  traffic.resets.value += resets
  traffic.ahead.value += states.filter((state) => isAhead(state, have[state.on])).length
  if (resets > 0 && !mayResume) traffic.limited('RESUME_BYTES')
  return followed
}

/** Of these names, those that none of the streams has. */
export const unknownOf = (names: readonly string[], states: readonly ReaderState[]): string[] => {
  const known = new Set(states.map(({ on }) => on))
  return names.filter((on) => !known.has(on))
}

export interface Greeter {
  readonly admission: Pick<Admission, 'mayResume' | 'greeted' | 'lifeUntil'>
  readonly streams: Streams
  readonly heartbeatMs: number
  readonly frameBytes: number
  readonly mostMissed: number
  readonly traffic: Pick<Traffic, 'resets' | 'ahead' | 'limited'>
  readonly log: Log
}

/** One connection that is greeted. */
class Greeting {
  readonly #connection: Connection
  readonly #have: Positions
  readonly #greeter: Greeter
  readonly #mayResume: boolean

  constructor(connection: Connection, have: Positions, greeter: Greeter) {
    this.#connection = connection
    this.#have = have
    this.#greeter = greeter
    this.#mayResume = greeter.admission.mayResume(connection)
  }

  /** All streams in the answer, or UNAVAILABLE. */
  async whole(id: number): Promise<void> {
    const { states, sight } = await this.#greeter.streams.open(this.#connection.user)
    const followed = await this.#begin(states)
    if (this.#connection.closed) return
    this.#connection.sight = sight
    this.#answer(id, { streams: followed, unknown: unknownOf(Object.keys(this.#have), states) })
    await this.#greeter.streams.followAll(this.#connection, followed)
  }

  /** What the owners say in time is in the answer, as much as fits; the rest follows it. */
  async inParts(id: number): Promise<void> {
    const openings = this.#greeter.streams.openEach(this.#connection)
    const told = await Promise.all(openings.map(({ inTime }) => inTime))
    const ready = await Promise.all(openings.map(({ owner }, place) => this.#listOf(owner, told[place])))
    if (this.#connection.closed) return
    const lists = ready.filter((list) => list !== undefined)
    const { first, later } = splitLists(lists)
    const late = openings.filter((_, place) => !ready[place])
    const opening = new Set([...late.map(({ owner }) => owner), ...later.map(({ opened }) => opened)])
    const unknown = [...this.#ofNobody(openings), ...first.flatMap((part) => part.unknown)]
    const streams = first.flatMap((part) => part.streams)
    this.#answer(id, { streams, unknown, ...(opening.size > 0 ? { opening: [...opening] } : {}) })
    // Not waited for: the command is answered.
    for (const one of late) this.#behind(this.#openLate(one))
    for (const list of lists)
      this.#behind(
        this.#goOn(
          list,
          later.filter(({ opened }) => opened === list.owner),
        ),
      )
  }

  #behind(work: Promise<void>): void {
    work.catch((err) => {
      this.#greeter.log.error({ err }, 'streams are not followed: the connection is to open anew')
      this.#connection.close('STREAM_LOST')
    })
  }

  /** Names whose first part is that of no service. */
  #ofNobody(openings: readonly OpeningAt[]): string[] {
    const owners = new Set<string>(openings.map(({ owner }) => owner))
    return Object.keys(this.#have).filter((on) => !owners.has(ownerOf(on)))
  }

  async #listOf(owner: string, told: OpenedAt | undefined): Promise<List | undefined> {
    if (!told) return undefined
    const streams = await this.#begin(told.states)
    // Before any of its streams is followed: nobody is shown what they hide there.
    if (told.told) this.#connection.sight = ReaderSight.told(this.#connection.sight, told.told)
    const named = Object.keys(this.#have).filter((on) => ownerOf(on) === owner)
    return { owner, streams, unknown: unknownOf(named, streams) }
  }

  async #openLate({ owner, told }: OpeningAt): Promise<void> {
    const list = await this.#listOf(owner, await told)
    if (list) await this.#goOn(list, toParts(list))
  }

  /** What has not been said is said, and then followed: no event comes before its stream is named. */
  async #goOn({ streams }: List, parts: readonly OpenedFrame[]): Promise<void> {
    const connection = this.#connection
    for (const part of parts) {
      while (connection.isFull) await connection.drained()
      if (connection.closed) return
      this.#greeter.admission.greeted(connection, connection.send(part))
    }
    await this.#greeter.streams.followAll(connection, streams)
  }

  /** Where the reader goes on in each. */
  async #begin(states: readonly ReaderState[]): Promise<Followed[]> {
    await this.#greeter.streams.begin(states)
    return resumeAll(states, this.#have, this.#mayResume, this.#greeter)
  }

  #answer(id: number, listed: Pick<Output<'hello'>, 'streams' | 'unknown' | 'opening'>): void {
    const { admission, heartbeatMs, frameBytes } = this.#greeter
    const connection = this.#connection
    const bytes = connection.answer(id, {
      session: connection.session,
      user: connection.user,
      heartbeat_ms: heartbeatMs,
      ...admission.lifeUntil(connection.expiresAt),
      frame_bytes: frameBytes,
      ...listed,
    } satisfies Output<'hello'>)
    admission.greeted(connection, bytes)
  }
}

/** Answers with the streams of the reader, then sends what was missed. Who may follow what is the owners' word alone. */
export const greet = async (
  connection: Connection,
  id: number,
  { have = {}, opened }: Input<'hello'>,
  greeter: Greeter,
): Promise<void> => {
  const all = connection.takePositions(have)
  const greeting = new Greeting(connection, all, greeter)
  await (opened ? greeting.inParts(id) : greeting.whole(id))
}
