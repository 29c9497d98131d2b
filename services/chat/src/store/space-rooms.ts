/** Rooms and categories of spaces. True for as long as the stream of the space is locked. */
import { permissionSet } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import type { PlacedRoom } from '../permissions.ts'

export interface SpaceRoomRow extends PlacedRoom {
  readonly name: string
  readonly topic: string
  readonly slow_seconds: number
  readonly theme: string
  readonly form: string
  readonly place: number
}

const fields = 'id, name, topic, slow_seconds, theme, form, category, apart, place'
const findSql = `select ${fields} from room where space = $1 and id = any($2::uuid[])`

/** Those of them that are of this space, whoever sees them. */
export const findRooms = (db: Queryable, space: string, rooms: readonly string[]): Promise<SpaceRoomRow[]> =>
  db.query<SpaceRoomRow>(findSql, [space, rooms])

const followSql = `select ${fields} from room where space = $1 and category = $2 and not apart`

/** Those that follow this category. */
export const followersOf = (db: Queryable, space: string, category: string): Promise<SpaceRoomRow[]> =>
  db.query<SpaceRoomRow>(followSql, [space, category])

const spaceOfSql = `select space from room where id = $1`

/** Of which space a room is, which never changes; nothing where it is of none, or there is no such room. */
export const spaceOf = async (db: Queryable, room: string): Promise<string | undefined> =>
  (await db.query<{ space: string | null }>(spaceOfSql, [room]))[0]?.space ?? undefined

const countSql = `
  select count(*)::int as rooms, (count(*) filter (where category = $2))::int as inside, coalesce(max(place), 0)::int as last
  from room where space = $1`

export interface RoomCounts {
  readonly rooms: number
  /** In the category. */
  readonly inside: number
  /** The place of the last one. */
  readonly last: number
}

export const countSpaceRooms = async (
  db: Queryable,
  space: string,
  category: string | undefined,
): Promise<RoomCounts> => (await db.query<RoomCounts>(countSql, [space, category ?? null]))[0] as RoomCounts

const insertSql = `
  insert into room (id, kind, form, name, topic, creator, key, space, category, apart, place)
  values ($1, 'space', $2, $3, $4, $5, $6, $7, $8, $9, $10)
  on conflict (creator, key) where key is not null do nothing returning id`

export interface NewSpaceRoom {
  readonly id: string
  readonly form: string
  readonly name: string
  readonly topic: string
  readonly creator: string
  readonly key: string | undefined
  readonly space: string
  readonly category: string | undefined
  readonly apart: boolean
  readonly place: number
}

/** False where the creator has made a room with this key already. */
export const insertSpaceRoom = async (db: Queryable, room: NewSpaceRoom): Promise<boolean> => {
  const { id, form, name, topic, creator, key, space, category, apart, place } = room
  const values = [id, form, name, topic, creator, key ?? null, space, category ?? null, apart, place]
  return (await db.query(insertSql, values)).length === 1
}

const moveSql = `update room set category = $2, apart = $3, place = $4 where id = $1`

export const moveRoom = (db: Queryable, { id, category, apart, place }: PlacedRoom & { readonly place: number }) =>
  db.query(moveSql, [id, category, apart, place])

const deleteSql = `
  with said as (delete from role_override where room = any($1::uuid[])),
    said_of as (delete from person_override where room = any($1::uuid[])),
    noted as (insert into deleted_room (room, by) select room, $2 from unnest($1::uuid[]) room)
  delete from room where id = any($1::uuid[])`

/** Nobody finds them any more; what was said in them goes soon after. */
export const deleteSpaceRooms = (db: Queryable, rooms: readonly string[], by: string) =>
  db.query(deleteSql, [rooms, by])

export interface Arranged {
  readonly id: string
  readonly place: number
}

const arrange = (table: string) => `
  update ${table} set place = new.place from unnest($2::uuid[], $3::smallint[]) as new (id, place)
  where ${table}.space = $1 and ${table}.id = new.id and ${table}.place <> new.place returning ${table}.id, ${table}.place`
const arrangeRoomsSql = arrange('room')
const arrangeCategoriesSql = arrange('category')

const valuesOf = (space: string, all: readonly Arranged[]) => [
  space,
  all.map(({ id }) => id),
  all.map(({ place }) => place),
]

/** Those that stand elsewhere now. */
export const arrangeRooms = (db: Queryable, space: string, all: readonly Arranged[]): Promise<Arranged[]> =>
  db.query<Arranged>(arrangeRoomsSql, valuesOf(space, all))

export const arrangeCategories = (db: Queryable, space: string, all: readonly Arranged[]): Promise<Arranged[]> =>
  db.query<Arranged>(arrangeCategoriesSql, valuesOf(space, all))

/**
 * Of rooms, or categories, at `at.place` of which what they say otherwise is written, whether everybody who lives there sees them for
 * sure: everyone's role lets see it, and nobody, by another role or by themselves, is kept from it.
 */
export const isOpenSql = (space: string, place: string, view: string) => `
  (coalesce((select may from role where role.space = ${space} and role.id = 0), 0)
    & ~coalesce((select deny from role_override o where o.room = ${place} and o.role = 0), 0)
    | coalesce((select allow from role_override o where o.room = ${place} and o.role = 0), 0)) & ${view} <> 0
  and not exists (select from role_override o where o.room = ${place} and o.role <> 0 and o.deny & ${view} <> 0)
  and not exists (select from person_override o where o.room = ${place} and o.deny & ${view} <> 0)`

const openSql = `
  select place.id from unnest($2::uuid[]) as place (id) where ${isOpenSql('$1', 'place.id', '$3')}`

/** Those of these places, rooms that say it themselves or categories, that everybody sees. */
export const openPlaces = async (db: Queryable, space: string, places: readonly string[]): Promise<Set<string>> =>
  new Set((await db.query<{ id: string }>(openSql, [space, places, String(permissionSet('view'))])).map(({ id }) => id))

export interface CategoryRow {
  readonly id: string
  readonly name: string
  readonly place: number
}

const findCategorySql = `select id, name, place from category where space = $1 and id = any($2::uuid[])`

export const findCategories = (db: Queryable, space: string, ids: readonly string[]): Promise<CategoryRow[]> =>
  db.query<CategoryRow>(findCategorySql, [space, ids])

const countCategoriesSql = `
  select count(*)::int as categories, coalesce(max(place), 0)::int as last from category where space = $1`

export const countCategories = async (db: Queryable, space: string) =>
  (await db.query<{ categories: number; last: number }>(countCategoriesSql, [space]))[0] ?? { categories: 0, last: 0 }

const insertCategorySql = `insert into category (space, id, name, place) values ($1, $2, $3, $4)`
export const insertCategory = (db: Queryable, space: string, { id, name, place }: CategoryRow) =>
  db.query(insertCategorySql, [space, id, name, place])

const renameSql = `update category set name = $3 where space = $1 and id = $2`
export const renameCategory = (db: Queryable, space: string, id: string, name: string) =>
  db.query(renameSql, [space, id, name])

const deleteCategorySql = `
  with said as (delete from role_override where room = $2),
    said_of as (delete from person_override where room = $2),
    left_alone as (update room set category = null, apart = true where space = $1 and category = $2)
  delete from category where space = $1 and id = $2`

/** Its rooms are in none, and say by themselves who may do what. */
export const deleteCategory = (db: Queryable, space: string, id: string) => db.query(deleteCategorySql, [space, id])
