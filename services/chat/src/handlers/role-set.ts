import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockGroup } from '../membership.ts'
import { noteRoles } from '../rights-log.ts'
import { checkAdmins, rolesToSet } from '../rules.ts'
import { countAdmins, setRole } from '../store/members.ts'

export const roleSet: Handler<'role.set', Chat> = async ({ room, user, role }, caller, { db, security }) => {
  const { seq, changes } = await db.transaction(
    async (tx) => {
      const { stream, members, own } = await lockGroup(tx, room, caller.user, { about: user })
      const whom = members.get(user) ?? fail('MEMBER_NOT_FOUND', { user })
      const changes = rolesToSet(own, whom, role)
      if (changes.some((change) => change.role === 'admin')) checkAdmins(await countAdmins(tx, room), whom, changes)
      for (const { person, role } of changes) {
        await setRole(tx, room, person, role)
        tx.emit(stream, 'role.changed', caller.user, { user: person, role })
      }
      return { seq: stream.head, changes }
    },
    { account: caller.user },
  )
  noteRoles(security, room, changes, caller)
  return { seq }
}
