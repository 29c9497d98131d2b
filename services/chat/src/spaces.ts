/** Making spaces, with what they begin with. */
import { randomUUID } from 'node:crypto'
import { permissionSet } from '@parley/protocol'
import type { LockedStream, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { everyone } from './permissions.ts'
import { checkSpaces, tellSpace } from './residents.ts'
import { makeRoom } from './space-rooms.ts'
import { toRole } from './space-view.ts'
import type { Person } from './store/people.ts'
import { insertResident } from './store/residents.ts'
import { insertRole, nextRole } from './store/roles.ts'
import { insertCategory } from './store/space-rooms.ts'
import { findSpace, insertSpace, type NewSpace } from './store/spaces.ts'
import { type Template, templateOf, usualPermissions } from './templates.ts'

interface Founding {
  readonly tx: Transaction
  readonly stream: LockedStream<'chat/space'>
  readonly by: string
}

const makeRoles = async ({ tx, stream, by }: Founding, { roles }: Template): Promise<void> => {
  const base = { colour: 0, mentionable: false }
  await insertRole(tx, stream.id, { ...base, id: everyone, name: 'everyone', place: 0, may: usualPermissions })
  for (const [place, { name, colour, may }] of roles.entries()) {
    const id = (await nextRole(tx, stream.id)) as number
    const role = { ...base, id, name, colour, place: roles.length - place, may: permissionSet(...may) }
    await insertRole(tx, stream.id, role)
    tx.emit(stream, 'role.created', by, toRole(role))
  }
}

const makeRooms = async ({ tx, stream, by }: Founding, { rooms, categories }: Template): Promise<void> => {
  const all = rooms.map((room) => ({ ...room, category: undefined as string | undefined }))
  for (const [place, { name, rooms: inside }] of categories.entries()) {
    const category = randomUUID()
    await insertCategory(tx, stream.id, { id: category, name, place: place + 1 })
    tx.emit(stream, 'category.created', by, { category, name, place: place + 1 })
    all.push(...inside.map((room) => ({ ...room, category })))
  }
  for (const [place, { name, kind = 'text', category }] of all.entries())
    await makeRoom(tx, stream, { kind, name, topic: '', category, creator: by, key: undefined, place: place + 1 })
}

/** The id of the new space, or of the one that its owner made with this key before. */
export const createSpace = (
  { db, config }: Pick<Chat, 'db' | 'config'>,
  space: Omit<NewSpace, 'id'>,
  { id: owner, name: ownerName }: Person,
  template: Parameters<typeof templateOf>[0],
): Promise<string> =>
  db.transaction(
    async (tx) => {
      const id = randomUUID()
      const { name, description, key } = space
      if (!(await insertSpace(tx, { id, ...space }))) return (await findSpace(tx, owner, key as string)) as string
      await tx.ensureStreams('chat/user', [owner])
      const stream = await tx.createStream('chat/space', id)
      const own = (await tx.lock([owner])).of('chat/user', owner)
      await checkSpaces(tx, [owner], config)
      tx.emit(stream, 'space.created', owner, { name, ...(description ? { description } : {}) })
      const { seq } = tx.emit(stream, 'resident.joined', owner, { user: owner, name: ownerName })
      await insertResident(tx, { space: id, person: owner, roles: [], joined: seq, pending: false })
      const founding = { tx, stream, by: owner }
      const begun = templateOf(template)
      await makeRoles(founding, begun)
      await makeRooms(founding, begun)
      tellSpace(tx, own, { stream, name, by: owner })
      return id
    },
    { account: owner, weight: 2 },
  )
