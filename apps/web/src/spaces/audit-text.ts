/** What was done in a space, in words. */
import { t } from '@lingui/core/macro'

const words: Readonly<Record<string, string>> = {
  'space.change': t`changed the space`,
  'space.hand_over': t`handed the space over`,
  'space.delete': t`began to delete the space`,
  'space.keep': t`kept the space`,
  'space.arrange': t`put rooms in order`,
  'category.create': t`made a category`,
  'category.change': t`changed a category`,
  'category.delete': t`deleted a category`,
  'room.create': t`made a room`,
  'room.change': t`changed a room`,
  'room.delete': t`deleted a room`,
  'role.create': t`made a role`,
  'role.change': t`changed a role`,
  'role.delete': t`deleted a role`,
  'role.grant': t`gave a role`,
  'role.revoke': t`took a role`,
  'override.set': t`changed who may do what`,
  'override.remove': t`took back who may do what`,
  'resident.change': t`changed a nickname`,
  'resident.time_out': t`timed somebody out`,
  'resident.remove': t`removed somebody`,
  'screening.set': t`changed what newcomers are told`,
  'ban.add': t`banned somebody`,
  'ban.remove': t`lifted a ban`,
  'invite.create': t`made an invitation`,
  'invite.revoke': t`revoked an invitation`,
  'request.accept': t`let somebody in`,
  'request.decline': t`did not let somebody in`,
  'message.delete': t`deleted messages`,
  'message.pin': t`pinned a message`,
  'message.unpin': t`unpinned a message`,
  'preview.remove': t`removed what links lead to`,
  'thread.change': t`changed a thread`,
  'poll.close': t`closed a poll`,
  'filter.set': t`changed a filter`,
  'filter.remove': t`removed a filter`,
  'emoji.set': t`named an emoji`,
  'emoji.remove': t`removed an emoji`,
  'sticker.set': t`named a sticker`,
  'sticker.remove': t`removed a sticker`,
  'message.flag': t`flagged a message`,
  'announcement.follow': t`let a room follow announcements`,
  'announcement.unfollow': t`ended that announcements come to a room`,
}

/** As the server calls it where a later one has another. */
export const deedText = (did: string): string => (Object.hasOwn(words, did) ? (words[did] as string) : did)

const shown = (value: unknown): string =>
  typeof value === 'string' ? `“${value}”` : (JSON.stringify(value) ?? 'nothing')

/** What was changed, from what to what; at most some hundred characters. */
export const changeText = (
  before: Readonly<Record<string, unknown>> = {},
  after: Readonly<Record<string, unknown>> = {},
): string =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .map(
      (name) =>
        `${name}: ${[before[name], after[name]]
          .filter((one) => one !== undefined)
          .map(shown)
          .join(' → ')}`,
    )
    .join('; ')
    .slice(0, 300)
    .toWellFormed()
