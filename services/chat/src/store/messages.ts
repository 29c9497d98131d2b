/** Sending: the statement is the function `post_messages` of the schema. */
import type { Mentions } from '@parley/markdown'
import type { Queryable } from '@parley/service-kit'
import { unlessSuspended } from './suspensions.ts'
import { uuids } from './uuids.ts'

/** What a message needs besides its event. Each part has a function of its own that notes it, in the same transaction. */
export interface More {
  /** Whom its text names. */
  readonly mentions?: Mentions | undefined
  /** That it is a poll: how many answers it has, and until when one may vote. */
  readonly poll?: { readonly answers: number; readonly multiple: boolean; readonly closes: number | null }
  /** That it says what another message says: who said it first, and where that stands. */
  readonly forward?: { readonly by: string; readonly room: string; readonly seq: number }
  /** After how many milliseconds it expires. */
  readonly expires_ms?: number | undefined
  /** The filters that found something and let it pass. */
  readonly flags?: readonly string[] | undefined
}

export interface NewMessage {
  readonly room: string
  readonly key: string
  readonly sender: string
  /** JSON text. */
  readonly body: string
  /** Not given by most. */
  readonly more?: More | undefined
  /** Whether it may concern somebody who does not look at the room: it answers somebody, or names somebody. Other services read of no others, but of those between two people. */
  readonly tells?: boolean | undefined
}

interface Sent {
  readonly outcome: 'sent'
  readonly seq: number
  readonly at: number
  /** Of the first one in a room of a space it names the space. */
  readonly space: string | null
  /** Of such a one, and in a thread of such a room: the last event of the space, of those that change who sees what, that it comes after. */
  readonly rights: number | null
  /** Whether other services read of it. */
  readonly tells: true | null
  /** JSON text of whom it mentions, of those whom its text names. */
  readonly mentions?: string | null
}

export type Outcome =
  | Sent
  | { readonly outcome: 'repeated'; readonly seq: number; readonly at: number }
  | { readonly outcome: 'no room' }
  | { readonly outcome: 'not allowed' }
  | { readonly outcome: 'suspended' }
  | { readonly outcome: 'id taken' }
  | Waiting

/** So many milliseconds: the room is slow, and they said something there before. */
export interface Waiting {
  readonly outcome: `wait ${number}`
}

/**
 * Asked when the message is written, and so while the rights are held; of the first one of each room of a space, and of those in
 * threads, which may be there.
 */
const rights = `
  case when space is not null or outcome = 'sent' and get_byte(uuid_send(($1::uuid[])[ord]), 6) >> 4 = 8
    then rights_in(($1::uuid[])[ord]) end as rights`

/** A batch without rooms of spaces holds none, and is not asked to: a stream that nothing rules is never ruled. */
const held = `
  case when exists (select from stream where id = any($1) and ruler is not null) then hold_rights($1) else $1 end`

/** Nothing is said where somebody may not, and a message without a room is in none. */
const allowed = (rooms: string) => unlessSuspended(rooms, '$3::uuid[]')

/**
 * The fence is part of the statement: what was to be written in another epoch is not written. The rights in rooms of spaces are held before
 * any room is locked.
 */
const sendSql = `
  select outcome, seq, at, space, tells, ${rights} from fence($5) cross join post_messages(${allowed(held)}, $2, $3, $4, $6) order by ord`

/**
 * For a batch in which a message needs more. The bodies are complete before they are sent; then each part notes what was sent and
 * not what was sent before.
 */
const sendMoreSql = `
  select sent.outcome, sent.seq, sent.at, sent.space, sent.tells, ${rights}, named.mentions[sent.ord] as mentions,
    case when sent.outcome = 'sent' and named.mentions[sent.ord] is not null then
      note_mentions(($1::uuid[])[sent.ord], sent.seq, sent.seq, ($3::uuid[])[sent.ord], named.mentions[sent.ord]::json)
    end as noted,
    case when sent.outcome = 'sent' and given.more[sent.ord] like '%"poll":%' then
      note_poll(($1::uuid[])[sent.ord], sent.seq, given.more[sent.ord]::json -> 'poll')
    end as polled,
    case when sent.outcome = 'sent' and given.more[sent.ord] like '%"forward":%' then
      note_forward(($1::uuid[])[sent.ord], sent.seq, given.more[sent.ord]::json -> 'forward')
    end as forwarded,
    case when sent.outcome = 'sent' and given.more[sent.ord] like '%"expires_ms":%' then
      note_expiry(($1::uuid[])[sent.ord], sent.seq, sent.at, (given.more[sent.ord]::json ->> 'expires_ms')::bigint)
    end as expires,
    case when sent.outcome = 'sent' and given.more[sent.ord] like '%"flags":%' then
      note_flags(($1::uuid[])[sent.ord], sent.seq, ($3::uuid[])[sent.ord], given.more[sent.ord]::json -> 'flags')
    end as flagged
  from fence($5)
  cross join (select string_to_array($7, E'\\n') offset 0) given (more)
  cross join name_mentions(${held}, $3, $7) named (mentions)
  cross join lateral post_messages(${allowed('$1::uuid[]')}, $2, $3, with_mentions($4, named.mentions), $6) sent
  order by sent.ord`

const lines = (all: readonly string[]) => all.join('\n')

/** In the order given; each (room, key) once. One commit for all, in this epoch; fails with OtherHistory in another. */
export const send = (db: Queryable, epoch: number, messages: readonly NewMessage[]): Promise<Outcome[]> => {
  const values = [
    uuids(messages.map((message) => message.room)),
    uuids(messages.map((message) => message.key)),
    uuids(messages.map((message) => message.sender)),
    lines(messages.map((message) => message.body)),
    epoch,
    messages.flatMap(({ tells }, place) => (tells ? [place + 1] : [])),
  ]
  if (!messages.some(({ more }) => more)) return db.query<Outcome>(sendSql, values)
  return db.query<Outcome>(sendMoreSql, [
    ...values,
    lines(messages.map(({ more }) => (more ? JSON.stringify(more) : ''))),
  ])
}

const keySql = `
  select seq, ev, by, floor(extract(epoch from at) * 1000)::bigint as at from event where stream = $1 and key = $2`

interface KeyedEvent {
  readonly seq: number
  readonly ev: string
  readonly by: string | null
  readonly at: number
}

/** The event of this stream that has the key. */
export const findByKey = async (db: Queryable, stream: string, key: string): Promise<KeyedEvent | undefined> =>
  (await db.query<KeyedEvent>(keySql, [stream, key]))[0]
