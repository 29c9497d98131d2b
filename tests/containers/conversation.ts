/** A conversation at gateways that run in containers. */

import { uuid7 } from '@parley/client'
import { asEvent } from '@parley/protocol'
import { eventually } from '../setup/eventually.ts'
import { isReady } from '../setup/processes.ts'
import { type Gates, gatesAt, type Person } from '../setup/world.ts'
import type { Container } from './docker.ts'

export interface Talk {
  readonly ann: Person
  readonly room: string
  readonly on: string
  /** What Ann was told is sent, and Bob got. */
  readonly seq: number
}

export const isHealth = async (container: Container, health: 'healthy' | 'unhealthy'): Promise<boolean> =>
  (await container.inspect('{{.State.Health.Status}}')) === health

/** The container's gateway, when it is ready. */
export const gatesOf = async (container: Container): Promise<Gates> => {
  const url = await container.url()
  await eventually('the container is ready', () => isReady(url), 60_000)
  return gatesAt([url])
}

/** Ann says something on her socket, and Bob gets it on his. */
export const talk = async (gates: Gates, text: string): Promise<Talk> => {
  const [ann, bob] = await Promise.all([gates.person('Ann'), gates.person('Bob')])
  const { room, on } = await gates.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
  await using a = await gates.connect(ann)
  await using b = await gates.connect(bob)
  const { seq } = await a.call('message.send', { room, id: uuid7(), text })
  await b.waitFor(on, seq)
  return { ann, room, on, seq }
}

export const textsOf = async (gates: Gates, { ann, room }: Talk): Promise<unknown[]> => {
  const { events } = await gates.post('room.history', { room, limit: 50 }, ann.token)
  return events.map(asEvent).flatMap(({ ev, is }) => (ev === 'message.sent' ? [is.text] : []))
}
