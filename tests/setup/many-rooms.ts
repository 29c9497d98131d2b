/** Rooms put into the tables past chat: making thousands by commands would take minutes. */
import { query } from './stored.ts'

const sql = `
  with made as (
    insert into chat.room (id, kind, name, creator) select gen_random_uuid(), 'group', 'Room ' || n, $1 from generate_series(1, $2::int) n
    returning id
  ), streams as (
    insert into chat.stream (id, kind, head, tally) select id, 'chat/room', 2, 0 from made
  ), created as (
    insert into chat.event (stream, seq, tally, ev, by, at, body)
    select id, 1, 0, 'room.created', $1, now(), '{"kind":"group","name":"Room"}' from made
  ), joined as (
    insert into chat.event (stream, seq, tally, ev, by, at, body)
    select id, 2, 0, 'member.joined', $1, now(), json_build_object('user', $1::text, 'name', 'Ann', 'role', 'owner') from made
  )
  insert into chat.membership (room, person, role, joined, since, since_tally) select id, $1, 'owner', 2, 2, 0 from made
  returning room`

/** The ids of so many rooms in which somebody is alone. */
export const putRooms = async (adminUrl: string, user: string, count: number): Promise<string[]> =>
  (await query<{ room: string }>(adminUrl, sql, [user, count])).map(({ room }) => room)
