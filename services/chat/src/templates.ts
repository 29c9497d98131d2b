/** What a space begins with: rooms, categories and roles, by the name of a template. */
import { type Input, type PermissionName, permissionSet } from '@parley/protocol'

type Name = NonNullable<Input<'space.create'>['template']>
type Kind = Extract<Input<'room.create'>, { space: string }>['kind']

interface Room {
  readonly name: string
  readonly kind?: Kind
}

export interface Template {
  readonly roles: readonly { readonly name: string; readonly colour: number; readonly may: readonly PermissionName[] }[]
  /** Those in no category. */
  readonly rooms: readonly Room[]
  readonly categories: readonly { readonly name: string; readonly rooms: readonly Room[] }[]
}

const moderator = {
  name: 'Moderator',
  colour: 0x2e_7d_32,
  may: [
    'manage_messages',
    'manage_threads',
    'pin',
    'time_out',
    'kick',
    'view_audit',
    'rename',
    'mention_everyone',
    'skip_slow_mode',
  ],
} as const

/** The role that stands first stands highest. */
const templates: Readonly<Record<Name, Template>> = {
  team: {
    roles: [{ name: 'Lead', colour: 0x15_65_c0, may: ['manage_rooms', 'manage_messages', 'pin', 'mention_everyone'] }],
    rooms: [{ name: 'General' }, { name: 'News', kind: 'announcement' }],
    categories: [{ name: 'Projects', rooms: [{ name: 'Planning' }, { name: 'Questions', kind: 'forum' }] }],
  },
  community: {
    roles: [moderator],
    rooms: [{ name: 'Welcome', kind: 'announcement' }],
    categories: [
      { name: 'Talk', rooms: [{ name: 'General' }, { name: 'Introductions' }] },
      { name: 'Help', rooms: [{ name: 'Questions', kind: 'forum' }] },
    ],
  },
  game: {
    roles: [moderator, { name: 'Player', colour: 0xef_6c_00, may: [] }],
    rooms: [{ name: 'News', kind: 'announcement' }, { name: 'World' }],
    categories: [{ name: 'Play', rooms: [{ name: 'Looking for a group' }, { name: 'Strategy', kind: 'forum' }] }],
  },
}

const plain: Template = { roles: [], rooms: [{ name: 'General' }], categories: [] }

export const templateOf = (name: Name | undefined): Template => (name ? templates[name] : plain)

/** What everybody may who comes to live in a new space. */
export const usualPermissions = permissionSet('view', 'send', 'attach', 'embed', 'react', 'send_in_threads', 'invite')
