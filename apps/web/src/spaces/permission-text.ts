/** What roles allow, in words. */
import type { PermissionName } from '@parley/protocol'

const words: Readonly<Record<PermissionName, string>> = {
  administrator: 'Do everything, whatever rooms say',
  view: 'See rooms and read them',
  send: 'Write messages',
  mention_everyone: 'Mention everybody',
  attach: 'Attach files',
  embed: 'Show previews of links',
  react: 'React with a new emoji',
  send_in_threads: 'Write in threads',
  skip_slow_mode: 'Write at once in slow rooms',
  pin: 'Pin messages',
  manage_messages: 'Delete messages of others',
  manage_threads: 'Manage threads of others',
  manage_rooms: 'Make and change rooms',
  manage_roles: 'Make, change and give roles',
  manage_space: 'Change the space',
  invite: 'Invite people',
  rename: 'Change nicknames of others',
  time_out: 'Time people out',
  kick: 'Remove people',
  ban: 'Ban people',
  view_audit: 'See who has done what',
}

export const allPermissions = Object.keys(words) as readonly PermissionName[]

/** What a room may say otherwise than the roles. */
export const inRooms: readonly PermissionName[] = [
  'view',
  'send',
  'send_in_threads',
  'react',
  'attach',
  'embed',
  'mention_everyone',
  'skip_slow_mode',
  'pin',
  'manage_messages',
  'manage_threads',
  'manage_rooms',
  'manage_roles',
]

/** By its name where a later server has one that is not known here. */
export const permissionText = (name: string): string =>
  Object.hasOwn(words, name) ? words[name as PermissionName] : name

const list = new Intl.ListFormat('en', { type: 'conjunction' })

/** Within a sentence. */
export const permissionsText = (names: readonly string[]): string =>
  list.format(names.map((name) => permissionText(name)).map((text) => text.charAt(0).toLowerCase() + text.slice(1)))
