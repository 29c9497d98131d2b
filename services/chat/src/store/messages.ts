/** Sending: the statement is the function `send_messages` of the schema. */
import type { Queryable } from '@parley/service-kit'

export interface NewMessage {
  readonly room: string
  readonly key: string
  readonly sender: string
  /** JSON text. */
  readonly body: string
}

export type Outcome =
  | { readonly outcome: 'sent'; readonly seq: number; readonly at: number }
  | { readonly outcome: 'repeated'; readonly seq: number; readonly at: number }
  | { readonly outcome: 'no room' }
  | { readonly outcome: 'not allowed' }
  | { readonly outcome: 'id taken' }

/** The fence is part of the statement: what was to be written in another epoch is not written. */
const sendSql = `select outcome, seq, at from fence($5) cross join send_messages($1, $2, $3, $4) order by ord`

/** UUIDs need no escaping, so the array is written as Postgres reads it, without looking at each element. */
const uuids = (ids: readonly string[]) => `{${ids.join(',')}}`

/** In the order given; each (room, key) once. One commit for all, in this epoch; fails with OtherHistory in another. */
export const send = (db: Queryable, epoch: number, messages: readonly NewMessage[]): Promise<Outcome[]> =>
  db.query<Outcome>(sendSql, [
    uuids(messages.map((message) => message.room)),
    uuids(messages.map((message) => message.key)),
    uuids(messages.map((message) => message.sender)),
    messages.map((message) => message.body).join('\n'),
    epoch,
  ])

const returnedSql = `select seq from event where stream = $1 and key = $2`

/** Whether an event of this stream has the key. */
export const hasKey = async (db: Queryable, stream: string, key: string): Promise<boolean> =>
  (await db.query(returnedSql, [stream, key])).length > 0

const findSql = `select ev, by from event where stream = $1 and seq = $2`

/** What an event is, and whose; nothing where it is no longer held, or not there yet. */
export const findEvent = async (
  db: Queryable,
  stream: string,
  seq: number,
): Promise<{ readonly ev: string; readonly by: string | null } | undefined> =>
  (await db.query<{ ev: string; by: string | null }>(findSql, [stream, seq]))[0]
