import { randomUUID } from 'node:crypto'
import { chat } from '@parley/chat'
import { uuid7 } from '@parley/client'
import { startService } from '@parley/service-kit'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { query } from '../setup/stored.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
let ann: Person

beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2 })
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

const adminUrl = () => world.environment.adminUrl
const known = async (person: Person) =>
  (await query<{ name: string }>(adminUrl(), 'select name from chat.person where id = $1', [person.user]))[0]?.name
const untilKnown = (person: Person) =>
  eventually(`${person.name} is known to chat`, async () => (await known(person)) === person.name)
const forget = () => query(adminUrl(), 'delete from chat.person')

/** An open transaction that is older than all that follow, somewhere on the same Postgres. */
const openTransaction = async (url: string) => {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query('begin')
  await client.query('select pg_current_xact_id()')
  return { [Symbol.asyncDispose]: () => client.end() }
}

describe('somebody who has just signed up', () => {
  test('can be written to at once, by whoever knows their id', async () => {
    for (let round = 0; round < 15; round++) {
      const [bob, cid] = await Promise.all([world.person('Bob'), world.person('Cid')])
      const [direct, group, sent] = await Promise.all([
        world.post('room.create', { kind: 'direct', user: bob.user }, ann.token),
        world.post('room.create', { kind: 'group', name: 'Group', members: [bob.user, cid.user] }, ann.token),
        world.post('direct.send', { user: cid.user, id: uuid7(), text: 'welcome' }, bob.token),
      ])
      expect(direct.name).toBe('Bob')
      expect(group.members.map(({ name }) => name).toSorted()).toEqual(['Ann', 'Bob', 'Cid'])
      expect(sent.seq).toBe(4)
    }
  })

  test('can be written to at once though an older transaction is open on the same server', async () => {
    await using _ = await openTransaction(inject('backing').postgresUrl)
    const bob = await world.person('Bob')
    expect(await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)).toMatchObject({
      name: 'Bob',
    })
    expect(await known(bob)).toBe('Bob')
  })

  test('is known to chat soon, without anybody asking for them', async () => {
    await untilKnown(await world.person('Bob'))
  })

  test('is known to chat once an older transaction has ended, without anybody asking for them', async () => {
    await using older = await openTransaction(inject('backing').postgresUrl)
    const bob = await world.person('Bob')
    await world.post('room.list', {}, bob.token)
    expect(await known(bob)).toBeUndefined()
    await older[Symbol.asyncDispose]()
    await untilKnown(bob)
  })
})

describe('what chat knows of people', () => {
  beforeEach(async () => {
    await untilKnown(await world.person('Newest'))
  })

  test('is made anew where the position is of another history', async () => {
    await forget()
    await query(adminUrl(), `update chat.projection set position = jsonb_set(position::jsonb, '{epoch}', '1')::json`)
    await untilKnown(ann)
  })

  test('is made anew where it was away for longer than auth keeps its outbox', async () => {
    await forget()
    await query(adminUrl(), `update auth.history set pruned_xid = pg_current_xact_id()`)
    await untilKnown(ann)
    const bob = await world.person('Bob')
    await untilKnown(bob)
  })

  test('is made anew from nothing, many pages of it, from the accounts that there are', async () => {
    const many = 1_300
    await query(
      adminUrl(),
      `with made as (
         insert into auth.stream (id, kind, head) select gen_random_uuid(), 'auth/user', 1 from generate_series(1, $1::int) returning id
       )
       insert into auth.account (id, name, search_key, password_hash) select id, 'One of many', 'one of many', '' from made`,
      [many],
    )
    await query(adminUrl(), 'truncate chat.person')
    await query(adminUrl(), `update chat.projection set position = 'null'`)
    await eventually('all are known', async () => {
      const [row] = await query<{ count: number }>(
        adminUrl(),
        `select count(*)::int as count from chat.person where name = 'One of many'`,
      )
      return row?.count === many
    })
    await untilKnown(ann)
  })
})

describe('chat that was down', () => {
  test('knows those who signed up meanwhile, and can be asked for them at once when it is back', async () => {
    for (const service of world.chats) await service[Symbol.asyncDispose]()
    const [bob, cid] = await Promise.all([world.person('Bob'), world.person('Cid')])
    await expect(world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)).rejects.toMatchObject({
      name: 'UNAVAILABLE',
      code: 1005,
    })
    await using _ = await startService(chat, world.env('chat'))
    const room = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
    expect(room.name).toBe('Bob')
    await untilKnown(cid)
  })

  test('takes nobody for somebody who is not', async () => {
    await using _ = await startService(chat, world.env('chat'))
    await expect(world.post('room.create', { kind: 'direct', user: randomUUID() }, ann.token)).rejects.toMatchObject({
      name: 'USER_NOT_FOUND',
    })
  })
})
