/** A database that the release before has made and filled, brought up to date while its processes go on. */
import { randomUUID } from 'node:crypto'
import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { makeLog, provision, type Queryable } from '@parley/service-kit'
import { makePool, sessionSettings, testEnvironment } from '@parley/service-kit/testing'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, expect, inject, test } from 'vitest'
import { deleteMember, insertMembers, moveCursor, setRole } from '../src/store/members.ts'
import * as messages from '../src/store/messages.ts'
import { viewRooms } from '../src/store/rooms.ts'
import { releaseBefore, type Standing } from './release-before.ts'
import { uuid7 } from './uuid7.ts'

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())

const migrations = new URL('../migrations/', import.meta.url)
const itsMigrations = ['0001-rooms.sql', '0002-send.sql', '0003-counts.sql']

const folderOfBefore = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-before-'))
  scope.defer(() => rm(folder, { recursive: true }))
  for (const name of itsMigrations) await copyFile(new URL(name, migrations), join(folder, name))
  return pathToFileURL(`${folder}/`)
}

const before = { name: 'chat', migrations: await folderOfBefore() }

/** A database of that release, with a process of it, and what a process of ours has once it is migrated. */
const oldDatabase = async () => {
  const environment = scope.use(await testEnvironment(inject('backing'), [before]))
  const url = environment.env('chat').POSTGRES_URL as string
  const connect = async () => {
    const client = new pg.Client({ connectionString: url, types: numbers })
    await client.connect()
    scope.defer(() => client.end())
    for (const setting of Object.entries(sessionSettings('chat')))
      await client.query('select set_config($1, $2, false)', setting)
    return client
  }
  const client = await connect()
  const epoch: number = (await client.query('select epoch from history')).rows[0].epoch
  const pool = makePool({ url, schema: 'chat', size: 3, log: makeLog('chat', 'error', process.stderr) })
  scope.defer(() => pool.end())
  const db = {
    epoch,
    query: async (text: string, values: unknown[] = []) => (await pool.query(text, values)).rows,
    read: () => epoch,
  } as unknown as Queryable & Parameters<typeof viewRooms>[0]
  const migrate = () => provision(environment.adminUrl, { name: 'chat', migrations })
  return { client, connect, db, epoch, migrate, old: releaseBefore(client) }
}

const numbers = {
  getTypeParser: (oid: number, format: 'text') => (oid === 20 ? Number : pg.types.getTypeParser(oid, format)),
} as unknown as pg.CustomTypesConfig

type Old = Awaited<ReturnType<typeof oldDatabase>>

const putRoom = async ({ client, old }: Old, people: readonly string[]) => {
  const room = randomUUID()
  await client.query(`insert into room (id, kind, name, creator) values ($1, 'group', 'Group', $2)`, [room, people[0]])
  await client.query(`insert into stream (id, kind, head) values ($1, 'chat/room', $2)`, [room, people.length])
  for (const [place, person] of people.entries()) {
    await client.query(
      `insert into event (stream, seq, tally, ev, at, body) values ($1, $2, 0, 'member.joined', now(), '{}')`,
      [room, place + 1],
    )
    await old.join(room, person, place === 0 ? 'owner' : 'member', { seq: place + 1, tally: 0 })
  }
  return room
}

const people = (): string[] => Array.from({ length: 4 }, () => randomUUID())
const standing = ({ read, unread }: Standing) => ({ read, unread })

/** Where everybody stands in their rooms, by a process of either release. */
const standings = async ({ db, old }: Old, persons: readonly string[]) => {
  const [by, ours, opened] = [new Map(), new Map(), new Map<string, Standing>()]
  for (const person of persons) {
    for (const { id, role, members, ...view } of await old.view(person))
      by.set(`${person} in ${id}`, { role, members, ...standing(view) })
    for (const { id, role, members, ...view } of await viewRooms(db, person, undefined, 100))
      ours.set(`${person} in ${id}`, { role, members, ...standing(view) })
  }
  for (const { reader, id, ...view } of await old.open(persons)) opened.set(`${reader} in ${id}`, standing(view))
  expect(by).toEqual(ours)
  expect(opened).toEqual(new Map([...ours].map(([name, view]) => [name, standing(view)])))
  return ours as Map<string, Standing & { role: string; members: number }>
}

test('everybody stands where they stood, and has as much unread, and nobody has a cursor who has not read since', async () => {
  const database = await oldDatabase()
  const { client, old, epoch } = database
  const persons = people()
  const [ann = '', bob = '', eve = ''] = persons
  const rooms = [await putRoom(database, persons), await putRoom(database, [ann, bob])]
  for (const room of rooms) for (let count = 0; count < 6; count++) await old.send(room, ann, uuid7(), epoch)
  await old.move(rooms[0] as string, bob, 7)
  const stood = new Map<string, Standing>()
  for (const person of persons)
    for (const view of await old.view(person)) stood.set(`${person} in ${view.id}`, standing(view))
  expect(stood.get(`${bob} in ${rooms[0]}`)).toEqual({ read: 7, unread: 3 })
  expect(stood.get(`${eve} in ${rooms[0]}`)).toEqual({ read: 3, unread: 6 })

  expect(await database.migrate()).not.toEqual([])
  const stand = await standings(database, persons)
  expect(new Map([...stand].map(([name, view]) => [name, standing(view)]))).toEqual(stood)
  expect((await client.query('select 1 from cursor')).rows).toEqual([])
  expect(await database.migrate()).toEqual([])
})

test('processes of both releases read, send, come and go beside each other, and always agree where everybody stands', async () => {
  const database = await oldDatabase()
  const { client, db, old, epoch } = database
  await database.migrate()
  const step = fc.tuple(fc.constantFrom('send', 'move', 'leave', 'join', 'role'), fc.boolean(), fc.nat(3), fc.nat(40))
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40 }), async (steps) => {
      const persons = people()
      const room = await putRoom(database, persons)
      const inside = new Map(
        persons.map((person, place) => [person, { read: place + 1, role: place ? 'member' : 'owner' }]),
      )
      for (const [what, byOld, who, far] of steps) {
        const person = persons[who] as string
        const own = inside.get(person)
        const { head, tally } = (await client.query('select head, tally from stream where id = $1', [room])).rows[0]
        if (what === 'send') {
          const message = { room, key: uuid7(), sender: person, body: '{}' }
          const [sent] = byOld
            ? await old.send(room, person, message.key, epoch)
            : await messages.send(db, epoch, [message])
          expect(sent?.outcome).toBe(own ? 'sent' : 'no room')
          if (own) own.read = head + 1
        } else if (what === 'move') {
          const [moved] = byOld ? await old.move(room, person, far) : [await moveCursor(db, room, person, far)]
          if (own && far <= head) own.read = Math.max(own.read, far)
          expect(moved?.read).toBe(own?.read)
        } else if (what === 'leave') {
          await (byOld ? old.leave(room, person) : deleteMember(db, room, person))
          inside.delete(person)
        } else if (what === 'role' && own) {
          own.role = own.role === 'owner' ? 'member' : 'owner'
          await (byOld ? old.setRole(room, person, own.role) : setRole(db, room, person, own.role as 'owner'))
        } else if (what === 'join' && !own) {
          const member = { person, role: 'member', joined: head + 100 } as const
          if (byOld) await old.join(room, person, 'member', { seq: head, tally })
          else await insertMembers(db, room, { head, tally }, [member])
          inside.set(person, { read: head, role: 'member' })
        }
      }
      const stand = await standings(database, persons)
      const { rows } = await client.query('select seq from event where stream = $1 and ev = $2', [room, 'message.sent'])
      const wanted = [...inside].map(([person, { read, role }]) => {
        const unread = rows.filter(({ seq }) => seq > read).length
        return [`${person} in ${room}`, { role, members: inside.size, read, unread }] as const
      })
      expect(stand).toEqual(new Map(wanted))
      const gone = `select 1 from cursor where room = $1 and person <> all($2::uuid[])`
      expect((await client.query(gone, [room, [...inside.keys()]])).rows).toEqual([])
    }),
    { numRuns: 20 },
  )
})

test('processes of the release before go on while it is migrated: none of them fails, and nothing that was read is unread', async () => {
  const database = await oldDatabase()
  const { connect, epoch } = database
  const persons = people()
  const room = await putRoom(database, persons)
  let isOver = false
  const goOn = async (person: string) => {
    const own = releaseBefore(await connect())
    let rounds = 0
    for (let after = 0; after < 5; rounds++) {
      const [sent] = await own.send(room, person, uuid7(), epoch)
      expect(sent?.outcome).toBe('sent')
      const [moved] = await own.move(room, person, (sent?.seq ?? 0) - 1)
      expect(moved?.read).toBeGreaterThanOrEqual(sent?.seq ?? 0)
      if (isOver) after++
    }
    return rounds
  }
  const going = persons.map(goOn)
  await database.migrate()
  isOver = true
  const rounds = (await Promise.all(going)).reduce((sum, one) => sum + one, 0)
  const stand = await standings(database, persons)
  const head = persons.length + rounds
  for (const [name, { read, unread }] of stand) expect(read + unread, name).toBe(head)
})
