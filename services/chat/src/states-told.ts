/** What is told of messages beside the events that they are. */
import type { EventFrame, Redacted } from '@parley/protocol'
import { jsonBytes } from '@parley/service-kit'
import type { MessageState, States } from './store/message-states.ts'

type Told = EventFrame | Redacted
type BySeq = States['bySeq']

/** Nothing is told of what is not seen, or was taken back after this was read; of what was taken back before, its thread. */
const stateOf = ({ seq, ev }: Told, bySeq: BySeq): MessageState | undefined => {
  const known = bySeq.get(seq)
  if (!known) return undefined
  const { gone = false, ...state } = known
  return ev === (gone ? 'redacted' : 'message.sent') ? state : undefined
}

/** Bytes of an event, with what is told of it. */
export const bytesTold = (event: Told, bySeq: BySeq): number => {
  const state = stateOf(event, bySeq)
  return jsonBytes(event) + (state ? jsonBytes(state) : 0)
}

/** As a member of an answer; left out where nothing has become of any. */
export const statesTold = (events: readonly Told[], bySeq: BySeq): { states?: MessageState[] } => {
  const states = events.flatMap((event) => stateOf(event, bySeq) ?? [])
  return states.length > 0 ? { states } : {}
}
