/** The roles that an invitation gives. */
import { mayGrant, type Rights } from './space-rights.ts'

/** Those of them that who made it may give still. */
export const rolesGiven = (rights: Rights | undefined, roles: readonly number[]): number[] =>
  roles.filter((id) => {
    const role = rights?.roles.get(id)
    return role !== undefined && rights !== undefined && mayGrant(rights, role)
  })
