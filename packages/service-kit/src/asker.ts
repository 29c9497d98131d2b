/** For tests of a service by itself: asks it as gateways do, and hears what it publishes. */
import { randomUUID } from 'node:crypto'
import type { CommandName, EventFrame, Input, Owner } from '@parley/protocol'
import { type Call, decodeEvents, decodeReplies, type Result } from '@parley/wire'
import type { Bus } from './bus.ts'

export interface Asker {
  /** By a session whose id is the user's. */
  ask<C extends CommandName>(user: string, command: C, input: Input<C>, more?: Pick<Call, 'trusted'>): Promise<Result>
  /** All events and signals since it was made. */
  readonly published: EventFrame[]
}

export const makeAsker = async (bus: Bus, service: Owner): Promise<Asker> => {
  const inbox = bus.subjects.replies(randomUUID(), service)
  const waiting = new Map<number, (result: Result) => void>()
  const published: EventFrame[] = []
  let lastRef = 0
  bus.listen(inbox, (message) => {
    for (const { ref, text } of decodeReplies(message.string())) waiting.get(ref)?.(JSON.parse(text))
  })
  bus.listen(bus.subjects.events(`${service}/>`), ({ data }) => {
    published.push(...decodeEvents(data).frames.map((frame) => JSON.parse(Buffer.from(frame).toString()) as EventFrame))
  })
  await bus.flush()
  const ask: Asker['ask'] = (user, command, input, more = {}) => {
    const ref = ++lastRef
    const answer = new Promise<Result>((resolve) => waiting.set(ref, resolve))
    bus.publish(
      bus.subjects.commands(service),
      JSON.stringify([{ ref, do: command, with: input, user, session: user, ...more }]),
      inbox,
    )
    return answer
  }
  return { ask, published }
}
