/** A space of very many, and beside it the same people in spaces of ten and in groups: who is where, in the same places. */
import type pg from 'pg'
import { atOnce } from '../../setup/at-once.ts'
import type { Parley, Person } from './parley.ts'
import { parts, placesUpTo } from './population.ts'
import { enter, fillForum, fillSpace, makeSpace, type Space } from './spaces.ts'

export interface SpaceSize {
  /** Of the large space, with all who connect. */
  readonly residents: number
  /** Of it. */
  readonly rooms: number
  /** In one of its rooms. */
  readonly threads: number
  /** Who is connected and reads in rooms of their own. */
  readonly connected: number
  /** Of the busy room. */
  readonly readers: number
  /** Of the room of the whole world, those of the busy one among them. */
  readonly world: number
  /** How often each is done; the median counts. */
  readonly times: number
}

export interface Side {
  /** First those who are connected, then the readers, then those who come into the space. */
  readonly people: readonly Person[]
  /** That of the first of them. */
  readonly space: Space
  readonly residents: number
  /** How many of those who are connected live in it. */
  readonly inIt: number
  /** The busy room, and that of the world. */
  readonly busy: readonly [room: string, world: string]
  /** What those who are connected look at. */
  readonly looksAt: (person: number) => readonly string[]
  /** What readers of a busy room follow by name. */
  readonly follows: (room: string) => readonly string[]
}

/** People of a space of ten. */
const few = 10

const streamOf = (room: string) => `chat/room/${room}`
const inRoom = (rooms: readonly string[], place: number) => [streamOf(rooms[place % rooms.length] as string)]
const countOf = ({ connected, world, times }: SpaceSize) => connected + world + times

const makePeople = async (parley: Parley, size: SpaceSize) => {
  const { people } = await parley.make({ people: countOf(size), rooms: [] })
  return { people, inside: people.slice(0, size.connected), readers: people.slice(size.connected, -size.times) }
}

export const makeLarge = async (parley: Parley, client: pg.Client, size: SpaceSize): Promise<Side> => {
  const { people, inside, readers } = await makePeople(parley, size)
  const [owner, ...others] = [...inside, ...readers] as [Person, ...Person[]]
  const space = await makeSpace(parley, owner, size.rooms)
  const [room, world, forum] = space.rooms as [string, string, string]
  await enter(client, space.space, others)
  await fillSpace(client, space.space, size.residents - others.length - 1)
  await fillForum(client, forum, owner, size.threads)
  return {
    people,
    space,
    residents: size.residents,
    inIt: size.connected,
    busy: [room, world],
    looksAt: (person) => inRoom(space.rooms, person),
    follows: (asked) => [streamOf(asked)],
  }
}

const fillGroupSql = `
  insert into chat.membership (room, person, role, joined, since, since_tally)
  select $1, person, 'member', stream.head, stream.head, stream.tally from unnest($2::uuid[]) person, chat.stream where stream.id = $1`

/** Of any size, whatever the settings say of groups. */
const makeGroup = async ({ post }: Parley, client: pg.Client, [owner, ...members]: readonly Person[]) => {
  const { room } = await post('room.create', { kind: 'group', name: 'Room', members: [] }, owner as Person)
  await client.query(fillGroupSql, [room, members.map(({ user }) => user)])
  return room
}

const makeFew = async (parley: Parley, client: pg.Client, people: readonly Person[]): Promise<Space> => {
  const [owner, ...others] = people as [Person, ...Person[]]
  const space = await makeSpace(parley, owner, 3)
  await enter(client, space.space, others)
  return space
}

export const makeSmall = async (parley: Parley, client: pg.Client, size: SpaceSize): Promise<Side> => {
  const { people, inside, readers } = await makePeople(parley, size)
  const spaces = await atOnce(parts(inside, few), few, (own) => makeFew(parley, client, own))
  const space = spaces[0] as Space
  await fillForum(client, space.rooms[2] as string, space.owner, few)
  const room = await makeGroup(parley, client, readers.slice(0, size.readers))
  const world = await makeGroup(parley, client, readers)
  return {
    people,
    space,
    residents: few,
    inIt: few,
    busy: [room, world],
    looksAt: (person) => inRoom(spaces[Math.floor(person / few)]?.rooms ?? [], person),
    follows: () => [],
  }
}

export const readersOf = ({ connected, readers, world }: SpaceSize, isWorld: boolean): number[] =>
  placesUpTo(isWorld ? world : readers).map((place) => connected + place)

export const newcomersOf = ({ people }: Side, { times }: SpaceSize): readonly Person[] => people.slice(-times)
