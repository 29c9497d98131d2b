/** What somebody may be offered in a group. The server decides; what it would refuse is not offered. */
import { t } from '@lingui/core/macro'
import type { Member, Role, Room } from '@parley/client'

/** A server of a later release may have more roles: the least is what is sure. */
const known = (role: Role): Role => (role === 'owner' || role === 'admin' ? role : 'member')

export const manages = ({ role }: Pick<Room, 'role'>): boolean => known(role) !== 'member'

/** Whether one may say something there. */
export const mayPost = (room: Pick<Room, 'role' | 'posting'>): boolean => room.posting !== 'admins' || manages(room)

export const mayRemove = (own: Role, { role }: Pick<Member, 'role'>): boolean =>
  own === 'owner' || (own === 'admin' && known(role) === 'member')

export const tagOf = (role: Role): string | undefined =>
  ({ owner: t`Owner`, admin: t`Admin`, member: undefined })[known(role)]
