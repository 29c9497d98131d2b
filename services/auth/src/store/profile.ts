/** What people tell of themselves. */
import type { Input, Output } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export type Profile = Output<'profile.get'>

/** The version of the latest profile, for a row of `profile` that may not be there. */
export const profileOf = (version: number | null) => (version === null ? {} : { profile: version })

interface Row {
  readonly user: string
  readonly name: string
  readonly version: number | null
  readonly pronouns: string | null
  readonly colour: string | null
  readonly bio: string | null
  readonly links: Profile['links'] | null
}

const sql = `
  select account.id as user, account.name, version, pronouns, colour, bio, links
  from account left join profile on profile.account = account.id where account.id = $1`

/** What is empty is left out. */
export const readProfile = async (db: Queryable, user: string): Promise<Profile | undefined> => {
  const [row] = await db.query<Row>(sql, [user])
  if (!row) return undefined
  const { name, version, pronouns, colour, bio, links } = row
  return {
    user,
    name,
    ...profileOf(version),
    ...(pronouns && { pronouns }),
    ...(colour && { colour }),
    ...(bio && { bio }),
    ...(links?.length && { links }),
  }
}

const changeSql = `
  insert into profile (account, version, pronouns, colour, bio, links)
  values ($1, 1, coalesce($2, ''), coalesce($3, ''), coalesce($4, ''), coalesce($5::jsonb, '[]'))
  on conflict (account) do update set version = profile.version + 1, pronouns = coalesce($2, profile.pronouns),
    colour = coalesce($3, profile.colour), bio = coalesce($4, profile.bio), links = coalesce($5::jsonb, profile.links)
  where (profile.pronouns, profile.colour, profile.bio, profile.links) is distinct from
    (coalesce($2, profile.pronouns), coalesce($3, profile.colour), coalesce($4, profile.bio), coalesce($5::jsonb, profile.links))
  returning 1`

/** What is not given stays. False where it is as it was. */
export const changeProfile = async (
  tx: Queryable,
  user: string,
  { pronouns, colour, bio, links }: Input<'profile.change'>,
): Promise<boolean> => {
  const values = [user, pronouns, colour, bio, links && JSON.stringify(links)].map((value) => value ?? null)
  return (await tx.query(changeSql, values)).length > 0
}

/** As others are told of somebody. */
export const readTold = async (db: Queryable, user: string) => {
  const told = `
    select account.name, profile.version from account left join profile on profile.account = account.id where account.id = $1`
  const [row] = await db.query<{ name: string; version: number | null }>(told, [user])
  return row && { user, name: row.name, ...profileOf(row.version) }
}
