import type { Bus, ConfigOf, Database, Log, Publisher } from '@parley/service-kit'
import type { contactsConfig } from './config.ts'
import type { People } from './people.ts'

/** What every handler of this service is given. */
export interface Context {
  readonly db: Database
  readonly config: ConfigOf<typeof contactsConfig>
  readonly bus: Pick<Bus, 'ask' | 'subjects'>
  readonly log: Log
  readonly publisher: Pick<Publisher, 'signal'>
  readonly people: People
  /** Bytes for the items of one answer. */
  readonly answerBytes: () => number
}
