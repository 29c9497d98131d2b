/** Which files are pictures of rooms and spaces, or in banks. */
import { deploymentBank } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'
import { getKindFor } from './rooms.ts'
import { livesIn } from './spaces.ts'

/** In the place of the ids of messages, for the service that keeps files. No client makes such an id, and none is one of `portraitKeys`, of which auth is asked. */
export const pictureKeys = {
  picture: '00000000-0000-4000-8000-000000000001',
  icon: '00000000-0000-4000-8000-000000000002',
  banner: '00000000-0000-4000-8000-000000000003',
  bank: '00000000-0000-4000-8000-000000000006',
} as const

const keys = Object.values(pictureKeys)
  .map((key) => `'${key}'::uuid`)
  .join()

/** Of a reference: whether it is one to a picture. */
export const isPictureSql = (message: string): string => `${message} in (${keys})`

const inBankSql = (of: string, file: string): string => `(
  exists (select from emoji where emoji.space = ${of} and emoji.file = ${file})
  or exists (select from sticker where sticker.space = ${of} and sticker.file = ${file}))`

/** Whether that is a picture now; null where it is not, as it may be about to become one. The bank of a space outlives it for a while. */
export const isKeptSql = (of: string, file: string): string => `nullif(
  exists (select from room where room.id = ${of} and room.picture = ${file})
  or exists (
    select from space where space.id = ${of} and (${file} in (space.icon, space.banner) or ${inBankSql('space.id', file)}))
  or (${of} = '${deploymentBank}' and ${inBankSql(of, file)}), false)`

const picturesSql = `
  select picture from (
    select picture from room where id = $1
    union all select unnest(array[icon, banner]) from space where id = $1
    union all select file from emoji where space = $1
    union all select file from sticker where space = $1
  ) held where picture is not null and ($2::uuid[] is null or picture = any($2))`

/** Those of these files, or all, that are pictures of a room or space, as a person sees it, or of the deployment, which everybody sees; none where they do not. */
export const picturesFor = async (
  db: Queryable,
  person: string,
  of: string,
  files?: readonly string[],
): Promise<string[]> => {
  const sees = of === deploymentBank || (await getKindFor(db, person, of)) || (await livesIn(db, of, person))
  if (!sees) return []
  return (await db.query<{ picture: string }>(picturesSql, [of, files ?? null])).map(({ picture }) => picture)
}
