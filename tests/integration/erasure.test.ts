/** An account is closed: what is left of whoever had it, in every table of every service. */

import { services } from '@parley/platform'
import { openAdmin } from '@parley/service-kit/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { kindOf } from '../setup/left-of-accounts.ts'
import { password, startWorld, type World } from '../setup/world.ts'

const schemas = services.map(({ service }) => service.name)

let world: World
let admin: ReturnType<typeof openAdmin>

beforeAll(async () => {
  world = await startWorld(inject('backing'), { files: true, env: { DELETION_GRACE_SECONDS: '0' } })
  admin = openAdmin(world.environment.adminUrl, 'auth', 1)
})
afterAll(async () => {
  await admin.end()
  await world[Symbol.asyncDispose]()
})

const rows = async <Row>(sql: string, values: unknown[] = []): Promise<Row[]> => (await admin.query(sql, values)).rows

interface Column {
  readonly table: string
  readonly column: string
  readonly type: string
  readonly needed: boolean
}

const columnsSql = `
  select c.table_schema || '.' || c.table_name as table, c.column_name as column, c.udt_name as type,
    c.is_nullable = 'NO' and c.column_default is null and c.is_identity = 'NO' as needed
  from information_schema.columns c join information_schema.tables t using (table_schema, table_name)
  where c.table_schema = any($1) and t.table_type = 'BASE TABLE' order by 1, c.ordinal_position`
const columns = () => rows<Column>(columnsSql, [schemas])
const isId = ({ type }: Column) => type === 'uuid' || type === '_uuid'

const nameOf = (error: { readonly name: string }) => error.name

test('every column of an id is said to be of nobody, to go with an account, or to stay, with the reason', async () => {
  const unsaid = (await columns()).filter((one) => isId(one) && kindOf(one.table, one.column) === undefined)
  expect(unsaid.map(({ table, column }) => `${table}.${column}`)).toEqual([])
})

test('an account is kept, and closed by its password alone; other sessions end', async () => {
  const zoe = await world.person('Zoe')
  const wrong = { password: `${password}!`, messages: 'remove' } as const
  expect(await world.post('account.close', wrong, zoe.token).catch(nameOf)).toBe('LOGIN_FAILED')
  const second = await world.post('session.create', { username: zoe.username, password })
  // It is due in a while: as with another setting.
  await rows(`insert into closing (account, messages, due_at) values ($1, 'remove', now() + interval '1 hour')`, [
    zoe.user,
  ])
  const { at, ended } = await world.post('account.close', { password, messages: 'anonymise' }, zoe.token)
  expect(ended).toBe(1)
  expect(await world.post('session.refresh', { refresh: second.refresh }).catch(nameOf)).toBe('REFRESH_INVALID')
  expect((await world.post('account.get', {}, zoe.token)).closing).toEqual({ at, messages: 'anonymise' })
  expect(await world.post('account.keep', {}, zoe.token)).toEqual({})
  expect(await world.post('account.get', {}, zoe.token)).not.toHaveProperty('closing')
})
