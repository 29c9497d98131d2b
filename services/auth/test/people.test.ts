import type { Queryable } from '@parley/service-kit'
import { expect, test } from 'vitest'
import { findUsersByPrefix } from '../src/store/account.ts'
import { useAuth } from './running-auth.ts'

const { ok, sql, signUp } = await useAuth()

const search = async (name: string) => (await ok('user.search', { name })).users.map((user) => user.name)

test('people are looked up by id; ids that are nobody are left out, and no username is told', async () => {
  const { user } = await signUp('secret.login', 'Ada')
  const nobody = '00000000-0000-4000-8000-000000000000'
  const found = await ok('user.get', { users: [user, nobody] })
  expect(found).toEqual({ users: [{ user, name: 'Ada' }] })
  expect(JSON.stringify(await ok('user.search', { name: 'Ada' }))).not.toContain('secret.login')
  expect(await search('secret')).toEqual([])
})

test('people are found by how their display name begins, whatever the case, accents included', async () => {
  await signUp('emile', 'Émile Zola')
  await signUp('emil', 'emil')
  expect(await search('éMILE')).toEqual(['Émile Zola'])
  expect(await search('emil')).toEqual(['emil'])
  expect(await search('zola')).toEqual([])
})

test('signs that are wildcards elsewhere are letters like any other', async () => {
  await signUp('percent', '100% Bob')
  await signUp('thousand', '1000 Bobs')
  await signUp('under', '_x_')
  await signUp('slash', '\\o/')
  expect(await search('100%')).toEqual(['100% Bob'])
  expect(await search('%')).toEqual([])
  expect(await search('_')).toEqual(['_x_'])
  expect(await search('\\')).toEqual(['\\o/'])
})

test('a search gives the first twenty in order, from the index', async () => {
  await sql(`
    insert into account (id, name, search_key, password_hash)
    select gen_random_uuid(), 'Many ' || lpad(n::text, 5, '0'), 'many ' || lpad(n::text, 5, '0'), '' from generate_series(1, 20000) n`)
  await sql('analyze account')
  const found = await search('many')
  expect(found).toHaveLength(20)
  expect(found[0]).toBe('Many 00001')
  expect(found).toEqual(found.toSorted())
  const prepared: Queryable = { query: (text) => sql(`prepare search as ${text}`) }
  await findUsersByPrefix(prepared, '', 0)
  await sql(`set plan_cache_mode = force_generic_plan; set role parley_auth`)
  const plan = JSON.stringify(await sql(`explain execute search('many', 20)`))
  expect(plan).toContain('Index Scan using account_by_search_key')
  expect(plan).not.toMatch(/Sort|Filter/)
})
