/** What `parley check` looks for in chat's tables, in the order in which it is mended. */
import { type Checks, streamChecks } from '@parley/service-kit'
import { makerOf } from './covering.ts'
import { curbs } from './store/checks/curbs.ts'
import { cursorHead, cursorTally } from './store/checks/cursors.ts'
import { floors } from './store/checks/floors.ts'
import { bookmarks, drafts, preferences } from './store/checks/kept.ts'
import { memberFloors } from './store/checks/member-floors.ts'
import { memberCount, owners, roomCount } from './store/checks/members.ts'
import { mentions } from './store/checks/mentions.ts'
import { edits, pins, previews, reactionCounts, reactions } from './store/checks/message-states.ts'
import { people } from './store/checks/people.ts'
import { polls, votes } from './store/checks/polls.ts'
import { isHeld } from './store/checks/room-events.ts'
import { residentCount, residentLists, spaceOwners } from './store/checks/spaces.ts'
import { followers, threads } from './store/checks/threads.ts'
import { words } from './store/checks/words.ts'

export const chatChecks: Checks = {
  ...streamChecks(isHeld('stream.id')),
  floors,
  'member-counts': memberCount,
  'room-counts': roomCount,
  owners,
  'space-owners': spaceOwners,
  'resident-counts': residentCount,
  'resident-lists': residentLists,
  curbs,
  'cursor-heads': cursorHead,
  'cursor-tallies': cursorTally,
  'member-floors': memberFloors,
  edits,
  previews,
  pins,
  reactions,
  'reaction-counts': reactionCounts,
  mentions,
  votes,
  polls,
  threads,
  followers,
  words: words(makerOf),
  bookmarks,
  drafts,
  preferences,
  people,
}
