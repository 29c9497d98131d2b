/** What people may see of messages, rooms and others in a few words. Nothing is kept of it. */
import type { Database } from '@parley/service-kit'
import type { GlimpseQuestion } from '@parley/wire'
import { editedSql } from './message-states.ts'

export interface GlimpseRow {
  readonly name: string | null
  readonly room: string | null
  readonly text: string | null
}

/** By the rights of now: of a room that they do not see nothing, nor of a message of before they came, that is over, or whose author they hide. */
const glimpsesSql = `
  select author.name, case when room.kind <> 'direct' then room.name end as room, left(coalesce(edited.text, said.text), $5) as text
  from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bigint[]) with ordinality as asked (who, by, room, message, ord)
  left join person author on author.id = asked.by
  left join lateral standing_of(asked.room, asked.who) standing on true
  left join room on room.id = standing.room
  left join lateral (
    select body ->> 'text' as text from event
    where stream = standing.room and seq = asked.message and ev = 'message.sent'
      and coalesce(at + (body ->> 'expires_ms')::bigint * interval '1 ms' > now(), true)
      and asked.message > (select since from reach_of(standing.room, asked.who))
      and not exists (
        select from hidden where hidden.person = asked.who and hidden.author in (event.by, (body -> 'forwarded' ->> 'by')::uuid)
      )
  ) said on true
  left join lateral (${editedSql('standing.room', 'asked.message')}) edited on said.text is not null
  order by asked.ord`

/** In the order of the questions; texts of so many characters at most. */
export const findGlimpses = (
  db: Database,
  asked: readonly GlimpseQuestion[],
  mostCharacters: number,
): Promise<GlimpseRow[]> =>
  db.query<GlimpseRow>(glimpsesSql, [
    asked.map(({ user }) => user),
    asked.map(({ by }) => by ?? null),
    asked.map(({ room }) => room ?? null),
    asked.map(({ message }) => message ?? null),
    mostCharacters,
  ])
