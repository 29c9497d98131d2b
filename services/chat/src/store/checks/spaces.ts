/** Who lives in spaces, against what is counted and listed of it. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { handOver } from '../../residents.ts'
import { findHeir } from '../residents.ts'
import { getSpace, livesIn } from '../spaces.ts'

const spacesAtOnce = 200
const peopleAtOnce = 500

interface OfSpace extends Finding {
  readonly space: string
}

const countsSql = `
  select space.id as space, space.residents, (select count(*)::int from resident where resident.space = space.id) as counted
  from space where id > $1 order by id limit $2`

async function* lookAtCounts(db: Queryable): AsyncGenerator<OfSpace> {
  interface Row {
    readonly space: string
    readonly residents: number
    readonly counted: number
  }
  for await (const row of inPages<Row>(db, countsSql, (last) => [last?.space ?? beforeIds], spacesAtOnce)) {
    const { space, residents, counted } = row
    if (residents !== counted) yield { what: `space ${space}: ${residents}, where ${counted} live there`, space }
  }
}

const countSql = `
  update space set residents = counted.residents
  from (select count(*)::int as residents from resident where space = $1) counted
  where space.id = $1 and space.residents <> counted.residents returning 1`

/** True for the space: whoever comes or goes holds its lock. */
const count = (db: Database, { space }: OfSpace): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([space])
    return (await tx.query(countSql, [space])).length > 0
  })

export const residentCount: Check<OfSpace> = {
  about: 'spaces whose number of residents is not how many live there',
  look: ({ db }) => lookAtCounts(db),
  mend: count,
}

const strangersSql = `
  select space.id as space,
    not exists (select from resident where resident.space = space.id and resident.person = space.owner)
    and exists (select from resident where resident.space = space.id) as wrong
  from space where id > $1 order by id limit $2`

async function* lookAtOwners(db: Queryable): AsyncGenerator<OfSpace> {
  type Row = OfSpace & { readonly wrong: boolean }
  for await (const row of inPages<Row>(db, strangersSql, (last) => [last?.space ?? beforeIds], spacesAtOnce))
    if (row.wrong) yield { what: `space ${row.space}`, space: row.space }
}

/** An heir follows, as when its owner leaves. */
const appointOwner = (db: Database, { space }: OfSpace): Promise<boolean> =>
  db.transaction(async (tx) => {
    const stream = (await tx.lockRuled(space)).find('chat/space', space)
    if (!stream) return false
    const { owner } = await getSpace(tx, space)
    const heir = (await livesIn(tx, space, owner)) ? undefined : await findHeir(tx, space, owner)
    if (heir) await handOver(tx, stream, null, heir)
    return heir !== undefined
  })

export const spaceOwners: Check<OfSpace> = {
  about: 'spaces whose owner does not live there',
  look: ({ db }) => lookAtOwners(db),
  mend: appointOwner,
}

interface OfResident extends OfSpace {
  readonly person: string
}

/** What is listed of somebody by role, and what they have. */
const heldSql = `(select array_agg(holder.role order by holder.role) from role_holder holder
  where holder.space = resident.space and holder.person = resident.person and holder.shown = resident.shown)`
const namedSql = `name_key(coalesce(resident.nick, (select name from person where id = resident.person), ''))`
const wrongSql = `
  resident.shown <> ${namedSql}
  or coalesce(${heldSql}, '{}') <> array(select role from unnest(resident.roles) role order by role)`

const residentsSql = `
  select resident.space, resident.person, ${wrongSql} as wrong
  from (
    select * from resident where (space, person) > ($1::uuid, $2::uuid) order by space, person limit $3
  ) resident
  order by resident.space, resident.person`

async function* lookAtResidents(db: Queryable): AsyncGenerator<OfResident> {
  type Row = OfResident & { readonly wrong: boolean }
  const values = (last: Row | undefined) => [last?.space ?? beforeIds, last?.person ?? beforeIds]
  for await (const { space, person, wrong } of inPages<Row>(db, residentsSql, values, peopleAtOnce))
    if (wrong) yield { what: `person ${person} in space ${space}`, space, person }
}

const dropSql = `delete from role_holder where space = $1 and person = $2`
const listSql = `update resident set nick = nick where space = $1 and person = $2 returning 1`
const holdSql = `
  insert into role_holder (space, role, shown, person)
  select space, role, shown, person from resident, unnest(roles) as own (role)
  where space = $1 and person = $2 on conflict do nothing`

const list = (db: Database, { space, person }: OfResident): Promise<boolean> =>
  db.transaction(async (tx) => {
    await tx.lock([space])
    await tx.query(dropSql, [space, person])
    const isThere = (await tx.query(listSql, [space, person])).length > 0
    await tx.query(holdSql, [space, person])
    return isThere
  })

export const residentLists: Check<OfResident> = {
  about: 'residents of spaces who are listed under another name, or other roles, than they have',
  look: ({ db }) => lookAtResidents(db),
  mend: list,
}
