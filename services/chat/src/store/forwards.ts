/** Messages that say what others have said (`forward`). */
import type { Queryable } from '@parley/service-kit'
import { nowSql } from './clock.ts'
import { editedSql } from './message-states.ts'
import { seenSql, view } from './search.ts'

/** Where a message stands. */
export interface MessageKey {
  readonly room: string
  readonly seq: number
}

/** A message of a room that somebody sees, whether they see the message or not. */
export interface SaidMessage {
  readonly by: string
  readonly at: number
  /** JSON text, as it was sent. */
  readonly body: string
  readonly audience: string | null
  /** What it says now; null where it was not edited. */
  readonly edited: string | null
  /** In how many milliseconds it expires; null where it does not. */
  readonly left: number | null
  /** Of a forwarded one: where that stands which it says. Null where it is none, or that is not known here. */
  readonly from: MessageKey | null
  /** Whom that somebody hides. */
  readonly hides: readonly string[]
}

/** One statement, so that all of it is of one moment: who sees the room, what the message says then, whom they hide. */
const findSql = `
  select sent.by, floor(extract(epoch from sent.at) * 1000)::bigint as at, sent.body::text as body, sent.audience,
    edited.text as edited, (expiry.due - ${nowSql})::float8 as left,
    case when forward.room is not null then json_build_object('room', from_room, 'seq', from_seq) end as from,
    array(select author::text from hidden where hidden.person = $1) as hides
  from (${seenSql}) mine
  left join event sent on sent.stream = mine.room and sent.seq = $5 and sent.ev = 'message.sent'
    and sent.seq > (select since from reach_of(mine.room, $1))
  left join lateral (${editedSql('sent.stream', 'sent.seq')}) edited on true
  left join expiry on expiry.room = sent.stream and expiry.seq = sent.seq
  left join forward on forward.room = sent.stream and forward.seq = sent.seq`

/** Undefined where they do not see the room; null where no message stands there. */
export const findSaid = async (
  db: Queryable,
  person: string,
  { room, seq }: MessageKey,
): Promise<SaidMessage | null | undefined> => {
  const [row] = await db.query<SaidMessage | { readonly by: null }>(findSql, [person, [room], [], view, seq])
  return row?.by === null ? null : row
}
