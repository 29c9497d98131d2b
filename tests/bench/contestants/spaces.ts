/** Spaces of any size: begun by commands, and filled past the service where commands would take hours. */
import type pg from 'pg'
import type { Parley, Person } from './parley.ts'
import { placesUpTo } from './population.ts'

export interface Space {
  readonly space: string
  readonly owner: Person
  /** The first one is that with which it begins. */
  readonly rooms: readonly string[]
}

export const makeSpace = async ({ post }: Parley, owner: Person, rooms: number): Promise<Space> => {
  const { space, rooms: first } = await post('space.create', { name: 'Space' }, owner)
  const all = first.map(({ room }) => room)
  for (const place of placesUpTo(rooms - all.length))
    all.push((await post('room.create', { kind: 'text', space, name: `Room ${place}` }, owner)).room)
  return { space, owner, rooms: all }
}

const enterSql = 'insert into chat.resident (space, person, joined, accepted) select $1, unnest($2::uuid[]), 1, 1'

/** As if they had come in with the owner. */
export const enter = (client: pg.Client, space: string, people: readonly Person[]) =>
  client.query(enterSql, [space, people.map(({ user }) => user)])

const fillSql = `
  with made as (
    insert into chat.person (id, name) select gen_random_uuid(), 'Resident ' || n from generate_series(1, $2::int) n returning id
  )
  insert into chat.resident (space, person, joined, accepted) select $1, id, 1, 1 from made`

/** So many more residents, of whom nobody connects. */
export const fillSpace = (client: pg.Client, space: string, residents: number) =>
  client.query(fillSql, [space, residents])

const threadsSql = `
  with made as (
    insert into chat.room (id, kind, name, creator, parent)
    select overlay(gen_random_uuid()::text placing '8' from 15)::uuid, 'thread', 'Post ' || n, $2, $1 from generate_series(1, $3::int) n
    returning id
  )
  insert into chat.thread (parent, room, root, begun, private, creator, minutes)
  select $1, id, row_number() over (), row_number() over (), false, $2, 10080 from made`
const streamsSql = `
  with made as (
    insert into chat.stream (id, kind, head) select room, 'chat/room', 1 from chat.thread where parent = $1 returning id
  )
  insert into chat.event (stream, seq, tally, ev, by, at, body)
  select id, 1, 0, 'room.created', $2, now(), '{"kind":"thread","name":"Post"}' from made`

/** So many threads, in which nobody has said anything. */
export const fillForum = async (client: pg.Client, room: string, by: Person, threads: number): Promise<void> => {
  await client.query(threadsSql, [room, by.user, threads])
  await client.query(streamsSql, [room, by.user])
}

const giveSql = `
  update chat.resident set roles = array[$2::smallint]
  where space = $1 and person in (select person from chat.resident where space = $1 order by person limit $3)`

/** A role that so many of the residents have. */
export const giveRole = async (parley: Parley, client: pg.Client, { space, owner }: Space, holders: number) => {
  const { role } = await parley.post('role.create', { space, name: 'Role' }, owner)
  await client.query(giveSql, [space, role, holders])
  return role
}
