import { sessionSettings } from '@parley/service-kit/testing'
import { describe, expect, test } from 'vitest'
import { scanSql } from '../src/store/name-word.ts'
import { useAuth } from './running-auth.ts'

const { ok, error, sql, signUp, standing } = await useAuth()
const nobody = '00000000-0000-4000-8000-000000000000'

const search = async (name: string) => (await ok('user.search', { name })).users.map((user) => user.name)

test('people are looked up by id; ids that are nobody are left out, and no username is told', async () => {
  const { user } = await signUp('secret.login', 'Ada')
  const found = await ok('user.get', { users: [user, nobody] })
  expect(found).toEqual({ users: [{ user, name: 'Ada' }] })
  expect(JSON.stringify(await ok('user.search', { name: 'Ada' }))).not.toContain('secret.login')
  expect(await search('secret')).toEqual([])
})

test('people are found by how any word of their display name begins, whatever the case and the accents', async () => {
  await signUp('emile', 'Émile Zola')
  await signUp('emil', 'emil')
  await signUp('carol', 'Carol Ångström')
  expect(await search('éMILE')).toEqual(['Émile Zola'])
  expect((await search('emil')).toSorted()).toEqual(['emil', 'Émile Zola'].toSorted())
  expect(await search('zola')).toEqual(['Émile Zola'])
  expect(await search('angstrom')).toEqual(['Carol Ångström'])
  expect(await search('ång caro')).toEqual(['Carol Ångström'])
  expect(await search('strom')).toEqual([])
  expect(await search('carol zola')).toEqual([])
  expect(await search(' ')).toEqual([])
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

describe('who is found', () => {
  const found = async (name: string, me: string) => (await ok('user.search', { name }, { user: me })).users.length

  test('says it themselves: everybody finds them, those who know them, or nobody; who blocks or is blocked finds nobody', async () => {
    const [me, one, other] = [
      await signUp('seeker', 'Seeker'),
      await signUp('hider1', 'Hidden Ida'),
      await signUp('hider2', 'Hidden Joe'),
    ]
    expect(await found('hidden', me.user)).toBe(2)
    await ok('account.change', { findable: 'shared' }, { user: one.user })
    expect(await ok('account.get', {}, { user: one.user })).toMatchObject({ findable: 'shared' })
    expect(await found('hidden', me.user)).toBe(1)
    standing.acquainted.add(`${me.user} ${one.user}`)
    expect(await found('hidden', me.user)).toBe(2)
    await ok('account.change', { findable: 'nobody' }, { user: one.user })
    expect(await found('hidden', me.user)).toBe(1)
    standing.contacts.add(`${me.user} ${one.user}`)
    expect(await found('hidden', me.user)).toBe(1)
    await ok('account.change', { findable: 'shared' }, { user: one.user })
    expect(await found('hidden', me.user)).toBe(2)
    standing.blocked.add(`${other.user} ${me.user}`)
    standing.blocked.add(`${me.user} ${one.user}`)
    expect(await found('hidden', me.user)).toBe(0)
    expect(await found('hidden', other.user)).toBe(1)
  })

  test('is told of what they tell of themselves, but not to whom they block: that is the name alone', async () => {
    const [me, one] = [await signUp('looker', 'Looker'), await signUp('teller', 'Teller')]
    await ok('profile.change', { bio: 'About me' }, { user: one.user })
    expect(await ok('profile.get', { user: one.user }, { user: me.user })).toMatchObject({ bio: 'About me' })
    standing.blocked.add(`${one.user} ${me.user}`)
    expect(await ok('profile.get', { user: one.user }, { user: me.user })).toEqual({ user: one.user, name: 'Teller' })
  })

  test('comes a page at a time, each once, by the index, however many there are; and in bounded time where few may be found', async () => {
    const [{ user }] = [await signUp('manyseeker', 'Seeker of many')]
    await sql(`
      with made as (
        insert into account (id, name, search_key, password_hash, worded)
        select gen_random_uuid(), 'Many Robins', '', '', 'Many Robins' from generate_series(1, 20000) returning id
      )
      insert into name_word select word, id from made, unnest(array['many', 'robins']) word`)
    await sql(`analyze account, name_word`)
    const seen: string[] = []
    let next: string | undefined
    for (let page = 0; page < 5; page++) {
      const answer = await ok('user.search', { name: 'robins many', limit: 50, ...(next && { next }) }, { user })
      expect(answer.users).toHaveLength(50)
      seen.push(...answer.users.map((one) => one.user))
      next = answer.next
    }
    expect(new Set(seen).size).toBe(250)
    for (const [name, value] of Object.entries(sessionSettings('auth')))
      await sql(`select set_config('${name}', '${value}', false)`)
    await sql(`prepare search as ${scanSql}`)
    const plan = JSON.stringify(
      await sql(`explain execute search('robins', '', '${nobody}', 200, '{many}', 'everyone')`),
    )
    expect(plan).toContain('Index Only Scan using name_word_pkey')
    expect(plan).not.toMatch(/Seq Scan/)
    await sql(`update account set findable = 'nobody' where name = 'Many Robins' and id <> $1`, [seen.at(-1)])
    const hidden = await ok('user.search', { name: 'robins' }, { user })
    expect([hidden.users.map((one) => one.user), typeof hidden.next]).toEqual([[seen.at(-1)], 'string'])
    expect(await error('user.search', { name: 'robins', next: 'behind' }, { user })).toMatchObject({
      name: 'BAD_INPUT',
    })
  })

  test('are also those whom a process of the release before has written', async () => {
    await sql(
      `insert into account (id, name, search_key, password_hash) values (gen_random_uuid(), 'Olga Old', 'olga old', '')`,
    )
    const { user } = await signUp('renamed', 'Before')
    await sql(`update account set name = 'Behind', search_key = 'behind' where id = $1`, [user])
    await expect.poll(() => search('olga'), { timeout: 30_000 }).toEqual(['Olga Old'])
    await expect.poll(() => search('behind'), { timeout: 30_000 }).toEqual(['Behind'])
    expect(await search('before')).toEqual([])
  })
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
    expect(await error('account.change', { name: 'Ghost' }, { user: nobody })).toMatchObject({ name: 'SESSION_ENDED' })
  })
})
