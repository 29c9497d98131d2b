/** The statements of the release before, which its processes go on using while they are replaced, and after a step back. */
import type pg from 'pg'

const insertSql = `
  insert into member (room, person, role, joined, read, read_tally)
  select $1, person, role, joined, $2, $3 from unnest($4::uuid[], $5::text[], $6::bigint[]) as new (person, role, joined)`
const deleteSql = `delete from member where room = $1 and person = $2`
const roleSql = `update member set role = $3 where room = $1 and person = $2`
const sendSql = `select outcome, seq, at from fence($5) cross join send($1, $2, $3, $4) order by ord`
const moveSql = `
  with target as (
    select greatest($3, floor) as seq, coalesce(
      (select tally from event where stream = $1 and seq <= $3 order by seq desc limit 1),
      (select tally - (ev = 'message.sent')::int from event where stream = $1 order by seq limit 1),
      stream.tally
    ) as tally
    from stream where id = $1
  ), moved as (
    update member set read = target.seq, read_tally = target.tally
    from target, stream
    where member.room = $1 and member.person = $2 and member.read < $3 and stream.id = $1 and stream.head >= $3
    returning member.read, member.read_tally
  )
  select stream.head, coalesce(moved.read, member.read) as read,
    stream.tally - coalesce(moved.read_tally, member.read_tally) as unread,
    moved.read is not null as moved
  from member join stream on stream.id = member.room left join moved on true
  where member.room = $1 and member.person = $2`
const viewSql = `
  select room.id, room.kind, member.role, stream.head, stream.floor, member.read,
    stream.tally - member.read_tally as unread, room.members
  from member join room on room.id = member.room join stream on stream.id = member.room
  where member.person = $1 order by member.room`
const openSql = `
  select member.person as reader, 1 as part, stream.id, stream.kind, stream.head, stream.floor, member.read,
    stream.tally - member.read_tally as unread
  from member join stream on stream.id = member.room where member.person = any($1::uuid[]) order by reader, part, id`

export interface Standing {
  readonly read: number
  readonly unread: number
}

/** What a process of that release does, prepared once on its connection. */
export const releaseBefore = (client: pg.Client) => {
  const ask = async <Row>(name: string, text: string, values: unknown[]) =>
    (await client.query({ name, text, values })).rows as Row[]
  return {
    join: (room: string, person: string, role: string, at: { seq: number; tally: number }) =>
      ask('join', insertSql, [room, at.seq, at.tally, [person], [role], [at.seq]]),
    leave: (room: string, person: string) => ask('leave', deleteSql, [room, person]),
    setRole: (room: string, person: string, role: string) => ask('role', roleSql, [room, person, role]),
    send: (room: string, sender: string, key: string, epoch: number) =>
      ask<{ outcome: string; seq: number }>('send', sendSql, [[room], [key], [sender], '{}', epoch]),
    move: (room: string, person: string, seq: number) =>
      ask<Standing & { head: number; moved: boolean }>('move', moveSql, [room, person, seq]),
    view: (person: string) => ask<Standing & { id: string; role: string; members: number }>('view', viewSql, [person]),
    open: (readers: readonly string[]) => ask<Standing & { id: string; reader: string }>('open', openSql, [readers]),
  }
}
