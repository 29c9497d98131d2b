/** What is told of threads, against what stands in them; and who follows them. */
import { beforeIds, type Check, type Database, type Finding, inPages, type Queryable } from '@parley/service-kit'
import { belongs, byEvent, eventsPage, isHeld } from './room-events.ts'

const rowsAtOnce = 500

interface OfThread extends Finding {
  readonly parent: string
  readonly room: string
}

/** A process of the release before may have told some more behind these. */
const postersSql = (room: string) =>
  `(select held.posters from stream, replies_held(stream.id, stream.floor) held where stream.id = ${room})`

/** Of what is held. Clocks of two servers differ, so that the last message need not have the latest time. */
const rightSql = (room: string) => `
  select own.tally - count(event.seq) as gone, max(event.seq) as last, max(event.at) as latest,
    (array_agg(event.at order by event.seq desc))[1] as at, ${postersSql(room)} as posters
  from stream own left join event on event.stream = own.id and event.ev = 'message.sent' and event.seq > own.floor
  where own.id = ${room}
  group by own.id`

const isWrong = `
  (thread.gone, thread.last) is distinct from (told.gone, told.last) or (thread.last_at is null) <> (told.at is null)
  or thread.last_at not between told.at and told.latest or thread.posters[1:cardinality(told.posters)] <> told.posters`

const threadsSql = `
  select thread.parent, thread.room, told.gone is not null and (${isWrong}) as wrong
  from (select * from thread where (parent, room) > ($1::uuid, $2::uuid) order by parent, room limit $3) thread
  left join lateral (${rightSql('thread.room')}) told on ${isHeld('thread.room')}
  order by thread.parent, thread.room`

type ThreadRow = OfThread & { readonly wrong: boolean }

async function* lookAtThreads(db: Queryable): AsyncGenerator<OfThread> {
  const values = (last: ThreadRow | undefined) => [last?.parent ?? beforeIds, last?.room ?? beforeIds]
  for await (const { parent, room, wrong } of inPages<ThreadRow>(db, threadsSql, values, rowsAtOnce))
    if (wrong) yield { what: `thread ${room} of room ${parent}`, parent, room }
}

const recountSql = `
  update thread set gone = told.gone, last = told.last, last_at = told.at, posters = told.posters
  from (${rightSql('$2')}) told
  where thread.parent = $1 and thread.room = $2 and (${isWrong}) returning 1`

export const threads: Check<OfThread> = {
  about: 'threads of which other replies are told than they have',
  anew: true,
  look: ({ db }) => lookAtThreads(db),
  mend: (db: Database, { parent, room }) =>
    db.transaction(async (tx) => {
      await tx.lock([room])
      return (await tx.query(recountSql, [parent, room])).length > 0
    }),
}

interface OfFollower extends OfThread {
  readonly person: string
}

const followerOf = ({ parent, room, person }: Omit<OfFollower, 'what'>): OfFollower => ({
  what: `person ${person} in thread ${room} of room ${parent}`,
  parent,
  room,
  person,
})

/** Where somebody was told that they follow a thread, and has neither followed it no more nor left its room since. */
const followedSql = `
  select event.stream as room, event.seq, told.*
  from (${eventsPage}) event
  left join lateral (
    select thread.parent, thread.room as thread, event.stream as person
    from thread
    where event.ev = 'thread.followed' and thread.parent = (event.body ->> 'parent')::uuid
      and thread.room = (event.body ->> 'room')::uuid and ${belongs('thread.parent', 'event.stream')}
      and not exists (
        select from thread_follower own
        where own.parent = thread.parent and own.room = thread.room and own.person = event.stream
      )
      and not exists (
        select from event later
        where later.stream = event.stream and later.seq > event.seq
          and ((later.ev, later.body ->> 'room') in (('thread.unfollowed', thread.room::text), ('room.left', thread.parent::text))
            or later.ev = 'space.left' and later.body ->> 'space' = (select space::text from room where id = thread.parent))
      )
    offset 0
  ) told on true
  order by event.stream, event.seq`

interface Followed {
  readonly room: string
  readonly seq: number
  readonly parent: string | null
  readonly thread: string
  readonly person: string
}

/** Who is not in the room of a thread does not follow it. */
const straysSql = `
  select follower.parent, follower.room, follower.person,
    ${isHeld('follower.room')} and not ${belongs('follower.parent', 'follower.person')} as wrong
  from (
    select * from thread_follower where (parent, room, person) > ($1::uuid, $2::uuid, $3::uuid) order by parent, room, person limit $4
  ) follower
  order by follower.parent, follower.room, follower.person`

async function* lookAtFollowers(db: Queryable): AsyncGenerator<OfFollower> {
  for await (const { parent, thread: room, person } of byEvent<Followed>(db, followedSql))
    if (parent !== null) yield followerOf({ parent, room, person })
  type Row = OfFollower & { readonly wrong: boolean }
  const values = (last: Row | undefined) => [
    last?.parent ?? beforeIds,
    last?.room ?? beforeIds,
    last?.person ?? beforeIds,
  ]
  for await (const row of inPages<Row>(db, straysSql, values, rowsAtOnce)) if (row.wrong) yield followerOf(row)
}

const dropSql = `
  delete from thread_follower where parent = $1 and room = $2 and person = $3 and not ${belongs('$1', '$3')} returning 1`

/** By the last word of their own stream about it. */
const putSql = `
  insert into thread_follower (parent, room, person)
  select $1, $2, $3
  from (
    select ev from event
    where stream = $3 and (ev in ('thread.followed', 'thread.unfollowed') and body ->> 'room' = $2::uuid::text
      or ev = 'room.left' and body ->> 'room' = $1::uuid::text)
    order by seq desc limit 1
  ) last
  where last.ev = 'thread.followed' and ${belongs('$1', '$3')}
  on conflict do nothing returning 1`

export const followers: Check<OfFollower> = {
  about: 'people who follow a thread, or do not, other than they were told',
  anew: true,
  look: ({ db }) => lookAtFollowers(db),
  mend: (db: Database, { parent, room, person }) =>
    db.transaction(async (tx) => {
      await tx.lock([parent, room, person])
      const values = [parent, room, person]
      return (await tx.query(dropSql, values)).length + (await tx.query(putSql, values)).length > 0
    }),
}
