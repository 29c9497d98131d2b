/** What others see of somebody is told to who watches them: changes only, and of those of one moment the last. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { SignalBody } from '@parley/protocol'
import { coalesce, type Log, makePace, type Publisher } from '@parley/service-kit'
import type { Change, Shown } from './presences.ts'

/** Of each person one change in so long, from each process. What is seldom is told at once. */
const everyMs = 500

export type Body = SignalBody<'presence.changed'>

export const bodyOf = ({ version, shown }: Shown): Body => JSON.parse(`{"version":${version},${shown}}`)

export interface Telling {
  tell(changes: readonly Change[]): void
}

/** `told` counts what is told, in people. A signal that is lost is found by gateways, which compare versions. */
export const makeTelling = (publisher: Publisher, log: Log, told: (people: number) => void): Telling => {
  const waiting = new Map<string, Change>()
  const pace = makePace(everyMs)
  const run = coalesce(async () => {
    await sleep(pace.wait(), undefined, { ref: false })
    pace.step()
    const changes = [...waiting.values()]
    waiting.clear()
    for (const { user, ...shown } of changes)
      publisher.signal('presence/person', user, 'presence.changed', user, bodyOf(shown))
    told(changes.length)
  })
  return {
    tell: (changes) => {
      if (changes.length === 0) return
      for (const change of changes)
        if (change.version > (waiting.get(change.user)?.version ?? -1)) waiting.set(change.user, change)
      run().catch((err) => log.warn({ err }, 'who is there is not told; gateways find it by the version'))
    },
  }
}
