/** Spaces as rows, and as one who lives there sees them. */
import { beforeIds, type Database, type InEpoch, type Queryable } from '@parley/service-kit'
import type { Entry } from '../entry-rules.ts'
import type { OwnKeeping } from '../keeping.ts'
import type { Preference } from '../preferences.ts'
import type { Rights, RoleRow } from '../space-rights.ts'
import type { Tag } from '../tags.ts'
import type { Bank } from './bank.ts'
import { emojiSql } from './emoji.ts'
import { unreadSql } from './members.ts'
import { floorInSpace } from './residents.ts'
import { stickersSql } from './stickers.ts'
import { isTemporary } from './temporary-residents.ts'
import { viewed } from './viewed.ts'

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`
const now = ms('clock_timestamp()')

interface ToldRole extends Omit<RoleRow, 'may'> {
  /** A set of bits as text: it has more than a number holds. */
  readonly may: string
}

const toRole = (role: ToldRole): RoleRow => ({ ...role, may: BigInt(role.may) })

const roleJson = `json_build_object('id', role.id, 'name', role.name, 'colour', role.colour, 'place', role.place,
  'may', role.may::text, 'mentionable', role.mentionable)`
const rolesSql = `(select coalesce(json_agg(${roleJson} order by role.id), '[]') from role where role.space = space.id)`
const residentSql = `resident.roles, ${ms('resident.muted_until')} as "mutedUntil",
  resident.accepted < space.rules_need as pending,
  space.second_factor and is_unguarded(space.id, resident.person) as unguarded`

interface RightsRow {
  readonly owner: string
  readonly roles: readonly number[]
  readonly mutedUntil: number | null
  readonly pending: boolean
  readonly unguarded: boolean
  readonly all: readonly ToldRole[]
  readonly now: number
}

const rightsSql = `
  select asked.person, space.owner, ${residentSql}, ${rolesSql} as all, ${now} as now
  from unnest($2::uuid[]) as asked (person)
  join resident on resident.space = $1 and resident.person = asked.person join space on space.id = resident.space`

const toRights = ({
  person,
  owner,
  roles,
  mutedUntil,
  pending,
  unguarded,
  all,
  now,
}: RightsRow & { readonly person: string }): Rights => ({
  person,
  owner,
  // Of a role that was deleted, it may be kept still who had it.
  resident: {
    roles: roles.filter((id) => all.some((role) => role.id === id)),
    ...(mutedUntil === null ? {} : { mutedUntil }),
    ...(pending ? { pending } : {}),
  },
  roles: new Map(all.map((role) => [role.id, toRole(role)])),
  unguarded,
  now,
})

/** Of those of the people who live there. */
export const readRights = async (
  db: Queryable,
  space: string,
  people: readonly string[],
): Promise<Map<string, Rights>> =>
  new Map(
    (await db.query<RightsRow & { readonly person: string }>(rightsSql, [space, people])).map((row) => [
      row.person,
      toRights(row),
    ]),
  )

const isSpaceSql = `select 1 from space where id = $1`

export const isSpace = async (db: Queryable, id: string): Promise<boolean> =>
  (await db.query(isSpaceSql, [id])).length > 0

const livesSql = `select 1 from resident where space = $1 and person = $2`

export const livesIn = async (db: Queryable, space: string, person: string): Promise<boolean> =>
  (await db.query(livesSql, [space, person])).length > 0

/** Of one override that concerns whoever looks. */
interface ToldOverride {
  readonly place: string
  /** Null where it is of the person. */
  readonly role: number | null
  readonly allow: string
  readonly deny: string
}

export interface ToldRoom {
  readonly id: string
  readonly name: string
  readonly form: 'text' | 'announcement' | 'forum'
  readonly topic: string
  readonly slow: number
  readonly theme: string
  readonly newcomers: 'all' | 'since_joining'
  readonly tags: readonly Tag[]
  readonly category: string | null
  readonly place: number
  readonly apart: boolean
  readonly head: number
  readonly tally: number
  readonly read: number
  readonly unread: number
  readonly mentions: number
  readonly preference: Preference | null
}

export interface ToldCategory {
  readonly id: string
  readonly name: string
  readonly place: number
}

interface SpaceFields extends InEpoch, OwnKeeping {
  readonly id: string
  readonly name: string
  /** A file, empty for none. */
  readonly icon: string
  readonly banner: string
  readonly description: string
  readonly owner: string
  readonly residents: number
  readonly entry: Entry
  readonly plain_links: boolean
  readonly second_factor: boolean
  /** When it is deleted, and how long that is from now; null where it stays. */
  readonly ends: number | null
  readonly left: number | null
  readonly head: number
  readonly floor: number
  readonly nick: string | null
  /** Whether they live there until they go offline. */
  readonly temporary: boolean
}

/** A space in somebody's eyes. */
export interface SpaceView extends SpaceFields {
  readonly rights: Rights
}

/** With all that is in it. `overrides` are those alone that are of this person. */
export interface WholeSpace extends SpaceView, Bank {
  readonly categories: readonly ToldCategory[]
  readonly rooms: readonly ToldRoom[]
  readonly overrides: readonly ToldOverride[]
}

type Row = SpaceFields & RightsRow & { readonly person: string }

const fields = `
  space.id, space.name, space.description, coalesce(space.icon::text, '') as icon, coalesce(space.banner::text, '') as banner, space.owner, space.residents, space.entry, ${ms('space.ends')} as ends,
  space.plain_links, space.second_factor, space.keep_hours, space.keep_pins, space.keep_threads,
  greatest(0, ${ms('space.ends')} - ${now}) as left, stream.head, ${floorInSpace('resident')} as floor, resident.nick, resident.person,
  ${isTemporary} as temporary,
  ${residentSql}, ${rolesSql} as all, ${now} as now, (select current_epoch()) as epoch`
const from = `from resident join space on space.id = resident.space join stream on stream.id = space.id`

const categoriesSql = `(
  select coalesce(json_agg(json_build_object('id', id, 'name', name, 'place', place) order by id), '[]')
  from category where category.space = space.id)`

/** Who has no cursor has read what was there before they came where that is not theirs, and nothing else. */
const readInSpace = 'greatest(coalesce(cursor.read, own.floor), reach.since)'

const roomsSql = `(
  select coalesce(json_agg(json_build_object(
    'id', room.id, 'name', room.name, 'form', room.form, 'topic', room.topic, 'slow', room.slow_seconds, 'theme', room.theme, 'tags', room.tags,
    'newcomers', room.newcomers,
    'category', room.category, 'place', room.place, 'apart', room.apart, 'head', own.head, 'tally', own.tally,
    'read', ${readInSpace}, 'unread', ${unreadSql('greatest(cursor.read_tally, reach.since_tally, 0)', 'own')},
    'preference', preference.kept, 'mentions', case when own.head > ${readInSpace}
      then mentions_of(room.id, resident.person, ${readInSpace}, own.head) else 0 end
  ) order by room.id), '[]')
  from room join stream own on own.id = room.id
  left join cursor on cursor.room = room.id and cursor.person = resident.person
  left join preference on preference.room = room.id and preference.person = resident.person
  left join lateral (
    select since, since_tally from reach_of(room.id, resident.person) where room.newcomers <> 'all'
  ) reach on true
  where room.space = space.id)`

/** Rooms and categories say something otherwise. */
export const placesSql = (space: string) =>
  `(select id from room where room.space = ${space} union all select id from category where category.space = ${space})`

const overridesSql = `(
  select coalesce(json_agg(said), '[]') from (
    select o.room as place, o.role, o.allow::text, o.deny::text from ${placesSql('space.id')} place
    join role_override o on o.room = place.id and o.role = any(array[0::smallint] || resident.roles)
    union all
    select o.room, null, o.allow::text, o.deny::text from ${placesSql('space.id')} place
    join person_override o on o.room = place.id and o.person = resident.person
  ) said)`

/** One statement, so one moment: what it tells is so at its head. */
const wholeSql = `
  select ${fields}, ${categoriesSql} as categories, ${emojiSql('space.id')} as emoji, ${stickersSql('space.id')} as stickers, ${roomsSql} as rooms, ${overridesSql} as overrides
  ${from} where resident.space = $1 and resident.person = $2`

const listSql = `
  select ${fields} ${from} where resident.person = $1 and resident.space > coalesce($2::uuid, '${beforeIds}')
  order by resident.space limit $3`

const toView = <One extends Row>({ all, roles, mutedUntil, pending, unguarded, now, ...row }: One) => ({
  ...row,
  rights: toRights({ ...row, all, roles, mutedUntil, pending, unguarded, now }),
})

/** Nothing where there is no such space, or the person does not live there: from outside the two are one. */
export const viewSpace = async (db: Database, person: string, space: string): Promise<WholeSpace | undefined> => {
  const [row] = await viewed(db, db.query<Row & Omit<WholeSpace, keyof SpaceView>>(wholeSql, [space, person]))
  return row && toView(row)
}

export const viewSpaces = async (
  db: Database,
  person: string,
  after: string | undefined,
  limit: number,
): Promise<SpaceView[]> => (await viewed(db, db.query<Row>(listSql, [person, after ?? null, limit]))).map(toView)

const insertSql = `
  insert into space (id, name, description, owner, creator, key) values ($1, $2, $3, $4, $4, $5)
  on conflict (creator, key) where key is not null do nothing returning id`
const byKeySql = `select id from space where creator = $1 and key = $2`

export interface NewSpace {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly owner: string
  readonly key: string | undefined
}

/** False where they have made a space with this key already. */
export const insertSpace = async (db: Queryable, { id, name, description, owner, key }: NewSpace): Promise<boolean> =>
  (await db.query(insertSql, [id, name, description, owner, key ?? null])).length === 1

export const findSpace = async (db: Queryable, creator: string, key: string): Promise<string | undefined> =>
  (await db.query<{ id: string }>(byKeySql, [creator, key]))[0]?.id

const getSql = `
  select name, description, coalesce(icon::text, '') as icon, coalesce(banner::text, '') as banner, owner, entry, plain_links, second_factor, rules_need as "rulesNeed", ${ms('ends')} as ends, keep_hours, keep_pins, keep_threads
  from space where id = $1`

export interface SpaceRow extends OwnKeeping {
  readonly name: string
  /** A file, empty for none. */
  readonly icon: string
  readonly banner: string
  readonly description: string
  readonly owner: string
  readonly entry: Entry
  /** Whether links are left alone. */
  readonly plain_links: boolean
  /** Whether those who moderate need a second factor. */
  readonly second_factor: boolean
  /** The position at or after which its rules have to be accepted; 0 where there are none. */
  readonly rulesNeed: number
  readonly ends: number | null
}

/** True for as long as its stream is locked. */
export const getSpace = async (db: Queryable, space: string): Promise<SpaceRow> => {
  const [row] = await db.query<SpaceRow>(getSql, [space])
  if (!row) throw new Error(`there is no space ${space}`)
  return row
}

const changeSql = `
  update space set name = coalesce($2, name), description = coalesce($3, description), entry = coalesce($4, entry),
    icon = case when $5::text is null then icon else nullif($5, '')::uuid end,
    banner = case when $6::text is null then banner else nullif($6, '')::uuid end,
    plain_links = coalesce($7, plain_links), second_factor = coalesce($8, second_factor)
  where id = $1`

export interface SpaceChange {
  readonly name?: string
  readonly description?: string
  readonly entry?: Entry
  /** A file, empty for none. */
  readonly icon?: string
  readonly banner?: string
  readonly plain_links?: boolean
  readonly second_factor?: boolean
}

export const changeSpace = (db: Queryable, space: string, change: SpaceChange) =>
  db.query(changeSql, [
    space,
    change.name ?? null,
    change.description ?? null,
    change.entry ?? null,
    change.icon ?? null,
    change.banner ?? null,
    change.plain_links ?? null,
    change.second_factor ?? null,
  ])

const ownerSql = `update space set owner = $2 where id = $1`
export const setOwner = (db: Queryable, space: string, person: string) => db.query(ownerSql, [space, person])

const endSql = `
  update space set ends = date_trunc('milliseconds', clock_timestamp()) + $2::bigint * interval '1 millisecond' where id = $1
  returning ${ms('ends')} as ends`

/** When it ends, in milliseconds since 1970, by the clock of the database. */
export const setEnd = async (db: Queryable, space: string, inMs: number): Promise<number> =>
  (await db.query<{ ends: number }>(endSql, [space, inMs]))[0]?.ends ?? 0

const keepSql = `update space set ends = null where id = $1`
export const clearEnd = (db: Queryable, space: string) => db.query(keepSql, [space])

const dueSql = `select id from space where ends <= clock_timestamp() order by ends limit $1`

export const listEnding = async (db: Queryable, most: number): Promise<string[]> =>
  (await db.query<{ id: string }>(dueSql, [most])).map(({ id }) => id)

const isDueSql = `select 1 from space where id = $1 and ends <= clock_timestamp()`
export const isDue = async (db: Queryable, space: string): Promise<boolean> =>
  (await db.query(isDueSql, [space])).length > 0
