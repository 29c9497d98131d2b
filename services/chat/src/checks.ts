/** What `parley check` looks for in chat's tables, in the order in which it is mended. */
import { type Checks, streamChecks } from '@parley/service-kit'
import { makerOf } from './jobs.ts'
import { curbs } from './store/checks/curbs.ts'
import { cursorHead, cursorTally } from './store/checks/cursors.ts'
import { bookmarks, drafts, preferences } from './store/checks/kept.ts'
import { memberCount, owners, roomCount } from './store/checks/members.ts'
import { edits, pins, reactionCounts, reactions } from './store/checks/message-states.ts'
import { people } from './store/checks/people.ts'
import { pollCounts } from './store/checks/polls.ts'
import { words } from './store/checks/words.ts'

/** A group that was deleted loses its events in pieces. */
const isHeld = 'not exists (select from deleted_room where deleted_room.room = stream.id)'

export const chatChecks: Checks = {
  ...streamChecks(isHeld),
  'member-counts': memberCount,
  'room-counts': roomCount,
  owners,
  curbs,
  'cursor-heads': cursorHead,
  'cursor-tallies': cursorTally,
  edits,
  pins,
  reactions,
  'reaction-counts': reactionCounts,
  'poll-counts': pollCounts,
  words: words(makerOf),
  bookmarks,
  drafts,
  preferences,
  people,
}
