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
import { noteAct } from './audit.ts'
import type { Chat } from './context.ts'
import { everyone, overridesFrom } from './permissions.ts'
import { type LockedSpace, lockSpace } from './space-lock.ts'
import { mayIn } from './space-rights.ts'
import { copyOverrides, countOverrides, putOverride, readOverrides } from './store/overrides.ts'
import { findGroup } from './store/rooms.ts'
import {
  countSpaceRooms,
  findCategories,
  findRooms,
  insertSpaceRoom,
  openPlaces,
  type SpaceRoomRow,
  spaceOf,
} from './store/space-rooms.ts'

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

/** Tells of a room those alone who see it. */
export const tellOfRoom = <E extends 'room.added' | 'room.altered' | 'room.removed'>(
  tx: Transaction,
  stream: Stream,
  ev: E,
  by: string,
  body: EventBody<E> & { readonly room: string },
): Placed => tx.emit<'chat/space', E>(stream, ev, by, body, undefined, body.room)

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

/** Undefined where the creator has made a room with this key already. */
export const makeRoom = async (tx: Transaction, stream: Stream, room: NewRoom): Promise<string | undefined> => {
  const { kind, name, topic, category, creator: by, place } = room
  const id = randomUUID()
  const apart = kind === 'announcement'
  if (!(await insertSpaceRoom(tx, { ...room, id, form: kind, space: stream.id, apart }))) return undefined
  const own = await tx.createStream('chat/room', id)
  tx.emit(own, 'room.created', by, { kind, name })
  if (topic) tx.emit(own, 'room.changed', by, { topic })
  if (apart) await hush(tx, stream.id, id, category)
  const told = { room: id, kind, name, ...(topic ? { topic } : {}), ...(category ? { category } : {}), place }
  tellOfRoom(tx, stream, 'room.added', by, { ...told, ...(apart ? { apart } : {}) })
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

type Asked = Extract<Input<'room.create'>, { space: string }>

/** The id of the new room, or of the one that this creator made with this key before. */
export const createSpaceRoom = ({ db }: Pick<Chat, 'db'>, user: string, asked: Asked): Promise<string> =>
  db.transaction(
    async (tx) => {
      const { space, kind, key, category } = asked
      const { stream } = await lockSpace(tx, space, user, { may: 'manage_rooms', rules: true })
      const known = key === undefined ? undefined : await findGroup(tx, user, key)
      if (known) return known
      if (category && (await findCategories(tx, space, [category])).length === 0) fail('CATEGORY_NOT_FOUND')
      const place = placeAfter(await checkRoomFor(tx, space, category, true))
      const [name, topic] = [asked.name.normalize('NFC'), (asked.topic ?? '').trim().normalize('NFC')]
      const made = await makeRoom(tx, stream, { kind, name, topic, category, creator: user, key, place })
      const after = { name, kind, ...(topic ? { topic } : {}) }
      if (made) await noteAct(tx, stream, user, { did: 'room.create', room: made, category, after })
      return made ?? ((await findGroup(tx, user, key as string)) as string)
    },
    { account: user },
  )
