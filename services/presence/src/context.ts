import type { Clock, Database } from '@parley/service-kit'
import type { Choice } from './choice.ts'
import type { Presences } from './presences.ts'
import type { MayWatch } from './visibility.ts'

/** What every handler of this service is given. */
export interface Context {
  readonly db: Database
  readonly clock: Clock
  readonly presences: Presences
  readonly mayWatch: MayWatch
  /** Lets others see what somebody has chosen. It never fails: what Redis does not take now it is told soon. */
  readonly chosen: (choice: Choice) => Promise<void>
}
