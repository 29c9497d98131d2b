/** Whom messages mention (`mention`): written under the lock of the room's stream, counted by the room, the person and the position. */
import type { Mentions } from '@parley/markdown'
import type { Queryable } from '@parley/service-kit'

/** How many messages after the cursor mention a member, where `member` and `stream` are joined. Where nothing is new nothing is looked up. */
export const mentionsAfterCursor =
  'case when stream.head > member.read then mentions_of(member.room, member.person, greatest(member.read, stream.floor), stream.head) else 0 end'

const nameSql = `select mentioned($1, $2, $3, clock_timestamp()) as mentions`

/** Of whom a text names, whom it mentions in a room that is locked. */
export const findMentioned = async (
  db: Queryable,
  room: string,
  sender: string,
  named: Mentions,
): Promise<Mentions | undefined> => {
  const [found] = await db.query<{ mentions: string | null }>(nameSql, [room, sender, JSON.stringify(named)])
  return found?.mentions ? (JSON.parse(found.mentions) as Mentions) : undefined
}

export interface MentionRow {
  /** Null where it is everybody; of a role, its key. */
  readonly person: string | null
  /** Whether the message says so now. */
  readonly holds: boolean
}

const listSql = `
  select nullif(person, '00000000-0000-0000-0000-000000000000') as person, holds from mention where room = $1 and message = $2`

/** Who was ever told of a message. */
export const listMentions = (db: Queryable, room: string, message: number): Promise<MentionRow[]> =>
  db.query<MentionRow>(listSql, [room, message])

const heldSql = `select distinct message from mention where room = $1 and message = any($2::bigint[]) and holds`

/** Which of these messages mention somebody. */
export const mentioningAmong = async (db: Queryable, room: string, messages: readonly number[]): Promise<Set<number>> =>
  new Set((await db.query<{ message: number }>(heldSql, [room, messages])).map(({ message }) => message))

const noteSql = `select note_mentions($1, $2, $3, $4, $5)`

interface Noted {
  readonly room: string
  readonly message: number
  /** Position of the edit that tells of it. */
  readonly told: number
  readonly author: string
  readonly mentions: Mentions
}

export const noteMentions = (db: Queryable, { room, message, told, author, mentions }: Noted) =>
  db.query(noteSql, [room, message, told, author, JSON.stringify(mentions)])
