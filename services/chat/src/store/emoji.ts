/** Emoji of banks: of spaces, and of the deployment. Written behind the lock of the stream of the bank. */
import { deploymentBank, emojiKey, mostRemovedEmoji } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export interface EmojiRow {
  readonly name: string
  /** Its picture; null where it has none. */
  readonly file: string | null
  readonly tags: readonly string[]
  readonly removed: boolean
}

const findSql = `select name, file, tags, removed is not null as removed from emoji where space = $1 and id = $2`

export const findEmoji = async (db: Queryable, space: string, id: string): Promise<EmojiRow | undefined> =>
  (await db.query<EmojiRow>(findSql, [space, id]))[0]

const othersSql = `
  select count(*)::int as others, coalesce(bool_or(key = $3), false) as taken
  from emoji where space = $1 and id <> $2 and removed is null`

export interface OtherEmoji {
  readonly others: number
  /** Whether one of them has this name. */
  readonly taken: boolean
}

/** Those that the space has besides one. */
export const otherEmoji = async (db: Queryable, space: string, id: string, name: string): Promise<OtherEmoji> =>
  (await db.query<OtherEmoji>(othersSql, [space, id, emojiKey(name)]))[0] as OtherEmoji

const putSql = `
  insert into emoji (space, id, name, key, file, tags) values ($1, $2, $3, $4, $5, $6)
  on conflict (space, id) do update
    set name = excluded.name, key = excluded.key, file = excluded.file, tags = excluded.tags`

export const putEmoji = (
  db: Queryable,
  space: string,
  id: string,
  { name, file, tags }: Pick<EmojiRow, 'name' | 'file' | 'tags'>,
) => db.query(putSql, [space, id, name, emojiKey(name), file, tags])

const removeSql = `update emoji set removed = $3, file = null, tags = '{}' where space = $1 and id = $2`
const forgetSql = `
  delete from emoji where space = $1 and id in (
    select id from emoji where space = $1 and removed is not null order by removed desc offset $2)`

/** Of those removed before, the latest are still known. */
export const removeEmoji = async (db: Queryable, space: string, id: string, seq: number): Promise<void> => {
  await db.query(removeSql, [space, id, seq])
  await db.query(forgetSql, [space, mostRemovedEmoji])
}

const namedSql = `
  select name, file from (
    select distinct on (emoji.key) emoji.key, emoji.name, emoji.file
    from stream join emoji on emoji.space in (stream.ruler, $4)
    where stream.id = $1 and emoji.key = any($2) and emoji.removed is null order by emoji.key, emoji.space = $4
  ) named
  where file is not null order by array_position($2, key) limit $3`

export interface NamedEmoji {
  readonly name: string
  readonly file: string
}

/** Those with a picture that the space of a room, or else the deployment, has under these names, in their order. */
export const emojiNamed = (
  db: Queryable,
  room: string,
  names: readonly string[],
  most: number,
): Promise<NamedEmoji[]> => db.query<NamedEmoji>(namedSql, [room, names.map(emojiKey), most, deploymentBank])

/** As a bank is told them; `of` is the column that says whose. */
export const emojiSql = (of: string): string => `(
  select coalesce(json_agg(json_strip_nulls(json_build_object(
    'emoji', id, 'name', name, 'file', file, 'tags', case when tags <> '{}' then to_json(tags) end, 'removed', case when removed is not null then true end)) order by id), '[]')
  from emoji where emoji.space = ${of})`
