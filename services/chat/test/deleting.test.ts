/** The end of a group: at once for everybody, and soon in everything that is stored. */
import { randomUUID } from 'node:crypto'
import { makeLog, startService } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { chat } from '../src/index.ts'
import { makeCode } from '../src/invite-code.ts'
import { until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, ask, people, crowd, group, events, hold, send, sql, untilWaiting } = await useChat()

const orchestra = async () => {
  const [ann, bob, cid, eve] = await people('Ann', 'Bob', 'Cid', 'Eve')
  const { room } = await group(ann, bob, cid)
  await ok(ann, 'role.set', { room, user: bob.user, role: 'admin' })
  return { ann, bob, cid, eve, room }
}

/** Every column of chat's tables that may hold the id of a room, and how many of its rows hold this one. */
const rowsOf = async (room: string): Promise<Record<string, number>> => {
  const columns = await sql<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     join information_schema.tables using (table_schema, table_name)
     where table_schema = 'chat' and table_type = 'BASE TABLE' and udt_name = 'uuid'`,
  )
  const found: Record<string, number> = {}
  for (const { table, column } of columns) {
    const [{ rows } = { rows: 0 }] = await sql<{ rows: number }>(
      `select count(*)::int as rows from "${table}" where "${column}" = $1`,
      [room],
    )
    if (rows > 0) found[`${table}.${column}`] = rows
  }
  return found
}
const untilGone = (room: string) => expect.poll(() => rowsOf(room), { timeout: 15_000 }).toEqual({})

describe('a group that its owner deletes', () => {
  test('leaves nothing behind but what its members were told on their own streams', async () => {
    const { ann, bob, cid, eve, room } = await orchestra()
    for (const person of [ann, bob, cid])
      await ok(person, 'message.send', { room, id: uuid7(), text: `${person.name} was here` })
    await ok(bob, 'cursor.move', { room, seq: 4 })
    await ok(ann, 'invite.create', { room })
    const { code } = await ok(ann, 'invite.create', { room, approval: true })
    await ok(eve, 'invite.accept', { code })
    await ok(ann, 'member.remove', { room, user: cid.user })
    expect(Object.keys(await rowsOf(room))).toEqual(
      expect.arrayContaining(['barred.room', 'cursor.room', 'invitation.room', 'membership.room', 'request.room']),
    )
    expect(await ok(ann, 'room.delete', { room })).toEqual({})
    await untilGone(room)
    for (const person of [ann, bob])
      expect((await events(person.user)).at(-1)).toMatchObject({
        ev: 'room.left',
        by: ann.user,
        is: { room, on: `chat/room/${room}` },
      })
    expect((await events(eve.user)).map(({ ev }) => ev)).not.toContain('room.left')
    expect(
      await sql('select 1 from person_rooms where rooms <> 0 and person = any($1)', [[ann.user, bob.user]]),
    ).toEqual([])
  })

  test('is over for everybody as soon as it is answered, whatever they do', async () => {
    const { ann, bob, eve, room } = await orchestra()
    const { code } = await ok(ann, 'invite.create', { room })
    await ok(ann, 'room.delete', { room })
    const gone = { name: 'ROOM_NOT_FOUND' }
    for (const person of [ann, bob]) {
      expect(await error(person, 'room.get', { room })).toMatchObject(gone)
      expect(await error(person, 'room.history', { room })).toMatchObject(gone)
      expect(await error(person, 'message.send', { room, id: uuid7(), text: 'still?' })).toMatchObject(gone)
      expect(await error(person, 'room.change', { room, name: 'Again' })).toMatchObject(gone)
      expect(await error(person, 'member.add', { room, users: [eve.user] })).toMatchObject(gone)
      expect(await error(person, 'room.delete', { room })).toMatchObject(gone)
      expect((await ok(person, 'room.list', {})).rooms).toEqual([])
    }
    for (const dead of [code, makeCode(room)])
      expect(await error(eve, 'invite.accept', { code: dead })).toMatchObject({ name: 'INVITE_NOT_FOUND' })
  })

  test('is deleted by nobody else', async () => {
    const { ann, bob, cid, eve, room } = await orchestra()
    for (const person of [bob, cid])
      expect(await error(person, 'room.delete', { room })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(eve, 'room.delete', { room })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    const direct = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    expect(await error(ann, 'room.delete', { room: direct.room })).toMatchObject({ name: 'GROUPS_ONLY' })
    expect(await ok(cid, 'room.get', { room })).toMatchObject({ name: 'Group' })
  })

  test('takes no message after its end, however many are on their way, and nobody who comes in', async () => {
    const { ann, bob, eve, room } = await orchestra()
    const { code } = await ok(ann, 'invite.create', { room })
    const sends = Array.from({ length: 40 }, (_, place) =>
      ask(place % 2 ? ann : bob, 'message.send', { room, id: uuid7(), text: 'now' }),
    )
    const [deleted, accepted] = await Promise.all([
      ask(ann, 'room.delete', { room }),
      ask(eve, 'invite.accept', { code }),
      ...sends,
    ])
    expect(deleted).toHaveProperty('ok')
    await untilGone(room)
    const own = (await events(eve.user)).map(({ ev }) => ev)
    expect(own).toEqual('ok' in (accepted as object) ? ['room.joined', 'room.left'] : [])
  })

  test('waits for who writes in its threads in the order in which they wait, so that no two wait for each other', async () => {
    const { ann, bob, cid, room } = await orchestra()
    const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'a question' })
    const { room: thread } = await ok(ann, 'thread.create', { room, seq })
    const [first, second, third] = [ann, bob, cid].toSorted((one, other) => (one.user < other.user ? -1 : 1))
    const held = await hold('select from membership where room = $1 and person = $2 for update', [room, second?.user])
    const deleted = ask(ann, 'room.delete', { room })
    await untilWaiting(1)
    const said = send(
      [third, first].map((person) => ({
        do: 'message.send',
        with: { room: thread, id: uuid7(), text: 'an answer' },
        user: person?.user as string,
        session: 's',
      })),
    )
    await untilWaiting(2)
    const unlocked = 'select from membership where room = $1 and person = $2 for update skip locked'
    const others = await sql(unlocked, [room, third?.user])
    await held.commit()
    expect(await deleted).toHaveProperty('ok')
    expect(others).toHaveLength(1)
    expect(await said).toMatchObject([{ error: { name: 'ROOM_NOT_FOUND' } }, { error: { name: 'ROOM_NOT_FOUND' } }])
    await untilGone(room)
  })

  test('of hundreds of people and thousands of messages goes in pieces, and everybody is told once', async () => {
    const { ann, room } = await orchestra()
    const many = await crowd(350)
    for (let from = 0; from < many.length; from += 100)
      await ok(ann, 'member.add', { room, users: many.slice(from, from + 100).map(({ user }) => user) })
    const head = (await ok(ann, 'room.get', { room })).head
    await sql(
      `insert into event (stream, seq, tally, ev, at, body) select $1, $2 + n, n, 'message.sent', now(), '{}' from generate_series(1, 2500) n`,
      [room, head],
    )
    await sql('update stream set head = head + 2500, tally = tally + 2500 where id = $1', [room])
    await ok(ann, 'room.delete', { room })
    await untilGone(room)
    const told = await sql<{ times: number; people: number }>(
      `select count(*)::int as times, count(distinct stream)::int as people from event
       where ev = 'room.left' and body->>'room' = $1`,
      [room],
    )
    expect(told).toEqual([{ times: 353, people: 353 }])
  })
})

test('a group whose process ended right after the answer is cleared by the next one, and everybody is told', async () => {
  const late = await useChat({}, 0)
  const [ann, bob] = await late.people('Ann', 'Bob')
  const room = randomUUID()
  await late.sql(`insert into room (id, kind, name, creator) values ($1, 'group', 'Group', $2)`, [room, ann.user])
  await late.sql(
    `insert into stream (id, kind, head) values ($1, 'chat/room', 1), ($2, 'chat/user', 0), ($3, 'chat/user', 0)`,
    [room, ann.user, bob.user],
  )
  await late.sql(
    `insert into event (stream, seq, tally, ev, at, body) values ($1, 1, 0, 'room.deleted', now(), '{}')`,
    [room],
  )
  await late.sql('insert into deleted_room (room, by) values ($1, $2)', [room, ann.user])
  await late.sql('insert into parting (room, person) values ($1, $2), ($1, $3)', [room, ann.user, bob.user])
  await using _process = await startService(chat, late.environment.env('chat'), {
    log: makeLog('chat', 'error', process.stderr),
  })
  await until(async () => (await late.sql('select 1 from room where id = $1', [room])).length === 0)
  for (const { user } of [ann, bob]) expect((await late.events(user)).map(({ ev }) => ev)).toEqual(['room.left'])
})
