/** Makes a long conversation in a moment, past the service. */
import type pg from 'pg'

export interface Filling {
  readonly room: string
  /** Ids of those who wrote, three messages each in turn. */
  readonly authors: readonly string[]
  /** What they wrote, in turn. */
  readonly texts: readonly string[]
  readonly messages: number
}

/** Behind what the room begins with, one each 20 seconds up to now, as if they had been sent. */
const fillSql = `
  insert into chat.event (stream, seq, tally, ev, key, by, at, body)
  select id, head + n, tally + n, 'message.sent', uuidv7(), ($2::uuid[])[1 + n / 3 % cardinality($2::uuid[])],
    now() - ($4 - n) * interval '20 seconds',
    json_build_object('id', uuidv7(), 'text', ($3::text[])[1 + n % cardinality($3::text[])])
  from chat.stream, generate_series(1, $4::int) n where id = $1`
const raiseSql =
  'update chat.stream set head = head + $2::int, tally = tally + $2::int where id = $1 returning head::int'

/** Resolves to where the room stands then. */
export const fillRoom = async (client: pg.Client, { room, authors, texts, messages }: Filling): Promise<number> => {
  await client.query(fillSql, [room, authors, texts, messages])
  await client.query('vacuum analyze chat.event')
  await client.query('checkpoint')
  const { rows } = await client.query<{ head: number }>(raiseSql, [room, messages])
  return rows[0]?.head ?? 0
}
