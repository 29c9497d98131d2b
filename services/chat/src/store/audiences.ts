/** What decides which rooms of spaces somebody sees. */
import { permissionSet } from '@parley/protocol'
import type { Database, InEpoch } from '@parley/service-kit'
import type { AudiencesQuestion, StreamAudiences } from '@parley/wire'
import { audiencesOf, type SpaceRights } from '../audiences.ts'
import type { Override, Overrides, PlacedRoom } from '../permissions.ts'

type Said<Holder> = readonly [place: string, holder: Holder, allow: number, deny: number]

interface Row extends InEpoch {
  readonly space: string
  readonly at: number
  readonly owner: string
  readonly roles: readonly (readonly [id: number, may: number])[]
  readonly rooms: readonly (readonly [id: string, category: string | null, apart: boolean])[]
  readonly ofRoles: readonly Said<number>[]
  readonly ofPeople: readonly Said<string>[]
  readonly residents: readonly (readonly [person: string, roles: readonly number[]])[]
}

const list = (columns: string, from: string, order = '') =>
  `(select coalesce(json_agg(json_build_array(${columns}) ${order}), '[]') from ${from})`
const inPlaces = 'o.room = any(placed.places) and (o.allow | o.deny) & $3 <> 0'

/** One statement, so that it is of one moment. Of permissions, those alone that let see a room. */
const sql = `
  with asked as materialized (select space, person from unnest($1::uuid[], $2::uuid[]) as a (space, person))
  select space.id as space, space.owner, stream.rights_at as at, (select current_epoch()) as epoch,
    ${list('role.id, role.may & $3', 'role where role.space = space.id')} as roles,
    ${list('room.id, room.category, room.apart', 'room where room.space = space.id', 'order by room.id')} as rooms,
    ${list('o.room, o.role, o.allow & $3, o.deny & $3', `role_override o where ${inPlaces}`)} as "ofRoles",
    ${list(
      'o.room, o.person, o.allow & $3, o.deny & $3',
      `person_override o where ${inPlaces} and o.person in (select person from asked where asked.space = space.id)`,
    )} as "ofPeople",
    ${list(
      'resident.person, resident.roles',
      'asked join resident on resident.space = asked.space and resident.person = asked.person where asked.space = space.id',
    )} as residents
  from space join stream on stream.id = space.id
  cross join lateral (
    select array(
      select case when room.apart then room.id else coalesce(room.category, room.id) end from room where room.space = space.id
    ) as places
  ) placed
  where space.id = any($1::uuid[])`

const overrideOf = ([, , allow, deny]: Said<unknown>): Override => ({ allow: BigInt(allow), deny: BigInt(deny) })

const byHolder = <Holder>(all: readonly Said<Holder>[] = []) => new Map(all.map((said) => [said[1], overrideOf(said)]))

const overridesOf = ({ ofRoles, ofPeople }: Row): Map<string, Overrides> => {
  const roles = Map.groupBy(ofRoles, ([place]) => place)
  const people = Map.groupBy(ofPeople, ([place]) => place)
  const places = new Set([...roles.keys(), ...people.keys()])
  return new Map(
    [...places].map((place) => [place, { roles: byHolder(roles.get(place)), people: byHolder(people.get(place)) }]),
  )
}

const toRights = (row: Row): SpaceRights => ({
  at: row.at,
  owner: row.owner,
  roles: new Map(row.roles.map(([id, may]) => [id, BigInt(may)])),
  rooms: row.rooms.map(([id, category, apart]): PlacedRoom => ({ id, category, apart })),
  overrides: overridesOf(row),
  residents: new Map(row.residents),
})

const idOf = (on: string) => on.slice(on.lastIndexOf('/') + 1)

/** In the order of the questions; null where there is no such space. */
export const readAudiences = async (
  db: Database,
  asked: readonly AudiencesQuestion[],
): Promise<(StreamAudiences | null)[]> => {
  const pairs = asked.flatMap(({ on, readers }) => readers.map((reader) => [idOf(on), reader] as const))
  const rows = await db.query<Row>(sql, [
    pairs.map(([space]) => space),
    pairs.map(([, reader]) => reader),
    String(permissionSet('administrator', 'view')),
  ])
  db.read(rows)
  const bySpace = new Map(rows.map((row) => [row.space, toRights(row)]))
  return asked.map(({ on, readers, known }) => {
    const rights = bySpace.get(idOf(on))
    return rights ? audiencesOf(rights, readers, known) : null
  })
}
