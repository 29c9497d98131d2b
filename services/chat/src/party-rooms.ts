/**
 * The rooms of parties follow what contacts tells of them: each comes with its party, has its members, and is deleted with it. Nobody in it
 * has more rights than others, so that nobody but the party says who comes in.
 */
import { DisplayName, matches } from '@parley/protocol'
import type { ConfigTable, Kit, LockedStream, LockedStreams, Told, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { bringIn, takeOut } from './membership.ts'
import { emptyRoom } from './store/deleted.ts'
import { countMembers, countRooms, getMembers } from './store/members.ts'
import { endPartyRoom, insertPartyRoom, listPartyRooms, type PartyRoom } from './store/party-rooms.ts'
import type { Person } from './store/people.ts'

const kinds = ['party.created', 'party.joined', 'party.left', 'party.disbanded'] as const
type Ev = Told<(typeof kinds)[number]>
type Side = Pick<Chat, 'config' | 'people' | 'deleted'>
type Names = ReadonlyMap<string, Person>

/** A label may say more than the name of a room. */
const nameOf = (label = ''): string => (matches(DisplayName, label) ? label.normalize('NFC') : 'Party')

const partyOf = ({ on }: Ev): string => on.slice(on.lastIndexOf('/') + 1)
const peopleOf = (events: readonly Ev[]): string[] => [
  ...new Set(events.flatMap((event) => ('user' in event.is ? [event.is.user] : []))),
]

interface Open extends PartyRoom {
  readonly stream: LockedStream<'chat/room'>
}

/** Those that come now. */
const makeRooms = async (tx: Transaction, events: readonly Ev[]): Promise<Open[]> => {
  const made: Open[] = []
  for (const event of events) {
    if (event.ev !== 'party.created' || event.is.room === undefined) continue
    const { room, leader, label } = event.is
    const own = { party: partyOf(event), room, creator: leader }
    const name = nameOf(label)
    if (!(await insertPartyRoom(tx, own, name))) continue
    const stream = await tx.createStream('chat/room', room)
    tx.emit(stream, 'room.created', leader, { kind: 'group', name })
    made.push({ ...own, stream })
  }
  return made
}

/** Those that are there already, with the streams of everybody whom the events are about. */
const lockAll = async (tx: Transaction, events: readonly Ev[]) => {
  const people = peopleOf(events)
  const known = await listPartyRooms(tx, events.map(partyOf))
  const made = await makeRooms(tx, events)
  await tx.ensureStreams('chat/user', people)
  const streams = await tx.lock([...people, ...[...known.values()].map(({ room }) => room)])
  const rooms = [...known.values()].flatMap((own): Open[] => {
    const stream = streams.find('chat/room', own.room)
    return stream ? [{ ...own, stream }] : []
  })
  return { streams, rooms: new Map([...made, ...rooms].map((own) => [own.party, own])) }
}

/** Somebody who is in too many rooms plays without this one. */
const isRoomFor = async (tx: Transaction, room: string, person: string, { config }: Pick<Side, 'config'>) => {
  const [own] = await countRooms(tx, [person])
  return (await countMembers(tx, room)) < config.ROOM_MEMBERS && (own?.rooms ?? 0) < config.ROOMS_PER_ACCOUNT
}

const enter = async (tx: Transaction, { room, stream }: Open, person: Person, streams: LockedStreams, side: Side) => {
  if ((await getMembers(tx, room, [person.id])).has(person.id) || !(await isRoomFor(tx, room, person.id, side))) return
  const coming = { people: [person], by: person.id, config: side.config }
  await bringIn(tx, { id: room, stream, userStreams: streams }, coming)
}

const leave = async (tx: Transaction, { room, stream }: Open, person: string, userStreams: LockedStreams) => {
  const leaving = (await getMembers(tx, room, [person])).get(person)
  if (leaving) await takeOut(tx, { stream, userStreams, leaving, by: person })
}

const end = async (tx: Transaction, { party, room, creator, stream }: Open, by = creator) => {
  tx.emit(stream, 'room.deleted', by, {})
  await emptyRoom(tx, room, by)
  await endPartyRoom(tx, party)
}

const apply = async (tx: Transaction, events: readonly Ev[], names: Names, side: Side) => {
  const { streams, rooms } = await lockAll(tx, events)
  const ended: Open[] = []
  for (const event of events) {
    const open = rooms.get(partyOf(event))
    if (!open || ended.includes(open)) continue
    if (event.ev === 'party.joined') {
      const person = names.get(event.is.user)
      if (person) await enter(tx, open, person, streams, side)
    }
    if (event.ev === 'party.left') await leave(tx, open, event.is.user, streams)
    if (event.ev === 'party.disbanded') {
      await end(tx, open, event.by)
      ended.push(open)
    }
  }
  return () => {
    for (const { room, creator } of ended) side.deleted({ room, by: creator })
  }
}

export const followParties = ({ project }: Pick<Kit<ConfigTable>, 'project'>, side: Side) =>
  project({
    owner: 'contacts',
    name: 'parties',
    version: 1,
    kinds,
    ask: (events) => side.people.find(peopleOf(events)),
    apply: (tx, events, names) => apply(tx, events, names, side),
  })
