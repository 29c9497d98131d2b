/** Who is in rooms, against what is counted of it. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { successor } from '../../rules.ts'
import { findHeirs, setRole } from '../members.ts'
import { listOwners } from '../owners.ts'
import { isHeld } from './room-events.ts'

const roomsAtOnce = 200
const peopleAtOnce = 500

interface OfRoom extends Finding {
  readonly room: string
}

interface OfPerson extends Finding {
  readonly person: string
}

const membersSql = `
  select room.id as room, room.members, (select count(*) from membership where membership.room = room.id) as counted
  from room where id > $1 and ${isHeld('room.id')} order by id limit $2`

async function* lookAtMembers(db: Queryable): AsyncGenerator<OfRoom> {
  interface Row {
    readonly room: string
    readonly members: number
    readonly counted: number
  }
  const rows = inPages<Row>(db, membersSql, (last) => [last?.room ?? beforeIds], roomsAtOnce)
  for await (const { room, members, counted } of rows)
    if (members !== counted) yield { what: `room ${room}: ${members}, where ${counted} are in it`, room }
}

const countSql = `
  update room set members = counted.members
  from (select count(*)::int as members from membership where room = $1) counted
  where room.id = $1 and room.members <> counted.members returning 1`

/** True for the room's members: whoever comes or goes holds its lock. */
const countMembers = (db: Database, { room }: OfRoom): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([room])
    return (await tx.query(countSql, [room])).length > 0
  })

/** Of everybody who is in a room, or is said to be. */
const roomsSql = `
  select person, coalesce(own.rooms, 0) as rooms, (select count(*) from membership where membership.person = asked.person) as counted
  from (
    (select person from person_rooms where person > $1 order by person limit $2)
    union
    (select distinct person from membership where person > $1 order by person limit $2)
    order by person limit $2
  ) asked left join person_rooms own using (person)
  order by person`

async function* lookAtRooms(db: Queryable): AsyncGenerator<OfPerson> {
  interface Row {
    readonly person: string
    readonly rooms: number
    readonly counted: number
  }
  const rows = inPages<Row>(db, roomsSql, (last) => [last?.person ?? beforeIds], peopleAtOnce)
  for await (const { person, rooms: told, counted } of rows)
    if (told !== counted) yield { what: `person ${person}: ${told}, where they are in ${counted}`, person }
}

const countRoomsSql = `
  insert into person_rooms (person, rooms) select $1, count(*) from membership where person = $1
  on conflict (person) do update set rooms = excluded.rooms where person_rooms.rooms <> excluded.rooms returning 1`

/** Whoever comes into a room or leaves it holds the lock of their own stream. */
const countRooms = (db: Database, { person }: OfPerson): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.ensureStreams('chat/user', [person])
    await tx.lock([person])
    return (await tx.query(countRoomsSql, [person])).length > 0
  })

const ownersSql = `
  select room.id as room, room.kind, (select count(*) from membership where membership.room = room.id and role = 'owner') as owners,
    exists (select from membership where membership.room = room.id) as peopled
  from room where id > $1 and ${isHeld('room.id')}
    and not exists (select from party_room where party_room.room = room.id) order by id limit $2`

async function* lookAtOwners(db: Queryable): AsyncGenerator<OfRoom> {
  interface Row {
    readonly room: string
    readonly kind: string
    readonly owners: number
    readonly peopled: boolean
  }
  const rows = inPages<Row>(db, ownersSql, (last) => [last?.room ?? beforeIds], roomsAtOnce)
  for await (const { room, kind, owners, peopled } of rows)
    if (kind === 'group' && peopled && owners !== 1) yield { what: `group ${room}: ${owners} owners`, room }
}

/** The owner of longest standing stays one, the others are members from now on; of none, an heir follows as when one leaves. */
const appointOwner = (db: Database, { room }: OfRoom): Promise<boolean> =>
  db.transaction(async (tx) => {
    const stream = (await tx.lock([room])).find('chat/room', room)
    if (!stream) return false
    const [, ...more] = await listOwners(tx, room)
    const heirs = await findHeirs(tx, room)
    const heir = successor({ person: '', role: 'owner', joined: 0 }, heirs)
    const changes = [
      ...more.map((person) => ({ person, role: 'member' }) as const),
      ...(heir ? [{ person: heir.person, role: 'owner' } as const] : []),
    ]
    for (const { person, role } of changes) {
      await setRole(tx, room, person, role)
      tx.emit(stream, 'role.changed', null, { user: person, role })
    }
    return changes.length > 0
  })

export const memberCount: Check<OfRoom> = {
  about: 'rooms whose number of members is wrong',
  anew: true,
  look: ({ db }) => lookAtMembers(db),
  mend: countMembers,
}

export const roomCount: Check<OfPerson> = {
  about: 'people whose number of rooms is wrong',
  look: ({ db }) => lookAtRooms(db),
  mend: countRooms,
}

export const owners: Check<OfRoom> = {
  about: 'groups without an owner, or with several, but for those of parties',
  look: ({ db }) => lookAtOwners(db),
  mend: appointOwner,
}
