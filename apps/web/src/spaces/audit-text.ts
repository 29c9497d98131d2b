/** What was done in a space, in words. */
const words: Readonly<Record<string, string>> = {
  'space.change': 'changed the space',
  'space.hand_over': 'handed the space over',
  'space.delete': 'began to delete the space',
  'space.keep': 'kept the space',
  'space.arrange': 'put rooms in order',
  'category.create': 'made a category',
  'category.change': 'changed a category',
  'category.delete': 'deleted a category',
  'room.create': 'made a room',
  'room.change': 'changed a room',
  'room.delete': 'deleted a room',
  'role.create': 'made a role',
  'role.change': 'changed a role',
  'role.delete': 'deleted a role',
  'role.grant': 'gave a role',
  'role.revoke': 'took a role',
  'override.set': 'changed who may do what',
  'override.remove': 'took back who may do what',
  'resident.change': 'changed a nickname',
  'resident.time_out': 'timed somebody out',
  'resident.remove': 'removed somebody',
  'screening.set': 'changed what newcomers are told',
  'ban.add': 'banned somebody',
  'ban.remove': 'lifted a ban',
  'invite.create': 'made an invitation',
  'invite.revoke': 'revoked an invitation',
  'request.accept': 'let somebody in',
  'request.decline': 'did not let somebody in',
  'message.delete': 'deleted messages',
  'message.pin': 'pinned a message',
  'message.unpin': 'unpinned a message',
  'preview.remove': 'removed what links lead to',
  'thread.change': 'changed a thread',
  'poll.close': 'closed a poll',
  'filter.set': 'changed a filter',
  'filter.remove': 'removed a filter',
  'emoji.set': 'named an emoji',
  'emoji.remove': 'removed an emoji',
  'sticker.set': 'named a sticker',
  'sticker.remove': 'removed a sticker',
  'message.flag': 'flagged a message',
  'announcement.follow': 'let a room follow announcements',
  'announcement.unfollow': 'ended that announcements come to a room',
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
