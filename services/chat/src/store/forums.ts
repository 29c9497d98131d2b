/** Tags of forums and of their posts. Written behind the lock of the room's stream. */
import type { Database, Queryable } from '@parley/service-kit'
import type { ForumTags } from '../tags.ts'
import { readStatesOf, type States } from './message-states.ts'

const tagsSql = `select tags, tags_given as given from room where id = $1 and form = 'forum'`

/** Nothing where the room is no forum. */
export const forumTags = async (db: Queryable, room: string): Promise<ForumTags | undefined> =>
  (await db.query<ForumTags>(tagsSql, [room]))[0]

const setSql = `update room set tags = $2, tags_given = $3 where id = $1`

export const setForumTags = (db: Queryable, room: string, { tags, given }: ForumTags) =>
  db.query(setSql, [room, JSON.stringify(tags), given])

const postSql = `
  insert into message_state (room, seq, tags) values ($1, $2, $3)
  on conflict (room, seq) do update set tags = excluded.tags`

/** No tags are as if it never had any. */
export const setPostTags = (db: Queryable, room: string, seq: number, tags: readonly number[]) =>
  db.query(postSql, [room, seq, tags.length > 0 ? tags : null])

const listed = `select array(
    select seq from message_state
    where room = stream.id and tags is not null and tags @> array[$3::integer] and seq < coalesce($4::bigint, stream.head + 1)
      and (seq > stream.floor or pinned is not null) and seq > (select since from reach_of(stream.id, $2))
    order by seq desc limit $5
  ) as seqs`

interface PageOfPosts {
  /** Whose eyes it is seen with. */
  readonly person: string
  readonly room: string
  readonly tag: number
  readonly before: number | undefined
  readonly limit: number
}

/** Of the posts of a page that have the tag. */
export const readTagged = (db: Database, { person, room, tag, before, limit }: PageOfPosts): Promise<States> =>
  readStatesOf(db, listed, [room, person, tag, before ?? null, limit])
