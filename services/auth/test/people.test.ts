import type { Queryable } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { findUsersByPrefix } from '../src/store/account.ts'
import { useAuth } from './running-auth.ts'

const { ok, error, sql, signUp } = await useAuth()

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

describe('a display name that is changed', () => {
  const kept = async (user: string) => {
    const events = await sql(`select ev, by, body from event where stream = $1 order by seq`, [user])
    return { events, name: (await ok('account.get', {}, { user })).name }
  }

  test('is shown, found, and told to the other services once; the name before it finds nobody', async () => {
    const { user } = await signUp('ada.l', 'Byron')
    expect(await ok('account.change', { name: 'Lovelace' }, { user })).toEqual({ user, name: 'Lovelace' })
    expect(await ok('user.get', { users: [user] })).toEqual({ users: [{ user, name: 'Lovelace' }] })
    expect([await search('Byron'), await search('lovel')]).toEqual([[], ['Lovelace']])
    await ok('account.change', { name: 'Lovelace' }, { user })
    expect((await kept(user)).events).toEqual([
      { ev: 'account.created', by: user, body: { user, name: 'Byron' } },
      { ev: 'account.changed', by: user, body: { user, name: 'Lovelace' } },
    ])
  })

  test('is the same name however the keyboard puts it together, in every script, with emoji of many signs', async () => {
    const { user } = await signUp('polyglot', 'Thuỷ')
    await ok('account.change', { name: 'Thuỷ'.normalize('NFD') }, { user })
    expect((await kept(user)).events).toHaveLength(1)
    for (const name of ['محمد بن سلمان', 'Ada 👩🏽‍❤️‍💋‍👩🏻🏴󠁧󠁢󠁳󠁣󠁴󠁿']) {
      await ok('account.change', { name }, { user })
      expect(await kept(user)).toMatchObject({ name, events: expect.toSatisfy((all) => all.at(-1).body.name === name) })
    }
  })

  test('on two devices at once is one of both, which is what was told last', async () => {
    const { user } = await signUp('twice', 'Both')
    const names = ['Desk', 'Phone', 'Desk', 'Phone']
    await Promise.all(names.map((name) => ok('account.change', { name }, { user })))
    const { events, name } = await kept(user)
    const told = events.map(({ body }) => body.name)
    expect(told.at(-1)).toBe(name)
    expect(told.filter((one, place) => one === told[place - 1])).toEqual([])
  })

  test('is refused to an account that has had as many as it may, to no other, and to one that is gone', async () => {
    const [{ user }, other] = [await signUp('vain'), await signUp('modest')]
    for (let place = 0; place < 20; place++) await ok('account.change', { name: `Vain ${place}` }, { user })
    expect(await error('account.change', { name: 'Vain 20' }, { user })).toMatchObject({
      name: 'TOO_MANY_ATTEMPTS',
      limit: 'NAME_CHANGES_PER_ACCOUNT',
    })
    await ok('account.change', { name: 'Vain 19' }, { user })
    await ok('account.change', { name: 'Modest' }, { user: other.user })
    const nobody = '00000000-0000-4000-8000-000000000000'
    expect(await error('account.change', { name: 'Ghost' }, { user: nobody })).toMatchObject({ name: 'SESSION_ENDED' })
  })
})
