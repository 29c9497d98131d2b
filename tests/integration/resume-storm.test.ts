import { uuid7 } from '@parley/client'
import { streamOwners } from '@parley/protocol'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { query } from '../setup/stored.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const people = 40
const rooms = 2_000

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'))
})
afterAll(() => world[Symbol.asyncDispose]())

/** All of them in all of the rooms. */
const fillRooms = async (members: readonly Person[]) => {
  const sql = `
    with made as (
      insert into chat.room (id, kind, name, creator) select gen_random_uuid(), 'group', 'Room ' || n, $2
      from generate_series(1, $1::int) n returning id
    ), streams as (insert into chat.stream (id, kind) select id, 'chat/room' from made)
    insert into chat.membership (room, person, role, joined, since, since_tally)
    select made.id, person, 'member', 0, 0, 0 from made cross join unnest($3::uuid[]) person returning room`
  const ids = members.map(({ user }) => user)
  const rows = await query<{ room: string }>(world.environment.adminUrl, sql, [rooms, ids[0], ids])
  return [...new Set(rows.map(({ room }) => room))]
}

test('many people with many rooms may all come at once', async () => {
  const members = await Promise.all(Array.from({ length: people }, (_, place) => world.person(`Person ${place}`)))
  const ids = await fillRooms(members)
  const clients = await Promise.all(members.map((person) => world.connect(person)))
  for (const client of clients) expect(client.hello.streams).toHaveLength(rooms + streamOwners.length)
  const [first] = clients
  const room = ids[0] as string
  const sent = await first?.call('message.send', { room, id: uuid7(), text: 'Hello all' })
  expect(sent?.seq).toBe(1)
  for (const client of clients)
    expect(await client.waitFor(`chat/room/${room}`, 1)).toMatchObject({ is: { text: 'Hello all' } })
  await Promise.all(clients.map((client) => client[Symbol.asyncDispose]()))
})
