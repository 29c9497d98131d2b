/** Emoji that spaces have of their own. Written behind the lock of the stream of the space. */
import { emojiKey, mostRemovedEmoji } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

export interface EmojiRow {
  readonly name: string
  readonly removed: boolean
}

const findSql = `select name, removed is not null as removed from emoji where space = $1 and id = $2`

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
  insert into emoji (space, id, name, key) values ($1, $2, $3, $4)
  on conflict (space, id) do update set name = excluded.name, key = excluded.key`

export const putEmoji = (db: Queryable, space: string, id: string, name: string) =>
  db.query(putSql, [space, id, name, emojiKey(name)])

const removeSql = `update emoji set removed = $3 where space = $1 and id = $2`
const forgetSql = `
  delete from emoji where space = $1 and id in (
    select id from emoji where space = $1 and removed is not null order by removed desc offset $2)`

/** Of those removed before, the latest are still known. */
export const removeEmoji = async (db: Queryable, space: string, id: string, seq: number): Promise<void> => {
  await db.query(removeSql, [space, id, seq])
  await db.query(forgetSql, [space, mostRemovedEmoji])
}
