/** `hello`: what a connection follows, and from where. */
import type { Input, Output, StreamState } from '@parley/protocol'
import type { Admission } from './admission.ts'
import type { Connection } from './connection.ts'
import type { Streams } from './streams.ts'
import type { Traffic } from './traffic.ts'

type Followed = Output<'hello'>['streams'][number]
type Positions = NonNullable<Input<'hello'>['have']>

/** Where a reader goes on that has seen this position; one that cannot be continued is reset to the head. */
export const resumeAt = (
  state: StreamState,
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
export const isAhead = ({ epoch, head }: StreamState, position: readonly [number, number] | undefined): boolean =>
  position !== undefined && position[0] === epoch && position[1] > head

export interface Greeter {
  readonly admission: Pick<Admission, 'mayResume' | 'greeted' | 'lifeUntil'>
  readonly streams: Streams
  readonly heartbeatMs: number
  readonly frameBytes: number
  readonly mostMissed: number
  readonly traffic: Pick<Traffic, 'resets' | 'ahead' | 'limited'>
}

/** Answers with every stream of the reader, then sends what was missed. Who may follow what is the owners' word alone. */
export const greet = async (
  connection: Connection,
  id: number,
  have: Positions,
  { admission, streams, heartbeatMs, frameBytes, mostMissed, traffic }: Greeter,
) => {
  const mayResume = admission.mayResume(connection)
  const { states, sight } = await streams.open(connection.user)
  await streams.begin(states)
  if (connection.closed) return
  connection.sight = sight
  const followed = states.map((state) => resumeAt(state, have[state.on], mayResume ? mostMissed : 0))
  const resets = followed.filter(({ reset }) => reset).length
  traffic.resets.value += resets
  traffic.ahead.value += states.filter((state) => isAhead(state, have[state.on])).length
  if (resets > 0 && !mayResume) traffic.limited('RESUME_BYTES')
  const known = new Set(states.map((state) => state.on))
  const bytes = connection.answer(id, {
    session: connection.session,
    user: connection.user,
    heartbeat_ms: heartbeatMs,
    ...admission.lifeUntil(connection.expiresAt),
    frame_bytes: frameBytes,
    streams: followed,
    unknown: Object.keys(have).filter((on) => !known.has(on)),
  } satisfies Output<'hello'>)
  admission.greeted(connection, bytes)
  await streams.followAll(connection, followed)
}
