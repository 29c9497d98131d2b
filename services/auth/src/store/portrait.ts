/** Which files are pictures of people. */
import type { Queryable } from '@parley/service-kit'
import { type KeptQuestion, portraitKeys } from '@parley/wire'

const ofSql = `
  select account as user, array_remove(array[picture, banner], null) as files from profile where account = any($1)`

/** The files that are pictures of these people. */
export const portraitsOf = async (db: Queryable, people: readonly string[]): Promise<Map<string, string[]>> => {
  const rows = await db.query<{ user: string; files: string[] }>(ofSql, [people])
  return new Map(rows.map(({ user, files }) => [user, files]))
}

const wearsSql = `
  select nullif(exists (
    select from profile where profile.account = asked.account
      and asked.file = case asked.key when '${portraitKeys.picture}' then picture when '${portraitKeys.banner}' then banner end
  ), false) as wears
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as asked (account, key, file, ord) order by asked.ord`

/** In the order of the questions; null where it is none, as it may be about to become one. */
export const findWorn = async (db: Queryable, asked: readonly KeptQuestion[]): Promise<(boolean | null)[]> =>
  (
    await db.query<{ wears: boolean | null }>(wearsSql, [
      asked.map(({ room }) => room),
      asked.map(({ message }) => message),
      asked.map(({ file }) => file),
    ])
  ).map(({ wears }) => wears)
