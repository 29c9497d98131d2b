/** Whom a message is to be told to, and how far people have read: what the service that notifies asks. Nothing is kept of it. */
import { beforeIds, type Database } from '@parley/service-kit'
import type { NoticeQuestion, Standing, StandingQuestion, Why } from '@parley/wire'

export interface NoticeRow {
  /** Place of the question, from 1. */
  readonly ord: number
  readonly by: string
  /** Of the message. */
  readonly id: string
  readonly direct: boolean
  readonly urgent: boolean
  /** The room, or that which the thread is of, and its space. */
  readonly places: readonly string[]
  /** Null where nobody is looked at. */
  readonly person: string | null
  readonly why: Why
  /** Whether they are told. */
  readonly told: boolean
}

/** Of the people of a list, at most so many behind the place of the question, in the order of their ids. */
const some = (people: string) =>
  `(select person from (${people}) listed where person > asked.after order by person limit asked.most)`

/** Everybody at once: the members of a group, who lives in a space, or who follows a thread. */
const everybody = [
  `select person from membership where ruling.kind = 'group' and room.parent is null and membership.room = room.id`,
  `select person from thread_follower where thread_follower.parent = room.parent and thread_follower.room = room.id`,
  `select person from resident where room.parent is null and resident.space = ruling.space`,
]

/** Not taken back by an edit. Looked up by the message: by the person there may be many. */
const holds = (person: string) => `${person} = any(naming.held)`

/** Rank 0 to 3: direct, by name or role or with everybody, a reply, who is there. */
const candidates = `
  select person, 0 as rank from ${some(`
    select person from membership where room.kind = 'direct' and asked.told = asked.message and membership.room = room.id`)} direct
  union all
  select called.who::uuid, 1 from json_array_elements_text(naming.named -> 'users') as called (who) where ${holds('called.who::uuid')}
  union all
  select answered.by, 2 from event answered
  where asked.told = asked.message and answered.stream = room.id and answered.seq = (said.body ->> 'reply')::bigint
    and answered.ev = 'message.sent'
  union all
  select person, 1 from ${some(`
    select distinct person from role_holder, json_array_elements_text(naming.named -> 'roles') as called (which)
    where role_holder.space = ruling.space and role_holder.role = called.which::smallint
      and exists (select from role where role.space = ruling.space and role.id = called.which::smallint)
      and ${holds('role_key(called.which::integer)')}`)} holders
  ${everybody
    .map(
      (people) => `union all
  select person, case naming.named ->> 'all' when 'here' then 3 else 1 end from ${some(`
    ${people} and naming.named ->> 'all' is not null and ${holds(`'${beforeIds}'`)}`)} everybody`,
    )
    .join('\n  ')}`

/** Everybody decides for themselves how loud a room is; a thread is as its room. */
const isLoud = `coalesce(
  not ((kept.kept ->> 'muted')::boolean and coalesce((kept.kept ->> 'muted_until')::bigint > extract(epoch from now()) * 1000, true))
  and case coalesce(kept.kept ->> 'level', 'all') when 'all' then true when 'mentions' then found.last_rank > 0 else false end, true)`

const noticesSql = `
  select asked.ord::int, said.by, said.key as id, room.kind = 'direct' as direct,
    said.body ->> 'urgent' is not null as urgent, array_remove(array[ruling.id, ruling.space], null) as places, found.person,
    (array['direct', 'mention', 'reply', 'here'])[found.rank + 1] as why,
    found.person <> said.by and standing.read < asked.told and ${isLoud} and not exists (
      select from hidden where hidden.person = found.person
        and hidden.author in (said.by, (said.body -> 'forwarded' ->> 'by')::uuid)
    ) as told
  from unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::int[]) with ordinality
    as asked (room, message, told, after, most, ord)
  cross join lateral (
    select key, by, body from event
    where stream = asked.room and seq = asked.message and ev = 'message.sent' and body ->> 'silent' is null offset 0
  ) said
  cross join lateral (select body from event where stream = asked.room and seq = asked.told offset 0) telling
  join room on room.id = asked.room
  join room ruling on ruling.id = coalesce(room.parent, room.id)
  cross join lateral (
    select case when asked.told = asked.message then said.body -> 'mentions' else telling.body -> 'told' end as named,
      array(select person from mention where room = asked.room and message = asked.message and holds) as held
  ) naming
  left join lateral (
    select person, min(rank) as rank, max(rank) as last_rank from (${candidates}) candidates
    where person > asked.after group by person order by person limit asked.most
  ) found on true
  left join lateral standing_of(room.id, found.person) standing on true
  left join preference kept on kept.room = ruling.id and kept.person = found.person
  order by asked.ord, found.person`

export const findNotices = (db: Database, asked: readonly NoticeQuestion[]): Promise<NoticeRow[]> =>
  db.query<NoticeRow>(noticesSql, [
    asked.map(({ room }) => room),
    asked.map(({ message }) => message),
    asked.map(({ told }) => told),
    asked.map(({ after = beforeIds }) => after),
    asked.map(({ most }) => most),
  ])

const standingsSql = `
  select standing.read, stream.head, stream.floor
  from unnest($1::uuid[], $2::uuid[]) with ordinality as asked (room, person, ord)
  left join lateral standing_of(asked.room, asked.person) standing on true
  left join stream on stream.id = standing.room
  order by asked.ord`

type StandingRow = { readonly [M in keyof Standing]: Standing[M] | null }

/** In the order of the questions. */
export const findStandings = async (db: Database, asked: readonly StandingQuestion[]): Promise<(Standing | null)[]> => {
  const rows = await db.query<StandingRow>(standingsSql, [asked.map(({ room }) => room), asked.map(({ user }) => user)])
  return rows.map(({ read, head, floor }) =>
    read === null || head === null || floor === null ? null : { read, head, floor },
  )
}
