/** Stickers, GIFs and sounds of banks: of spaces, and of the deployment. Written behind the lock of the stream of the bank. */
import { deploymentBank, type Output } from '@parley/protocol'
import type { Queryable } from '@parley/service-kit'

type Told = NonNullable<Output<'space.get'>['sticker_list']>[number]

export interface StickerRow extends Omit<Told, 'sticker' | 'tags'> {
  readonly tags: readonly string[]
}

const findSql = 'select kind, name, tags, file from sticker where space = $1 and id = $2'

export const findSticker = async (db: Queryable, space: string, id: string): Promise<StickerRow | undefined> =>
  (await db.query<StickerRow>(findSql, [space, id]))[0]

const inRoomSql = `
  select sticker.kind, name, tags, file from stream join sticker on sticker.space in (stream.ruler, $3)
  where stream.id = $1 and sticker.id = $2 order by sticker.space = $3 limit 1`

/** One of the space of a room, or of the deployment. */
export const findStickerIn = async (db: Queryable, room: string, id: string): Promise<StickerRow | undefined> =>
  (await db.query<StickerRow>(inRoomSql, [room, id, deploymentBank]))[0]

const countSql = 'select count(*)::int as count from sticker where space = $1'

export const countStickers = async (db: Queryable, space: string): Promise<number> =>
  (await db.query<{ count: number }>(countSql, [space]))[0]?.count ?? 0

const putSql = `
  insert into sticker (space, id, kind, name, tags, file) values ($1, $2, $3, $4, $5, $6)
  on conflict (space, id) do update set name = excluded.name, tags = excluded.tags`

export const putSticker = (db: Queryable, space: string, id: string, { kind, name, tags, file }: StickerRow) =>
  db.query(putSql, [space, id, kind, name, tags, file])

const deleteSql = 'delete from sticker where space = $1 and id = $2'

export const deleteSticker = (db: Queryable, space: string, id: string) => db.query(deleteSql, [space, id])

/** As a bank is told them; `of` is the column that says whose. */
export const stickersSql = (of: string): string => `(
  select coalesce(json_agg(json_strip_nulls(json_build_object(
    'sticker', id, 'kind', kind, 'name', name, 'file', file, 'tags', case when tags <> '{}' then to_json(tags) end)) order by id), '[]')
  from sticker where sticker.space = ${of})`
