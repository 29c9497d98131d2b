import type { ConfigOf, Database, Publisher, SecurityLog } from '@parley/service-kit'
import type { chatConfig } from './config.ts'
import type { People } from './people.ts'
import type { SendMessage } from './send.ts'

/** What every handler of this service is given. */
export interface Chat {
  readonly db: Database
  readonly config: ConfigOf<typeof chatConfig>
  readonly publisher: Publisher
  readonly security: SecurityLog
  readonly people: People
  readonly send: SendMessage
  /** Bytes for the items of one answer. */
  readonly answerBytes: () => number
}
