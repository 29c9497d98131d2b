/** What chat keeps of accounts, and from where it goes on after an upgrade, on a real Postgres. */
import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import type { Queryable } from '@parley/service-kit'
import { testEnvironment } from '@parley/service-kit/testing'
import fc from 'fast-check'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { chat } from '../src/index.ts'
import { getPeople, putPeople, type ToldPerson } from '../src/store/people.ts'

const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
let client: pg.Client
let db: Queryable

beforeAll(async () => {
  const { adminUrl } = scope.use(await testEnvironment(inject('backing'), [chat]))
  client = new pg.Client({ connectionString: adminUrl, options: '-c search_path=chat' })
  await client.connect()
  scope.defer(() => client.end())
  db = { query: async (sql, values) => (await client.query(sql, values as unknown[])).rows }
})

describe('the name of a person', () => {
  const one = fc.record({
    id: fc.constantFrom(...Array.from({ length: 3 }, () => randomUUID())),
    epoch: fc.integer({ min: 1, max: 2 }),
    seq: fc.integer({ min: 1, max: 3 }),
  })

  test('is the newest that auth has told, whatever order it comes in', () =>
    fc.assert(
      fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 10 }), async (places) => {
        await client.query('truncate person')
        const told = places.map((place): ToldPerson => ({ ...place, name: `${place.epoch} ${place.seq}` }))
        for (const person of told) await putPeople(db, [person])
        const ids = [...new Set(told.map(({ id }) => id))]
        const newest = ids.map((id) =>
          told
            .filter((person) => person.id === id)
            .map(({ name }) => name)
            .toSorted()
            .at(-1),
        )
        const known = await getPeople(db, ids)
        expect(ids.map((id) => known.get(id)?.name)).toEqual(newest)
      }),
      { numRuns: 60 },
    ))

  test('is written again at the same position: a process that knows more of the event completes it', async () => {
    const id = randomUUID()
    await putPeople(db, [{ id, name: 'half', epoch: 1, seq: 1 }])
    await putPeople(db, [{ id, name: 'whole', epoch: 1, seq: 1 }])
    expect((await getPeople(db, [id])).get(id)?.name).toBe('whole')
  })
})

test('chat goes on from where the release before stood, whose processes may still move their own place', async () => {
  await client.query('create schema before')
  await client.query('set search_path to before')
  for (const folder of ['../../../packages/service-kit/migrations/', '../migrations/'])
    for (const name of folder.startsWith('../m')
      ? ['0001-rooms', '0009-people']
      : ['0001-streams', '0002-epochs', '0003-projections']) {
      if (name === '0009-people')
        await client.query(`insert into outbox_position values ('auth', '{"epoch":7,"xid":"42"}')`)
      await client.query(await readFile(new URL(`${folder}${name}.sql`, import.meta.url), 'utf8'))
    }
  const { rows } = await client.query('select owner, name, version, kinds, position from projection')
  expect(rows).toEqual([
    { owner: 'auth', name: 'people', version: 1, kinds: ['account.created'], position: { epoch: 7, xid: '42' } },
  ])
  await client.query(`update outbox_position set position = '{"epoch":7,"xid":"43"}' where owner = 'auth'`)
  await client.query(`insert into person (id, name) values ($1, 'of the release before')`, [randomUUID()])
  await client.query('set search_path to chat')
})
