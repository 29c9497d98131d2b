/** What the roles of the platform allow. Those of a space are in `permissions.ts`; neither gives anything of the other. */

/** What somebody who runs the platform may do, by name. */
export const staffPermissions = {
  'people.see': 'find people by their login names too, and see how they stand',
  'people.restrict': 'lock, suspend and ban people, and lift that',
  'people.help': 'end sessions of people, and give them another password',
  'staff.appoint': 'give and take roles below one’s own',
  'keys.manage': 'make, rotate and revoke service keys',
  'doors.manage': 'make invitations to sign up',
  'spaces.see': 'find all spaces, with whom they belong to and how large they are',
  'spaces.manage': 'make somebody else who lives in a space its owner',
  'bank.manage': 'give everybody emoji, stickers, GIFs and sounds, and take them back',
  'audit.read': 'read who has done what',
} as const

export type StaffPermission = keyof typeof staffPermissions

/** The roles of the platform, the highest first. */
export const staffRoles = ['owner', 'admin', 'moderator', 'support', 'auditor'] as const
export type StaffRole = (typeof staffRoles)[number]

const every = Object.keys(staffPermissions) as StaffPermission[]

const allowed: Readonly<Record<StaffRole, readonly StaffPermission[]>> = {
  owner: every,
  admin: every,
  moderator: ['people.see', 'people.restrict', 'spaces.see', 'bank.manage'],
  support: ['people.see', 'people.help', 'spaces.see'],
  auditor: ['people.see', 'audit.read', 'spaces.see'],
}

/** Whether a role of the platform allows something; who has none may do nothing of it. */
export const roleAllows = (role: StaffRole | undefined, permission: StaffPermission): boolean =>
  role !== undefined && allowed[role].includes(permission)

/**
 * Whether somebody of one role may do something to somebody of another. Moderators, support and auditors are equals, and none is above another; the
 * owner alone is above owners.
 */
export const isAbove = (role: StaffRole, other: StaffRole | undefined): boolean => {
  if (role === 'owner' || other === undefined) return true
  return role === 'admin' && other !== 'owner' && other !== 'admin'
}

/** How somebody stands; the worse comes later. `pending` waits to be let in. */
export const standings = ['good', 'suspended', 'pending', 'locked', 'banned'] as const
export type StandingName = (typeof standings)[number]

/** What the log of the platform tells of. */
export const deeds = [
  'account.appeal',
  'person.create',
  'person.change',
  'person.keep',
  'person.close',
  'person.restrict',
  'person.release',
  'person.log_out',
  'person.reset',
  'staff.appoint',
  'estate.hand_over',
  'group.change',
  'group.remove',
  'key.create',
  'key.rotate',
  'key.revoke',
  'entry.create',
  'entry.revoke',
  'entry.use',
] as const
export type DeedName = (typeof deeds)[number]
