/**
 * The processes of a service tell each other in which epoch they have just found Postgres. Where a primary that was left behind
 * goes on, those whose connections lead to it learn that another epoch has begun, and write nothing into what is over.
 */
import { randomUUID } from 'node:crypto'
import type { Owner } from '@parley/protocol'
import type { Bus } from './bus.ts'
import type { History } from './history.ts'

interface EpochCall {
  readonly epoch: number
  /** The process that tells: what it hears of itself is no news. */
  readonly from: string
}

/** What `look` finds is told; who is behind is told at once. */
export const tellEpochs = (bus: Bus, service: Owner, history: History): { look(): Promise<void> } & Disposable => {
  const from = randomUUID()
  const subject = bus.subjects.epochs(service)
  const tell = (epoch: number) => bus.publish(subject, JSON.stringify({ epoch, from } satisfies EpochCall))
  const look = async () => {
    await history.look()
    tell(history.epoch)
  }
  const subscription = bus.listen(subject, (message) => {
    const call = message.json<EpochCall>()
    if (call.from === from) return
    history.hear(call.epoch)
    if (call.epoch < history.epoch) look().catch(() => {}) // it is logged by who looks regularly
  })
  history.onChange(tell)
  return { look, [Symbol.dispose]: () => subscription.unsubscribe() }
}
