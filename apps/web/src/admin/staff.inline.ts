/** What those who run the platform need of the protocol's table, as plain data. */
import * as protocol from '@parley/protocol'

/** What each role in running the platform allows. */
export const staffMay: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  protocol.staffRoles.map((role) => [
    role,
    (Object.keys(protocol.staffPermissions) as protocol.StaffPermission[]).filter((one) =>
      protocol.roleAllows(role, one),
    ),
  ]),
)

/** What a service key may be let do. */
export const keyScopes: readonly string[] = protocol.keyScopes
