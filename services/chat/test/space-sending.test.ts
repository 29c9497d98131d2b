import { randomUUID } from 'node:crypto'
import { permissionSet } from '@parley/protocol'
import { sessionSettings } from '@parley/service-kit/testing'
import pg from 'pg'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { type NewResident, putOverrides, putRoom, putSpace } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const { environment, sql, ok, error, send, people, group, events, hold, untilWaiting } = await useChat()

const set = permissionSet
const say = (person: Person, room: string, id = uuid7()) => ok(person, 'message.send', { room, id, text: 'said' })
const refused = async (person: Person, room: string) =>
  (await error(person, 'message.send', { room, id: uuid7(), text: 'said' })).name

/** Everyone sees; who has role 1 speaks. */
const usual = new Map([
  [0, set('view')],
  [1, set('send')],
])
const spaceOf = async (owner: Person, ...residents: NewResident[]) => {
  const space = await putSpace(sql, { owner: owner.user, roles: usual, residents })
  return { space, room: await putRoom(sql, space) }
}
const speaker = ({ user }: Person): NewResident => ({ person: user, roles: [1] })

describe('in a room of a space', () => {
  test('who may send does, numbered as everywhere, and has read what they sent', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await spaceOf(ann, speaker(bob))
    expect((await say(ann, room)).seq).toBe(1)
    expect((await say(bob, room)).seq).toBe(2)
    expect((await events(room)).map(({ by }) => by)).toEqual([ann.user, bob.user])
    const cursors = await sql('select person, read::int, read_tally::int from cursor where room = $1 order by read', [
      room,
    ])
    expect(cursors).toEqual([
      { person: ann.user, read: 1, read_tally: 1 },
      { person: bob.user, read: 2, read_tally: 2 },
    ])
  })

  test.each<[string, string, (bob: Person) => readonly NewResident[]]>([
    ['sees it and may not send is told that they may not', 'NOT_ALLOWED', ({ user }) => [{ person: user }]],
    [
      'is timed out is told that they may not',
      'NOT_ALLOWED',
      (bob) => [{ ...speaker(bob), mutedUntil: Date.now() + 600_000 }],
    ],
    ['does not live there finds no room', 'ROOM_NOT_FOUND', () => []],
  ])('who %s', async (_, name, residents) => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await spaceOf(ann, ...residents(bob))
    expect(await refused(bob, room)).toBe(name)
    expect(await events(room)).toEqual([])
    expect(await sql('select 1 from cursor where room = $1', [room])).toEqual([])
  })

  test('that is hidden from somebody there is no room for them, as if it were not there', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await spaceOf(ann, speaker(bob))
    const hidden = new Map([[0, { allow: 0n, deny: set('view') }]])
    await putOverrides(sql, room, { roles: hidden, people: new Map() })
    const message = { id: uuid7(), text: 'said' }
    expect(await error(bob, 'message.send', { ...message, room })).toEqual(
      await error(bob, 'message.send', { ...message, room: randomUUID() }),
    )
    await say(ann, room)
  })

  test.each([
    ['a message', {}],
    ['one that needs more', { expires_ms: 3_600_000 }],
  ])('a role that is being lost while %s comes is lost to the message too', async (_, more) => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, speaker(bob))
    const taking = await hold(
      `update resident set roles = '{}' from (select hold_rights('{}', $1) offset 0) alone (held)
       where resident.space = $1 and resident.person = $2 and alone.held is not null`,
      [space, bob.user],
    )
    const sending = error(bob, 'message.send', { room, id: uuid7(), text: 'said', ...more })
    await untilWaiting(1)
    await taking.commit()
    expect((await sending).name).toBe('NOT_ALLOWED')
    expect(await events(room)).toEqual([])
  })

  test('a message repeated by who may no longer send gets the first answer', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, speaker(bob))
    const id = uuid7()
    const answer = await say(bob, room, id)
    await sql('delete from resident where space = $1 and person = $2', [space, bob.user])
    expect(await say(bob, room, id)).toEqual(answer)
    expect(await refused(bob, room)).toBe('ROOM_NOT_FOUND')
  })

  test('messages of a batch are numbered without a hole where some may not be sent', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room } = await spaceOf(ann, speaker(bob), { person: eve.user })
    const senders = Array.from({ length: 30 }, (_, place) => [ann, bob, eve][place % 3] as Person)
    const results = await send(
      senders.map(({ user }, place) => ({
        do: 'message.send',
        with: { room, id: uuid7(), text: `${place}` },
        user,
        session: 's',
      })),
    )
    for (const [place, result] of results.entries())
      expect('error' in result && result.error.name).toBe(senders[place] === eve ? 'NOT_ALLOWED' : false)
    expect((await events(room)).map(({ seq }) => seq)).toEqual(Array.from({ length: 20 }, (_, place) => place + 1))
  })
})

interface Scans {
  readonly table: string
  readonly read: number
  readonly probes: number
}

const scansSql = `
  select relname as table, seq_scan::int as read, idx_scan::int as probes from pg_stat_xact_user_tables
  where schemaname = 'chat' and seq_scan + coalesce(idx_scan, 0) > 0 and relname not in ('history') order by 1`

/** How often a statement that sends so many messages looks into each table, as the service does it. */
const probesOf = async (room: string, sender: string, count: number) => {
  const client = new pg.Client({ connectionString: environment.adminUrl })
  await client.connect()
  onTestFinished(() => client.end())
  for (const setting of Object.entries(sessionSettings('chat')))
    await client.query('select set_config($1, $2, false)', setting)
  const all = Array.from({ length: count })
  await client.query('begin')
  const { rows } = await client.query('select outcome from post_messages($1, $2, $3, $4)', [
    all.map(() => room),
    all.map(uuid7),
    all.map(() => sender),
    all.map(() => '{}').join('\n'),
  ])
  const { rows: scans } = await client.query<Scans>(scansSql)
  await client.query('rollback')
  expect(rows).toEqual(all.map(() => ({ outcome: 'sent' })))
  expect(scans.filter(({ read }) => read > 0)).toEqual([])
  return Object.fromEntries(scans.map(({ table, probes }) => [table, probes]))
}

describe('a send', () => {
  test.each([1, 100])(
    'of %i messages in a group looks into no table of spaces, and once for each of its checks',
    async (count) => {
      const [ann, bob] = await people('Ann', 'Bob')
      const { room } = await group(ann, bob)
      await say(ann, room)
      expect(await probesOf(room, ann.user, count)).toEqual({
        stream: count + 2,
        membership: count,
        event: count,
        cursor: 1,
      })
    },
  )

  test('in a room of a space is a few probes more, however many roles and rooms the space has', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, speaker(bob))
    const many = Array.from({ length: 248 }, (_, place) => place + 2)
    await sql(`insert into role (space, id, name, place, may) select $1, id, 'Role', id, 0 from unnest($2::int[]) id`, [
      space,
      many,
    ])
    const said = new Map(many.map((role) => [role, { allow: 0n, deny: set('view') }]))
    await putOverrides(sql, room, { roles: said, people: new Map() })
    const own = { room: 2, space: 1, resident: 1, role: 2, role_override: 2, person_override: 1 }
    const probes = await probesOf(room, bob.user, 1)
    expect(probes).toMatchObject({ stream: 3, membership: 1, event: 1 })
    for (const [table, most] of Object.entries(own)) expect(probes[table], table).toBeLessThanOrEqual(most)
  })
})
