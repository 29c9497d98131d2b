/** An operator makes somebody the owner of a group: where it has none who answers, or the wrong one. */
import type { Database } from '@parley/service-kit'
import { getMembers, setRole } from './store/members.ts'
import { listOwners } from './store/owners.ts'
import { getKindFor } from './store/rooms.ts'

export type Appointed = 'appointed' | 'owner already' | 'no member' | 'no group'

/** The owner before is an admin afterwards, as when one hands the group over; more admins than may be are let be. */
export const appoint = (db: Database, room: string, person: string): Promise<Appointed> =>
  db.transaction(async (tx) => {
    const stream = (await tx.lock([room])).find('chat/room', room)
    if (!stream) return 'no group'
    const whom = (await getMembers(tx, room, [person])).get(person)
    if (!whom) return 'no member'
    if ((await getKindFor(tx, person, room))?.kind !== 'group') return 'no group'
    if (whom.role === 'owner') return 'owner already'
    const before = (await listOwners(tx, room)).map((owner) => ({ person: owner, role: 'admin' }) as const)
    for (const { person: of, role } of [...before, { person, role: 'owner' } as const]) {
      await setRole(tx, room, of, role)
      tx.emit(stream, 'role.changed', null, { user: of, role })
    }
    return 'appointed'
  })
