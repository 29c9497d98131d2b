/** What the page needs of the protocol's table, as plain data: where the page is built, this stands there in place of the table. */
import * as protocol from '@parley/protocol'

export const longestPauseSeconds: number = protocol.longestPauseSeconds
export const forwardsAtOnce: number = protocol.forwardsAtOnce
export const mostTags: number = protocol.mostTags
export const mostPostTags: number = protocol.mostPostTags
export const notificationKinds: typeof protocol.notificationKinds = protocol.notificationKinds

/** Roles of the platform that may change what everybody may use. */
export const bankRoles: readonly protocol.StaffRole[] = protocol.staffRoles.filter((role) =>
  protocol.roleAllows(role, 'bank.manage'),
)

/** What keeps one from a server of which no more is known. */
export const unavailable: protocol.ErrorBody = protocol.errorBody('UNAVAILABLE')

type Returned = protocol.EventBody<'message.returned'>['why']
const reasons = ['USER_NOT_FOUND', 'ACCOUNT_CLOSED'] as const satisfies readonly Returned[]

/** Why a message comes back. */
export const returnedFor = Object.fromEntries(reasons.map((name) => [name, protocol.errorBody(name)])) as Readonly<
  Record<Returned, protocol.ErrorBody>
>
