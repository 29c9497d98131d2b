/** What people tell of themselves. */
import type { Input, Output } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export type Profile = Output<'profile.get'>

/** What others are told of a profile beside the name: which is the latest, and the picture. */
export interface ProfileTold {
  readonly version: number | null
  readonly picture: string | null
}

/** For a row of `profile` that may not be there. */
export const profileOf = ({ version, picture }: ProfileTold) => ({
  ...(version === null ? {} : { profile: version }),
  ...(picture === null ? {} : { picture }),
})

interface Row extends ProfileTold {
  readonly user: string
  readonly name: string
  readonly guest: boolean
  readonly pronouns: string | null
  readonly colour: string | null
  readonly bio: string | null
  readonly links: Profile['links'] | null
  readonly banner: string | null
}

const sql = `
  select account.id as user, account.name, account.guest, version, pronouns, colour, bio, links, picture, banner
  from account left join profile on profile.account = account.id where account.id = $1`

/** What is empty is left out. */
export const readProfile = async (db: Queryable, user: string): Promise<Profile | undefined> => {
  const [row] = await db.query<Row>(sql, [user])
  if (!row) return undefined
  const { name, guest, pronouns, colour, bio, links, banner } = row
  return {
    user,
    name,
    ...(guest && { guest }),
    ...profileOf(row),
    ...(pronouns && { pronouns }),
    ...(colour && { colour }),
    ...(bio && { bio }),
    ...(links?.length && { links }),
    ...(banner && { banner }),
  }
}

/** What it would be: pictures are taken away by an empty text. */
const after = (column: string, given: number) => `coalesce($${given}, profile.${column})`
const pictureAfter = (column: string, given: number) =>
  `case when $${given}::text is null then profile.${column} else nullif($${given}, '')::uuid end`
const changeSql = `
  insert into profile (account, version, pronouns, colour, bio, links, picture, banner)
  values ($1, 1, coalesce($2, ''), coalesce($3, ''), coalesce($4, ''), coalesce($5::jsonb, '[]'), nullif($6, '')::uuid, nullif($7, '')::uuid)
  on conflict (account) do update set version = profile.version + 1, pronouns = ${after('pronouns', 2)},
    colour = ${after('colour', 3)}, bio = ${after('bio', 4)}, links = ${after('links', 5)},
    picture = ${pictureAfter('picture', 6)}, banner = ${pictureAfter('banner', 7)}
  where (profile.pronouns, profile.colour, profile.bio, profile.links, profile.picture, profile.banner) is distinct from
    (${after('pronouns', 2)}, ${after('colour', 3)}, ${after('bio', 4)}, ${after('links', 5)},
      ${pictureAfter('picture', 6)}, ${pictureAfter('banner', 7)})
  returning 1`

/** What is not given stays. False where it is as it was. */
export const changeProfile = async (
  tx: Queryable,
  user: string,
  { pronouns, colour, bio, links, picture, banner }: Input<'profile.change'>,
): Promise<boolean> => {
  const given = [user, pronouns, colour, bio, links && JSON.stringify(links), picture, banner]
  return (
    (
      await tx.query(
        changeSql,
        given.map((value) => value ?? null),
      )
    ).length > 0
  )
}

/** As others are told of somebody. */
export const readTold = async (db: Queryable, user: string) => {
  const told = `
    select account.name, account.guest, version, picture from account left join profile on profile.account = account.id where account.id = $1`
  const [row] = await db.query<ProfileTold & { name: string; guest: boolean }>(told, [user])
  return row && { user, name: row.name, ...(row.guest && { guest: row.guest }), ...profileOf(row) }
}
