/** Making rooms. */
import { randomUUID } from 'node:crypto'
import { fail } from '@parley/protocol'
import type { LockedStream, Transaction } from '@parley/service-kit'
import { type ReaderHead, sinceIn } from '@parley/wire'
import type { Chat } from './context.ts'
import type { KeepingConfig } from './keeping.ts'
import { beginningOf, checkBegun, checkInvites, type Who } from './of-new.ts'
import { checkMayWrite, inviteAll, sortComing } from './reaching.ts'
import { checkPlaces, type Role, type ToldKind } from './rules.ts'
import { type OwnSettings, toldOf, unsaid } from './settings.ts'
import { isClosed } from './store/curbs.ts'
import { countRooms, insertMembers } from './store/members.ts'
import type { Person } from './store/people.ts'
import { findDirect, findGroup, insertDirect, insertGroup } from './store/rooms.ts'

interface NewRoom {
  readonly id: string
  readonly kind: 'direct' | 'group'
  /** Empty for a direct room. */
  readonly name: string
  readonly creator: string
  readonly members: readonly Person[]
}

const roleIn = (room: NewRoom, person: Person): Role =>
  room.kind === 'group' && person.id === room.creator ? 'owner' : 'member'

/** What the room is called for this member. */
const nameFor = (room: NewRoom, person: Person): string =>
  room.kind === 'group' ? room.name : (room.members.find((member) => member.id !== person.id)?.name ?? '')

type Side = Pick<Chat, 'db' | 'config' | 'reach'>

/** The room's first events, its members, and the news of it in the stream of each. */
const fillRoom = async (tx: Transaction, room: NewRoom, { config }: Pick<Side, 'config'>): Promise<void> => {
  const ids = room.members.map((member) => member.id)
  await tx.ensureStreams('chat/user', ids)
  const stream = await tx.createStream('chat/room', room.id)
  const own = await tx.lock(ids)
  checkPlaces(await countRooms(tx, ids), config.ROOMS_PER_ACCOUNT)
  tx.emit(stream, 'room.created', room.creator, { kind: room.kind, name: room.name })
  const members = room.members.map((member) => {
    const role = roleIn(room, member)
    const { seq } = tx.emit(stream, 'member.joined', room.creator, { user: member.id, name: member.name, role })
    return { person: member.id, role, joined: seq }
  })
  for (const [place, member] of room.members.entries()) {
    const { id, kind } = room
    const { joined = 0 } = members[place] ?? {}
    const news = {
      id,
      kind,
      name: nameFor(room, member),
      topic: '',
      ...unsaid,
      role: roleIn(room, member),
      joined,
      config,
    }
    tellJoined(tx, own.of('chat/user', member.id), stream, news, room.creator)
  }
  await insertMembers(tx, room.id, stream, members)
}

interface News extends OwnSettings {
  readonly id: string
  readonly kind: ToldKind
  readonly role: Role
  /** Position of what brought them in. */
  readonly joined: number
  /** What the deployment says. */
  readonly config: KeepingConfig
}

/** As `floor_for` in `0037-newcomers.sql`: up to where they see nothing. Where nothing had been said yet, all is theirs. */
const reachFor = (
  { newcomers, joined }: News,
  stream: Pick<LockedStream<'chat/room'>, 'floor' | 'tally'>,
): Pick<ReaderHead, 'floor' | 'since'> => {
  const since = newcomers === 'since_joining' && stream.tally > 0 ? joined - 1 : 0
  const floor = Math.max(stream.floor, since)
  return { floor, ...sinceIn(floor, since) }
}

/** Tells a user's devices of a room they are in from now on; gateways begin to follow it from its head. */
export const tellJoined = (
  tx: Transaction,
  userStream: LockedStream<'chat/user'>,
  stream: LockedStream<'chat/room'>,
  room: News,
  by: string,
) =>
  tx.emit(userStream, 'room.joined', by, {
    room: room.id,
    kind: room.kind,
    name: room.name,
    role: room.role,
    ...(room.topic ? { topic: room.topic } : {}),
    ...toldOf(room, room.config),
    on: `chat/room/${room.id}`,
    epoch: tx.epoch,
    head: stream.head,
    ...reachFor(room, stream),
  })

interface NewGroup {
  readonly caller: Who
  readonly name: string
  readonly key: string | undefined
  /** The creator among them. */
  readonly members: readonly Person[]
  /** Those of them who may be added; the others are invited. */
  readonly mayAdd: ReadonlySet<string>
}

/** The id of the new group, or of the one that this creator made with this key before. */
export const createGroup = (side: Side, { caller, name, key, members, mayAdd }: NewGroup): Promise<string> => {
  const { user: creator } = caller
  return side.db.transaction(
    async (tx) => {
      const id = randomUUID()
      const isNew = await insertGroup(tx, id, name, creator, key)
      if (!isNew) return (await findGroup(tx, creator, key as string)) as string
      const ids = members.map((member) => member.id)
      await tx.ensureStreams('chat/user', ids)
      const streams = await tx.lock(ids)
      const { added, invited } = await sortComing(tx, creator, ids, mayAdd)
      const coming = members.filter((member) => added.includes(member.id))
      await fillRoom(tx, { id, kind: 'group', name, creator, members: coming }, side)
      await inviteAll(tx, { room: id, name, by: creator, invited, streams })
      if (invited.length > 0) await checkInvites(tx, side, caller, 'after')
      return id
    },
    { account: creator, weight: members.length },
  )
}

/** The id of the direct room of these two, made now where there was none. Asked for twice at once, it is made once. */
export const ensureDirect = async (
  side: Side,
  people: Map<string, Person>,
  caller: Who,
  other: string,
): Promise<string> => {
  const { user: creator } = caller
  const known = await findDirect(side.db, creator, other)
  if (known) return known
  await checkMayWrite(side, creator, other)
  const beginning = await beginningOf(side, caller, other)
  return side.db.transaction(
    async (tx) => {
      const id = randomUUID()
      const isNew = await insertDirect(tx, id, creator, other)
      if (!isNew) return (await findDirect(tx, creator, other)) as string
      const members = [creator, other].map((person) => people.get(person) ?? { id: person, name: '' })
      await fillRoom(tx, { id, kind: 'direct', name: '', creator, members }, side)
      // Blocked meanwhile: whoever applies a block holds the lock of who blocks, as this does now.
      if (await isClosed(tx, id)) fail('NOT_ALLOWED')
      if (beginning) await checkBegun(tx, side, creator, beginning)
      return id
    },
    { account: creator, weight: 2 },
  )
}
