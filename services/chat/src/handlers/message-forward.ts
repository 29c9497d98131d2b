import { commands, type ErrorName, Failure, type Input, type Output } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { forward } from '../attaching.ts'
import type { Chat } from '../context.ts'
import { saidTo } from '../forwards.ts'
import { findByKey } from '../store/messages.ts'

type Target = Input<'message.forward'>['to'][number]
type Forwarded = Output<'message.forward'>

/** Why a room refuses; what is no answer of a room (a database that cannot be reached) fails them all, and may be repeated. */
const errorOf = (reason: unknown): Failure['body'] => {
  const refusals: readonly ErrorName[] = commands['message.forward'].errors
  if (reason instanceof Failure && refusals.includes(reason.body.name)) return reason.body
  throw reason
}

/** A repeat has the first answers, whatever has become of the other message meanwhile. */
export const messageForward: Handler<'message.forward', Chat> = async ({ from, to }, { user }, chat) => {
  const { db } = chat
  const said = saidTo(db, user, from)
  const forwardTo = async ({ room, id }: Target) => {
    const earlier = await findByKey(db, room, id)
    if (earlier?.by === user) return { seq: earlier.seq, at: earlier.at }
    return forward(chat, await said, from, { room, id, sender: user })
  }
  const [, ...outcomes] = await Promise.allSettled([said, ...to.map(forwardTo)])
  const told: Forwarded = { sent: [], refused: [] }
  for (const [place, target] of to.entries()) {
    const outcome = outcomes[place] as PromiseSettledResult<Output<'message.send'>>
    if (outcome.status === 'fulfilled') told.sent.push({ ...target, ...outcome.value })
    else told.refused.push({ ...target, error: errorOf(outcome.reason) })
  }
  return told
}
