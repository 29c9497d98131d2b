/** Who lives in spaces: by name, by role, by the spaces of a person. */
import { beforeIds, type Database, type InEpoch, type Queryable } from '@parley/service-kit'
import { isTemporary } from './temporary-residents.ts'
import { viewed } from './viewed.ts'

const ms = (moment: string) => `floor(extract(epoch from ${moment}) * 1000)::bigint`

/**
 * The floor of the stream of a space, `stream`, for somebody who lives there: what was said before they came is not for them, as
 * something of it may have been hidden since.
 */
export const floorInSpace = (resident: string): string => `greatest(stream.floor, ${resident}.joined - 1)`

export interface ResidentRow {
  readonly person: string
  readonly name: string
  readonly nick: string | null
  readonly roles: readonly number[]
  readonly joined: number
  readonly mutedUntil: number | null
  /** Whether they have still to accept the rules. */
  readonly pending: boolean
  /** Whether they live there until they go offline. */
  readonly temporary: boolean
  /** What they are called there, as it is looked for. */
  readonly shown: string
}

const fields = `resident.person, coalesce(person.name, '') as name, resident.nick,
  roles_there(resident.space, resident.roles) as roles, resident.joined,
  ${ms('resident.muted_until')} as "mutedUntil", resident.shown, ${isTemporary} as temporary,
  resident.accepted < (select rules_need from space where space.id = resident.space) as pending`

export interface ResidentsAsked {
  readonly space: string
  /** Undefined: everybody. */
  readonly role: number | undefined
  /** What their names begin with; empty: everybody. */
  readonly prefix: string
  /** `shown` and `person` of the last one of the page before. */
  readonly after: readonly [shown: string, person: string] | undefined
  readonly limit: number
}

/**
 * By an index alone: of a hundred thousand as many rows are read as of a hundred, however far behind the page is. So where it begins is one
 * comparison, whether that is what the names begin with or the end of the page before.
 */
const page = (table: string, condition: string) => `
  select ${fields} from (
    select shown, person from ${table}
    where ${condition} and shown < name_key($2) || U&'\\+10FFFF'
      and (shown, person) > (
        greatest(coalesce($3::text, '') collate "C", name_key($2) collate "C"),
        case when coalesce($3::text, '') collate "C" >= name_key($2) collate "C" then $4::uuid else '${beforeIds}' end
      )
    order by shown, person limit $5
  ) found
  join resident on resident.space = $1 and resident.person = found.person
  left join person on person.id = found.person
  order by found.shown, found.person`
const allSql = page('resident', 'space = $1')
const holdersSql = page('role_holder', 'space = $1 and role = $6')

export const listResidents = (
  db: Queryable,
  { space, role, prefix, after, limit }: ResidentsAsked,
): Promise<ResidentRow[]> => {
  const values = [space, prefix, after?.[0] ?? null, after?.[1] ?? beforeIds, limit]
  return role === undefined
    ? db.query<ResidentRow>(allSql, values)
    : db.query<ResidentRow>(holdersSql, [...values, role])
}

const findSql = `
  select ${fields} from unnest($2::uuid[]) as asked (id)
  join resident on resident.space = $1 and resident.person = asked.id left join person on person.id = resident.person`

/** Those of them who live there. */
export const findResidents = (db: Queryable, space: string, people: readonly string[]): Promise<ResidentRow[]> =>
  db.query<ResidentRow>(findSql, [space, people])

const headSql = `
  select stream.head, (select current_epoch()) as epoch from resident join stream on stream.id = resident.space
  where resident.space = $1 and resident.person = $2`

export interface Head extends InEpoch {
  readonly head: number
}

/** Where the space stands, for somebody who lives there; nothing for everybody else. */
export const headFor = async (db: Database, space: string, person: string): Promise<Head | undefined> =>
  (await viewed(db, db.query<Head>(headSql, [space, person])))[0]

const countSql = `
  select asked.person, (select count(*)::int from resident where resident.person = asked.person) as spaces
  from unnest($1::uuid[]) as asked (person) order by 1`

/** In how many spaces each of them lives. True for those whose streams are locked. */
export const countSpaces = (db: Queryable, people: readonly string[]) =>
  db.query<{ readonly person: string; readonly spaces: number }>(countSql, [people])

const insertSql = `insert into resident (space, person, roles, joined, accepted) values ($1, $2, $3, $4, $5)`

interface NewResident {
  readonly space: string
  readonly person: string
  readonly roles: readonly number[]
  readonly joined: number
  /** Whether they have to accept the rules first. */
  readonly pending: boolean
}

export const insertResident = (db: Queryable, { space, person, roles, joined, pending }: NewResident) =>
  db.query(insertSql, [space, person, roles, joined, pending ? 0 : joined])

const deleteSql = `delete from resident where space = $1 and person = $2`
export const deleteResident = (db: Queryable, space: string, person: string) => db.query(deleteSql, [space, person])

const deleteAllSql = `delete from resident where space = $1 and person = any($2::uuid[])`
export const deleteResidents = (db: Queryable, space: string, people: readonly string[]) =>
  db.query(deleteAllSql, [space, people])

const muteSql = `update resident set muted_until = to_timestamp($3 / 1000.0) where space = $1 and person = $2`
/** Until when they may only read, in milliseconds since 1970; undefined where they need not. */
export const setMuted = (db: Queryable, space: string, person: string, until: number | undefined) =>
  db.query(muteSql, [space, person, until ?? null])

const nickSql = `update resident set nick = nullif($3, '') where space = $1 and person = $2`
export const setNick = (db: Queryable, space: string, person: string, nick: string) =>
  db.query(nickSql, [space, person, nick])

/** From the administrators, who are few: else a planner might go through all who live there. */
const heirSql = `
  select person from (
    (select administrator.person, 0 as rest, own.joined
    from (
      select holder.person from role
      cross join lateral (select own.person from role_holder own where own.space = $1 and own.role = role.id offset 0) holder
      where role.space = $1 and role.may & 1 <> 0 and holder.person <> $2 offset 0
    ) administrator
    cross join lateral (select joined from resident where space = $1 and person = administrator.person offset 0) own
    order by own.joined, administrator.person limit 1)
    union all
    (select person, 1, joined from resident where space = $1 and person <> $2 order by joined, person limit 1)
  ) heir order by rest limit 1`

/** Of the others, the administrator who has lived there longest, or else whoever has. */
export const findHeir = async (db: Queryable, space: string, leaving: string): Promise<string | undefined> =>
  (await db.query<{ person: string }>(heirSql, [space, leaving]))[0]?.person
