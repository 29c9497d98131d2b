/**
 * A room as it was at a position, made of the events up to it. What is said there never changes but by being taken back, so
 * the statements need not be of one moment. They read all of the events before it: nothing is kept for what is asked this seldom.
 */
import type { Queryable } from '@parley/service-kit'
import type { Role, ToldKind } from '../rules.ts'
import { type MessageState, toStates } from './message-states.ts'

export interface Profile {
  readonly kind: ToldKind
  /** Empty for a direct room. */
  readonly name: string
  readonly topic: string
}

/** What is no longer held comes from the room itself, which it then still is, unless somebody has changed it later. */
const profileSql = `
  select case when room.kind = 'space' then room.form else room.kind end as kind, coalesce(said.name, room.name) as name, coalesce(said.topic, '') as topic
  from room cross join lateral (
    select (array_agg(body ->> 'name' order by seq desc) filter (where body ->> 'name' is not null))[1] as name,
      (array_agg(body ->> 'topic' order by seq desc) filter (where body ->> 'topic' is not null))[1] as topic
    from event where stream = $1 and seq <= $2 and ev in ('room.created', 'room.changed')
  ) said
  where room.id = $1`

export const profileAt = async (db: Queryable, room: string, seq: number): Promise<Profile | undefined> =>
  (await db.query<Profile>(profileSql, [room, seq]))[0]

export interface MemberThen {
  readonly person: string
  readonly name: string
  readonly role: Role
  readonly joined: number
}

/**
 * The last event about each person up to there; who left last is out. Of whom no such event is held any more, the next one tells whether they
 * were in, or that they are in now. Where neither says when they came, they came at the floor at the latest, as members.
 */
const insideSql = `
  with held as (
    select seq, ev, (body ->> 'user')::uuid as person, body ->> 'role' as role
    from event
    where stream = $1 and seq > (select floor from stream where id = $1) and ev in ('member.joined', 'member.left', 'role.changed')
  ), told as (
    select distinct on (person) person, ev, role, max(seq) filter (where ev = 'member.joined') over (partition by person) as joined
    from held where seq <= $2 order by person, seq desc
  ), later as (
    select distinct on (person) person, ev from held
    where seq > $2 and person not in (select person from told) order by person, seq
  ), inside as (
    select person, role, joined from told where ev <> 'member.left'
    union all
    select person, 'member', null from later where ev <> 'member.joined'
    union all
    select person, role, joined from membership
    where room = $1 and person not in (select person from told) and person not in (select person from later)
  ), placed as (
    select inside.person, inside.role,
      coalesce(inside.joined, case when now.joined <= $2 then now.joined end, (select floor from stream where id = $1)) as joined
    from inside left join membership now on now.room = $1 and now.person = inside.person
  )`

/** The name is today's, as everywhere. */
const membersSql = `${insideSql}
  select placed.person, coalesce(person.name, '') as name, placed.role, placed.joined
  from placed left join person on person.id = placed.person
  where placed.joined > $3 order by placed.joined limit $4`

const countSql = `${insideSql} select count(*)::int as members from placed`

interface Asked {
  readonly room: string
  readonly seq: number
  readonly after: number
  readonly limit: number
}

export const membersAt = async (db: Queryable, { room, seq, after, limit }: Asked) => {
  const [members, [counted]] = await Promise.all([
    db.query<MemberThen>(membersSql, [room, seq, after, limit]),
    db.query<{ members: number }>(countSql, [room, seq]),
  ])
  return { members, count: counted?.members ?? 0 }
}

/**
 * An emoji stands where its people were none before: so its place is where its count last rose from nothing. `$5` hides: their
 * reactions are counted for its place, and not told.
 */
const statesSql = `
  with told as (
    select event.seq as at_seq, event.ev, event.by, event.at, event.body, (event.body ->> 'seq')::bigint as seq
    from event
    where stream = $1 and event.seq > $2 and event.seq <= $4
      and ev in ('message.edited', 'message.previewed', 'message.unpreviewed', 'message.pinned', 'message.unpinned', 'reaction.added', 'reaction.removed', 'poll.voted', 'poll.closed')
      and (body ->> 'seq')::bigint between $2 and $3
  ), edit as (
    select distinct on (seq) seq, at_seq, at, body ->> 'text' as text, body -> 'mentions' as mentions from told where ev = 'message.edited'
    order by seq, at_seq desc
  ), shown as ( -- an edit takes it away, and who takes it away does so for good
    select distinct on (seq) seq, ev, body -> 'previews' as previews from told
    where ev in ('message.edited', 'message.previewed', 'message.unpreviewed') order by seq, at_seq desc
  ), pin as (
    select distinct on (seq) seq, at_seq, ev from told where ev in ('message.pinned', 'message.unpinned')
    order by seq, at_seq desc
  ), step as (
    select seq, at_seq, by, body ->> 'emoji' as emoji, case ev when 'reaction.added' then 1 else -1 end as step
    from told where ev in ('reaction.added', 'reaction.removed')
  ), run as (
    select *, sum(step) over (partition by seq, emoji order by at_seq) as people from step
  ), reacted as (
    select seq, emoji,
      sum(step) filter (where by not in (select author from hidden where person = $5))::int as count,
      coalesce(sum(step) filter (where by = $5), 0) > 0 as own,
      max(at_seq) filter (where people = 1 and step = 1) as first
    from run group by seq, emoji having sum(step) > 0
  ), vote as (
    select distinct on (seq, by) seq, by, body -> 'answers' as answers from told where ev = 'poll.voted'
    order by seq, by, at_seq desc
  ), poll as (
    select event.seq, (select max(at_seq) from told where told.seq = event.seq and told.ev = 'poll.closed') as closed,
      (
        select json_agg((
          select count(*) from vote, json_array_elements_text(vote.answers) as chosen (place)
          where vote.seq = event.seq and chosen.place::int = answer.place - 1
        ) order by answer.place)
        from json_array_elements(event.body -> 'poll' -> 'answers') with ordinality as answer (text, place)
      ) as counts,
      (select count(*) from vote where vote.seq = event.seq and json_array_length(vote.answers) > 0) as voters,
      (select answers from vote where vote.seq = event.seq and vote.by = $5 and json_array_length(vote.answers) > 0) as own
    from event
    where stream = $1 and event.seq between $2 and $3 and ev = 'message.sent' and body -> 'poll' is not null
  )
  select seq, case ev when 'message.pinned' then at_seq end as pinned, null::bigint as edit, null::bigint as at, null as text,
    null::json as mentions, null::json as previews, null as emoji, 0 as count, false as own, 0 as first, null::json as poll, null::json as thread
  from pin
  union all
  select seq, null, at_seq, floor(extract(epoch from at) * 1000)::bigint, text, mentions, null, null, 0, false, 0, null, null from edit
  union all
  select seq, null, null, null, null, null, previews, null, 0, false, 0, null, null from shown where ev = 'message.previewed'
  union all
  select seq, null, null, null, null, null, null, emoji, count, own, first, null, null from reacted where count > 0
  union all
  select seq, null, null, null, null, null, null, null, 0, false, 0,
    json_build_object('counts', counts, 'voters', voters, 'own', own, 'closed', closed), null
  from poll where voters > 0 or closed is not null
  order by seq, first`

interface PageThen {
  readonly person: string
  readonly room: string
  /** Of the messages that are told. */
  readonly first: number
  readonly last: number
  /** How far the room had come. */
  readonly seq: number
}

export const statesAt = async (
  db: Queryable,
  { person, room, first, last, seq }: PageThen,
): Promise<ReadonlyMap<number, MessageState>> => toStates(await db.query(statesSql, [room, first, last, seq, person]))
