/** Who may send files, which messages have some, and whether they have them still. */
import { permissionSet } from '@parley/protocol'
import type { InEpoch, Queryable } from '@parley/service-kit'
import type { KeptQuestion } from '@parley/wire'
import { isKeptSql, isPictureSql } from './pictures.ts'
import { shownJoin } from './previews.ts'
import { mineSql, view } from './search.ts'

/** Who does not see the room may, here: the send refuses them. */
const mayAttachSql = `
  select coalesce(may & ${permissionSet('view')} = 0 or may & ${permissionSet('attach')} <> 0, true) as may
  from (select permissions_in($1, $2, now()) as may) held`

/** In rooms of spaces, by the rights there; everybody else may who may send. */
export const mayAttach = async (db: Queryable, room: string, person: string): Promise<boolean> =>
  (await db.query<{ may: boolean }>(mayAttachSql, [room, person]))[0]?.may ?? true

/** As text: Postgres cannot read as JSON what has half of a character in it. Also what is to be sent later is kept. Of a room that is deleted all messages are gone, also before their rows are. */
const keptSql = `
  select case when ${isPictureSql('asked.message')} then ${isKeptSql('asked.room', 'asked.file')}
    when event.stream is not null then event.ev = 'message.sent' and room.id is not null
      and (position('"file":"' || asked.file || '"' in event.body::text) > 0 or coalesce(position('"file":"' || asked.file || '"' in shown.body::text) > 0, false))
      and not exists (select from deleted_room where deleted_room.room = event.stream)
    when exists (
      select from scheduled where scheduled.room = asked.room and scheduled.id = asked.message
        and position('"' || asked.file || '"' in scheduled.message::text) > 0
    ) then true
  end as kept
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) with ordinality as asked (room, message, file, ord)
  left join event on event.stream = asked.room and event.key = asked.message
  left join message_state state on state.room = event.stream and state.seq = event.seq
  ${shownJoin('event.stream')}
  left join room on room.id = asked.room
  order by asked.ord`

/** In the order of the questions; null where there is no such message. */
export const findKept = async (db: Queryable, asked: readonly KeptQuestion[]): Promise<(boolean | null)[]> =>
  (
    await db.query<{ kept: boolean | null }>(keptSql, [
      asked.map(({ room }) => room),
      asked.map(({ message }) => message),
      asked.map(({ file }) => file),
    ])
  ).map(({ kept }) => kept)

/** A row without a position where the person sees the room and there is none. Those of banks are not of the room. */
const withFilesSql = `
  select found.seq, mine.since, (select current_epoch()) as epoch
  from (${mineSql('false')}) mine join stream on stream.id = mine.room
  left join lateral (
    select seq from event
    where event.stream = mine.room and ev = 'message.sent' and body::text like '%"files":[%' and body::text not like '%"bank":"%'
      and seq > greatest(mine.since, stream.floor) and seq < coalesce($5::bigint, stream.head + 1)
    order by seq desc limit $6
  ) found on true`

export interface WithFiles extends InEpoch {
  readonly seq: number | null
  /** The last position of which they see nothing. */
  readonly since: number
}

export interface PageOfFiles {
  readonly person: string
  readonly room: string
  readonly before: number | undefined
  readonly limit: number
}

/** Messages with files, newest first, of a room that the person sees as of this statement; nothing where they do not. */
export const findWithFiles = (db: Queryable, { person, room, before, limit }: PageOfFiles): Promise<WithFiles[]> =>
  db.query<WithFiles>(withFilesSql, [person, [room], [], view, before ?? null, limit])
