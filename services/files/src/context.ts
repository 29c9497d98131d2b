import type { Bus, ConfigOf, Database, Edge, Log, Publisher, Tokens } from '@parley/service-kit'
import type { filesConfig } from './config.ts'
import type { MediaReader } from './images/reading.ts'
import type { Counts } from './metrics.ts'
import type { Scanner } from './scanning/scanned.ts'
import type { Seals } from './seals.ts'
import type { Kept } from './stores/kept.ts'

/** What every handler and route of this service is given. */
export interface Context {
  readonly db: Database
  readonly bus: Bus
  readonly publisher: Publisher
  readonly log: Log
  readonly config: ConfigOf<typeof filesConfig>
  readonly edge: Edge
  readonly tokens: Tokens
  readonly kept: Kept
  /** Where what is under way lies. */
  readonly incoming: string
  readonly seals: Seals
  readonly reader: MediaReader
  /** Undefined: nobody looks for viruses. */
  readonly scan: Scanner | undefined
  readonly counts: Counts
}
