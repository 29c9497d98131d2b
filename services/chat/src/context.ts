import type { ConfigOf, Database, Publisher, SecurityLog } from '@parley/service-kit'
import type { ReachQuestion, StaffQuestion } from '@parley/wire'
import type { Attach } from './attaching.ts'
import type { chatConfig } from './config.ts'
import type { Judge } from './filters/judge.ts'
import type { Moves } from './moves.ts'
import type { People } from './people.ts'
import type { SearchMeans } from './search.ts'
import type { SendMessage } from './send.ts'
import type { DeletedRoom } from './store/deleted.ts'

/** What every handler of this service is given. */
export interface Chat {
  readonly db: Database
  readonly config: ConfigOf<typeof chatConfig>
  readonly publisher: Publisher
  readonly security: SecurityLog
  readonly people: People
  /** Whom of these somebody reaches, as far as they say who may: asked of the contacts service. */
  readonly reach: (question: ReachQuestion) => Promise<string[]>
  /** Whether a role of the platform allows somebody something: asked of the service that knows who they are. */
  readonly staffed: (question: StaffQuestion) => Promise<boolean>
  /** Asked of the service that keeps files, where a message has some. */
  readonly attach: Attach
  readonly send: SendMessage
  readonly moves: Moves
  readonly judge: Judge
  /** What is left to do of a group that was deleted is begun. */
  readonly deleted: (room: DeletedRoom) => void
  /** What was said by those who were banned with a purge is begun to be taken back. */
  readonly purge: () => void
  readonly searching: SearchMeans
  /** Bytes for the items of one answer. */
  readonly answerBytes: () => number
}
