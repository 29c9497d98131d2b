import type { ConfigOf, Database } from '@parley/service-kit'
import type { Every } from './alerts.ts'
import type { notifyConfig } from './config.ts'

/** What every handler of this service is given. */
export interface Context {
  readonly db: Database
  readonly config: ConfigOf<typeof notifyConfig>
  /** How often people are sent mail about what they have not read who have said nothing of it; null where no such mail is sent. */
  readonly usualDigest: Every | null
  /** Bytes for the items of one answer. */
  readonly answerBytes: () => number
}
