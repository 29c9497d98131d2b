/** An operator makes somebody the owner of a group or a space: where it has none who answers, or the wrong one. */
import type { Database, Transaction } from '@parley/service-kit'
import { handOver } from './residents.ts'
import { getMembers, setRole } from './store/members.ts'
import { listOwners } from './store/owners.ts'
import { getKindFor } from './store/rooms.ts'
import { isSpace, readRights } from './store/spaces.ts'

export type Appointed = 'appointed' | 'owner already' | 'no member' | 'nothing to own'

/** The owner before is an admin afterwards, as when one hands the group over; more admins than may be are let be. */
const appointInGroup = async (tx: Transaction, room: string, person: string): Promise<Appointed> => {
  const stream = (await tx.lock([room])).find('chat/room', room)
  if (!stream) return 'nothing to own'
  const whom = (await getMembers(tx, room, [person])).get(person)
  if (!whom) return 'no member'
  if ((await getKindFor(tx, person, room))?.kind !== 'group') return 'nothing to own'
  if (whom.role === 'owner') return 'owner already'
  const before = (await listOwners(tx, room)).map((owner) => ({ person: owner, role: 'admin' }) as const)
  for (const { person: of, role } of [...before, { person, role: 'owner' } as const]) {
    await setRole(tx, room, of, role)
    tx.emit(stream, 'role.changed', null, { user: of, role })
  }
  return 'appointed'
}

/** Whether or not the owner before still lives there. They keep their roles, as when one hands the space over. */
const appointInSpace = async (tx: Transaction, space: string, person: string): Promise<Appointed> => {
  const stream = (await tx.lockRuled(space)).find('chat/space', space)
  if (!stream) return 'nothing to own'
  const rights = (await readRights(tx, space, [person])).get(person)
  if (!rights) return 'no member'
  if (rights.owner === person) return 'owner already'
  await handOver(tx, stream, null, person)
  return 'appointed'
}

/** `place` is a group or a space. */
export const appoint = (db: Database, place: string, person: string): Promise<Appointed> =>
  db.transaction(async (tx) => ((await isSpace(tx, place)) ? appointInSpace : appointInGroup)(tx, place, person))
