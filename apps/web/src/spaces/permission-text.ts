/** What roles allow, in words. */
import { t } from '@lingui/core/macro'
import type { PermissionName } from '@parley/protocol'
import { allOf } from '../language/formats.ts'

const words: Readonly<Record<PermissionName, string>> = {
  administrator: t`Do everything, whatever rooms say`,
  view: t`See rooms and read them`,
  send: t`Write messages`,
  mention_everyone: t`Mention everybody`,
  attach: t`Attach files`,
  embed: t`Show previews of links`,
  react: t`React with a new emoji`,
  send_in_threads: t`Write in threads`,
  skip_slow_mode: t`Write at once in slow rooms`,
  pin: t`Pin messages`,
  manage_messages: t`Delete messages of others`,
  manage_threads: t`Manage threads of others`,
  manage_rooms: t`Make and change rooms`,
  manage_roles: t`Make, change and give roles`,
  manage_space: t`Change the space`,
  invite: t`Invite people`,
  rename: t`Change nicknames of others`,
  time_out: t`Time people out`,
  kick: t`Remove people`,
  ban: t`Ban people`,
  view_audit: t`See who has done what`,
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

/** Within a sentence. */
export const permissionsText = (names: readonly string[]): string =>
  allOf(names.map((name) => permissionText(name)).map((text) => text.charAt(0).toLowerCase() + text.slice(1)))
