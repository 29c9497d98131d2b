/**
 * What a role of a space may allow, by name. The place of each in a set of bits is written into databases: a new one gets the
 * next place, and none is ever given to another.
 */
const table = {
  administrator: { place: 0, about: 'everything, whatever rooms say otherwise' },
  view: { place: 1, about: 'see a room, and read what was said in it' },
  send: { place: 2, about: 'say something' },
  mention_everyone: { place: 3, about: 'mention everybody at once' },
  attach: { place: 4, about: 'attach files' },
  embed: { place: 5, about: 'have links shown with a preview' },
  react: { place: 6, about: 'react with what nobody has reacted with yet' },
  send_in_threads: { place: 7, about: 'say something in a thread' },
  skip_slow_mode: { place: 8, about: 'say something as often as one likes where the room is slow' },
  pin: { place: 9, about: 'pin messages' },
  manage_messages: { place: 10, about: 'delete what others have said' },
  manage_threads: { place: 11, about: 'see, lock and delete threads of others' },
  manage_rooms: { place: 12, about: 'make, change and delete rooms and categories' },
  manage_roles: { place: 13, about: 'make, change, grant and delete roles below one’s own' },
  manage_space: { place: 14, about: 'change what the space is called and how it looks, and say who comes in' },
  invite: { place: 15, about: 'invite people into the space' },
  rename: { place: 16, about: 'change the nickname of others' },
  time_out: { place: 17, about: 'let somebody only read for a while' },
  kick: { place: 18, about: 'take somebody out of the space' },
  ban: { place: 19, about: 'take somebody out of the space for good' },
  view_audit: { place: 20, about: 'see who has done what in the space' },
} as const

export interface Permission {
  /** Which bit of a set it is, from 0. */
  readonly place: number
  /** What one may do who has it. */
  readonly about: string
}

/** The name of a permission, such as `send`. */
export type PermissionName = keyof typeof table

/** In the order of their places. */
export const permissions: Readonly<Record<PermissionName, Permission>> = table

/** Bits in a set, which Postgres keeps as a positive `bigint`. */
export const mostPermissions = 63

/** All that can be allowed, also by names that a later release brings. */
export const everyPermission = (1n << BigInt(mostPermissions)) - 1n

const bitOf = (name: PermissionName): bigint => 1n << BigInt(permissions[name].place)

/** The set of those named. */
export const permissionSet = (...names: readonly PermissionName[]): bigint =>
  names.reduce((set, name) => set | bitOf(name), 0n)

/** Those that change others, or the space. Where it asks for that, they are in force with a second factor alone. */
export const moderating: bigint = permissionSet(
  'administrator',
  'manage_messages',
  'manage_threads',
  'manage_rooms',
  'manage_roles',
  'manage_space',
  'rename',
  'time_out',
  'kick',
  'ban',
  'view_audit',
)

/** Whether a set has all of those named. */
export const hasPermission = (set: bigint, ...names: readonly PermissionName[]): boolean =>
  names.every((name) => (set & bitOf(name)) !== 0n)

/** Those of a set that have a name here. */
export const permissionNames = (set: bigint): PermissionName[] =>
  (Object.keys(permissions) as PermissionName[]).filter((name) => hasPermission(set, name))
