/** Rooms and messages, owned by the chat service. A room is a conversation of any kind. */

import * as announcements from './announcements.ts'
import * as audit from './audit.ts'
import * as authors from './authors.ts'
import * as bank from './bank.ts'
import * as bans from './bans.ts'
import * as bookmarks from './bookmarks.ts'
import * as cursors from './cursors.ts'
import * as drafts from './drafts.ts'
import * as edits from './edits.ts'
import * as emoji from './emoji.ts'
import * as estates from './estates.ts'
import * as filters from './filters.ts'
import * as forums from './forums.ts'
import * as forwards from './forwards.ts'
import * as groups from './groups.ts'
import * as invites from './invites.ts'
import * as members from './members.ts'
import * as messages from './messages.ts'
import * as names from './names.ts'
import * as pins from './pins.ts'
import * as polls from './polls.ts'
import * as preferences from './preferences.ts'
import * as previews from './previews.ts'
import * as reactions from './reactions.ts'
import * as receipts from './receipts.ts'
import * as reminders from './reminders.ts'
import * as reports from './reports.ts'
import * as residents from './residents.ts'
import * as roles from './roles.ts'
import * as roomFiles from './room-files.ts'
import * as rooms from './rooms.ts'
import * as schedules from './schedules.ts'
import * as screening from './screening.ts'
import * as search from './search.ts'
import * as snapshots from './snapshots.ts'
import * as spaceRooms from './space-rooms.ts'
import * as spaces from './spaces.ts'
import * as stickers from './stickers.ts'
import * as threads from './threads.ts'
import * as timeOuts from './time-outs.ts'

export { mostSources, mostTargets } from './announcements.ts'
export { type Act, audited } from './audit.ts'
export { mostHidden } from './authors.ts'
export { deploymentBank } from './bank.ts'
export { longestPurgeMs, mostBanned } from './bans.ts'
export { mostBookmarks } from './bookmarks.ts'
export { mostDrafts } from './drafts.ts'
export { mostEdits } from './edits.ts'
export { mostEmojiBytes, mostEmojiSide, mostEmojiTold, mostRemovedEmoji, mostSpaceEmoji } from './emoji.ts'
export { mostFilters, mostFilterWords } from './filters.ts'
export { forwardsAtOnce } from './forwards.ts'
export { mostAdmins } from './groups.ts'
export {
  mostAsking,
  mostInvited,
  mostInvites,
  mostReceived,
  mostSpaceAsking,
  mostSpaceInvites,
  usualInviteMs,
} from './invites.ts'
export { mostCounted, mostMentions, mostRoleMentions } from './mentions.ts'
export { mostEmoji } from './message-states.ts'
export { leastExpiryMs, longestExpiryMs, messagesAtOnce } from './messages.ts'
export { usualPage } from './pages.ts'
export { mostPins } from './pins.ts'
export { longestPollMs, mostAnswers, mostQuestion } from './poll-shapes.ts'
export { mostPreviewed, mostPreviews, mostPreviewText, Preview } from './previews.ts'
export { mostTold } from './receipts.ts'
export { mostReminders } from './reminders.ts'
export { mostAround, mostReports } from './reports.ts'
export { residentsAtOnce } from './residents.ts'
export { forGoodHours, longestPauseSeconds, type RoomTheme, roomThemes } from './room-settings.ts'
export { lastBytes, peopleAtOnce } from './rooms.ts'
export { mostScheduled } from './schedules.ts'
export { mostRules, mostWelcomeRooms } from './screening.ts'
export { mostWords } from './search.ts'
export {
  mostArranged,
  mostCategories,
  mostCategoryRooms,
  mostGranted,
  mostGuarded,
  mostOverrides,
  mostRoles,
  mostRolesGiven,
  mostSpaceRooms,
  RoleId,
} from './space-shapes.ts'
export { mostSoundMs, mostStickerBytes, mostStickerSide, mostStickers } from './stickers.ts'
export { mostPostTags, mostTags } from './tags.ts'
export { mostFollowers, mostPosters, usualArchiveMinutes } from './threads.ts'
export { longestTimeOutMs } from './time-outs.ts'
export { furthestMs } from './when.ts'

export const errorBlock = 1200

export const streams = {
  'chat/bank': {
    about:
      'The emoji, stickers, GIFs and sounds of the deployment, which everybody may use; followed by whoever shows them, with `stream.follow`. See `bank.get`.',
    followed: true,
  },
  'chat/room': { about: 'A conversation of any kind; followed by its members.', followed: true },
  'chat/space': {
    about:
      'A space; followed by those who live there. It rules its rooms. After an event with the effect `rule`, and after one that is redacted, ask `space.get` again: it says what you see of the space now.',
    followed: true,
    rules: true,
  },
  'chat/user': {
    about:
      'What concerns one user in chat: rooms joined and left, returned messages, what they keep for themselves. Followed by that user.',
    followed: true,
  },
} as const

export const commands = {
  ...roomFiles.commands,
  ...rooms.commands,
  ...members.commands,
  ...groups.commands,
  ...invites.commands,
  ...messages.commands,
  ...edits.commands,
  ...forwards.commands,
  ...announcements.commands,
  ...reactions.commands,
  ...pins.commands,
  ...previews.commands,
  ...polls.commands,
  ...bookmarks.commands,
  ...schedules.commands,
  ...reminders.commands,
  ...authors.commands,
  ...cursors.commands,
  ...search.commands,
  ...snapshots.commands,
  ...preferences.commands,
  ...drafts.commands,
  ...receipts.commands,
  ...threads.commands,
  ...spaces.commands,
  ...estates.commands,
  ...spaceRooms.commands,
  ...roles.commands,
  ...residents.commands,
  ...timeOuts.commands,
  ...bans.commands,
  ...audit.commands,
  ...reports.commands,
  ...filters.commands,
  ...bank.commands,
  ...emoji.commands,
  ...stickers.commands,
  ...forums.commands,
  ...screening.commands,
}

export const events = {
  ...rooms.events,
  ...members.events,
  ...groups.events,
  ...messages.events,
  ...edits.events,
  ...reactions.events,
  ...pins.events,
  ...previews.events,
  ...forums.events,
  ...polls.events,
  ...bookmarks.events,
  ...schedules.events,
  ...reminders.events,
  ...authors.events,
  ...preferences.events,
  ...receipts.events,
  ...threads.events,
  ...spaces.events,
  ...spaceRooms.events,
  ...roles.events,
  ...residents.events,
  ...timeOuts.events,
  ...screening.events,
  ...emoji.events,
  ...stickers.events,
}

export const signals = {
  ...rooms.signals,
  ...invites.signals,
  ...cursors.signals,
  ...names.signals,
  ...drafts.signals,
  ...receipts.signals,
  ...threads.signals,
}
