/** Making, changing and telling of rooms of spaces: behind the lock of the space. */
import { randomUUID } from 'node:crypto'
import {
  type EventBody,
  fail,
  hasPermission,
  type Input,
  mostCategoryRooms,
  mostOverrides,
  mostSpaceRooms,
  permissionSet,
} from '@parley/protocol'
import type { LockedStream, Placed, Transaction } from '@parley/service-kit'
import { everyone, overridesFrom, type PlacedRoom } from './permissions.ts'
import { type LockedSpace, lockSpace } from './space-lock.ts'
import { mayIn } from './space-rights.ts'
import { copyOverrides, countOverrides, putOverride, readOverrides } from './store/overrides.ts'
import { countSpaceRooms, findRooms, insertSpaceRoom, openPlaces, spaceOf, type SpaceRoomRow } from './store/space-rooms.ts'

type Stream = LockedStream<'chat/space'>
type Kind = Extract<Input<'room.create'>, { space: string }>['kind']

/** The places count up to here. */
const lastPlace = 32_767
export const placeAfter = (last: number): number => Math.min(last + 1, lastPlace)

interface NewRoom {
  readonly kind: Kind
  readonly name: string
  readonly topic: string
  readonly category: string | undefined
  readonly creator: string
  readonly key: string | undefined
  readonly place: number
}

export const isOpen = async (tx: Transaction, space: string, place: string): Promise<boolean> =>
  (await openPlaces(tx, space, [place])).has(place)

/** Those who see the room, where not everybody does. */
const audienceOf = async (tx: Transaction, space: string, room: PlacedRoom): Promise<string | undefined> =>
  (await isOpen(tx, space, overridesFrom(room))) ? undefined : room.id

/** Tells of a room those alone who see it. */
export const tellOfRoom = async <E extends 'room.altered' | 'room.removed' | 'space.arranged'>(
  tx: Transaction,
  stream: Stream,
  room: PlacedRoom,
  ev: E,
  by: string,
  body: EventBody<E>,
): Promise<Placed> => tx.emit<'chat/space', E>(stream, ev, by, body, undefined, await audienceOf(tx, stream.id, room))

export const checkOverrides = async (tx: Transaction, space: string): Promise<void> => {
  if ((await countOverrides(tx, space)) > mostOverrides) fail('TOO_MANY_OVERRIDES', { most: mostOverrides })
}

/** What there is to say is said by those alone to whom an override gives `send`. */
const hush = async (tx: Transaction, space: string, room: string, category: string | undefined): Promise<void> => {
  if (category) await copyOverrides(tx, category, [room])
  const { allow, deny } = (await readOverrides(tx, [room])).get(room)?.roles.get(everyone) ?? { allow: 0n, deny: 0n }
  const send = permissionSet('send')
  await putOverride(tx, room, { role: everyone }, { allow: allow & ~send, deny: deny | send })
  await checkOverrides(tx, space)
}

/** Undefined where the creator has made a room with this key already. Who does not see it learns only that something has changed. */
export const makeRoom = async (tx: Transaction, stream: Stream, room: NewRoom): Promise<string | undefined> => {
  const { kind, name, topic, category, creator: by, place } = room
  const id = randomUUID()
  const apart = kind === 'announcement'
  if (!(await insertSpaceRoom(tx, { ...room, id, form: kind, space: stream.id, apart }))) return undefined
  tx.emit(await tx.createStream('chat/room', id), 'room.created', by, { kind, name })
  if (apart) await hush(tx, stream.id, id, category)
  const told = { room: id, kind, name, ...(topic ? { topic } : {}), ...(category ? { category } : {}), place }
  const isSeen = await isOpen(tx, stream.id, overridesFrom({ id, category: category ?? null, apart }))
  if (isSeen) tx.emit(stream, 'room.added', by, { ...told, ...(apart ? { apart } : {}) })
  else tx.emit(stream, 'rights.changed', by, {})
  return id
}

/** There is room for one more in the space, and in this category of it. Gives the place of the last one. */
export const checkRoomFor = async (
  tx: Transaction,
  space: string,
  category: string | undefined,
  isNew: boolean,
): Promise<number> => {
  const { rooms, inside, last } = await countSpaceRooms(tx, space, category)
  if (isNew && rooms >= mostSpaceRooms) fail('SPACE_ROOMS_FULL', { most: mostSpaceRooms })
  if (category && inside >= mostCategoryRooms) fail('SPACE_ROOMS_FULL', { most: mostCategoryRooms })
  return last
}

export interface SpaceRoomLocked extends LockedSpace {
  readonly row: SpaceRoomRow
  readonly room: LockedStream<'chat/room'>
  /** What the caller may do there. */
  readonly mayHere: bigint
}

/** A room of a space, which the caller sees: ROOM_NOT_FOUND else, whatever it is. `rules` as in `lockSpace`. */
export const lockSpaceRoom = async (
  tx: Transaction,
  room: string,
  caller: string,
  rules: boolean,
): Promise<SpaceRoomLocked> => {
  const space = (await spaceOf(tx, room)) ?? fail('ROOM_NOT_FOUND')
  const locked = await lockSpace(tx, space, caller, {
    also: [room],
    orElse: 'ROOM_NOT_FOUND',
    ...(rules ? { rules } : {}),
  })
  const row = (await findRooms(tx, space, [room]))[0] ?? fail('ROOM_NOT_FOUND')
  const said = (await readOverrides(tx, [overridesFrom(row)])).get(overridesFrom(row))
  const mayHere = mayIn(locked.rights, said)
  if (!hasPermission(mayHere, 'view')) fail('ROOM_NOT_FOUND')
  return { ...locked, row, mayHere, room: locked.streams.of('chat/room', room) }
}
