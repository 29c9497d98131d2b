import { type EventBody, fail, hasPermission } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { overridesFrom } from '../permissions.ts'
import { type LockedSpace, lockSpace } from '../space-lock.ts'
import { mayIn } from '../space-rights.ts'
import { readOverrides } from '../store/overrides.ts'
import {
  type Arranged,
  arrangeCategories,
  arrangeRooms,
  findCategories,
  findRooms,
  openPlaces,
  type SpaceRoomRow,
} from '../store/space-rooms.ts'

/** Each once; ROOM_NOT_FOUND where the caller does not see one of them. */
const roomsFor = async (tx: Transaction, { stream, rights }: LockedSpace, ids: readonly string[]) => {
  const rooms = await findRooms(tx, stream.id, ids)
  const said = await readOverrides(tx, rooms.map(overridesFrom))
  const seen = rooms.filter((room) => hasPermission(mayIn(rights, said.get(overridesFrom(room))), 'view'))
  if (seen.length < new Set(ids).size) fail('ROOM_NOT_FOUND')
  return seen
}

interface Moved {
  readonly rooms: readonly Arranged[]
  readonly categories: readonly Arranged[]
}

/** One event of all that everybody sees; of each room that not everybody does one for those who do. */
const tell = async (
  tx: Transaction,
  { stream }: LockedSpace,
  by: string,
  rooms: readonly SpaceRoomRow[],
  moved: Moved,
) => {
  const byId = new Map(rooms.map((room) => [room.id, overridesFrom(room)]))
  const open = await openPlaces(tx, stream.id, [...byId.values(), ...moved.categories.map(({ id }) => id)])
  const isOpen = ({ id }: Arranged) => open.has(byId.get(id) ?? id)
  const toRoom = ({ id, place }: Arranged) => ({ room: id, place })
  const shared: EventBody<'space.arranged'> = {}
  const [own, groups] = [moved.rooms.filter(isOpen), moved.categories.filter(isOpen)]
  if (own.length > 0) shared.rooms = own.map(toRoom)
  if (groups.length > 0) shared.categories = groups.map(({ id, place }) => ({ category: id, place }))
  if (Object.keys(shared).length > 0) tx.emit(stream, 'space.arranged', by, shared)
  for (const room of moved.rooms.filter((one) => !isOpen(one)))
    tx.emit(stream, 'space.arranged', by, { rooms: [toRoom(room)] }, undefined, room.id)
  if (groups.length < moved.categories.length) tx.emit(stream, 'rights.changed', by, {})
}

export const spaceArrange: Handler<'space.arrange', Chat> = (
  { space, rooms = [], categories = [] },
  { user },
  { db },
) =>
  db.transaction(
    async (tx) => {
      const rules = categories.length > 0 ? ({ rules: true } as const) : {}
      const locked = await lockSpace(tx, space, user, { may: 'manage_rooms', ...rules })
      const places = new Map(rooms.map(({ room, place }) => [room, place]))
      const groups = new Map(categories.map(({ category, place }) => [category, place]))
      const found = await roomsFor(tx, locked, [...places.keys()])
      if ((await findCategories(tx, space, [...groups.keys()])).length < groups.size) fail('CATEGORY_NOT_FOUND')
      const toArranged = (all: ReadonlyMap<string, number>) => [...all].map(([id, place]) => ({ id, place }))
      const moved = {
        rooms: await arrangeRooms(tx, space, toArranged(places)),
        categories: await arrangeCategories(tx, space, toArranged(groups)),
      }
      await tell(tx, locked, user, found, moved)
      if (moved.rooms.length + moved.categories.length > 0)
        await noteAct(tx, locked.stream, user, { did: 'space.arrange' })
      return { seq: locked.stream.head }
    },
    { account: user },
  )
