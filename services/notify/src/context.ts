import type { ConfigOf, Database } from '@parley/service-kit'
import type { notifyConfig } from './config.ts'

/** What every handler of this service is given. */
export interface Context {
  readonly db: Database
  readonly config: ConfigOf<typeof notifyConfig>
  /** Bytes for the items of one answer. */
  readonly answerBytes: () => number
}
