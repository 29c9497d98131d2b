/** The names that people log in with, on real servers. */

import unhomoglyph from 'unhomoglyph'
import { describe, expect, test } from 'vitest'
import { password, useAuth } from './running-auth.ts'

const { ok, error, sql, signUp, standing, lines } = await useAuth()

const login = (username: string) => ok('session.create', { username, password })
const refused = async (username: string) => (await error('session.create', { username, password })).name
const change = (user: string, username: string) => ok('username.change', { username, password }, { user })

test('what a username looks like is what Unicode says of its letters, in lower case', async () => {
  const signs = [...'abcdefghijklmnopqrstuvwxyz0123456789._-']
  const names = [...signs, ...signs.flatMap((one) => signs.map((other) => one + other)), 'rnodern1l0o-m']
  const rows = await sql('select name, skeleton(name) as like from unnest($1::text[]) name', [names])
  for (const { name, like } of rows) expect(like, name).toBe(unhomoglyph(name).toLowerCase())
})

describe('a username', () => {
  test.each([
    ['palm-er', 'pa1rn-er'],
    ['bobo', 'b0b0'],
    ['modern', 'rnodem'],
  ])('is taken where somebody has one that looks like it: %s and %s', async (one, other) => {
    const { user } = await signUp(one)
    const twin = { username: other, password, name: 'Twin' }
    expect(await error('account.create', twin)).toMatchObject({ name: 'USERNAME_TAKEN' })
    const { user: stranger } = await signUp(`${one}.stranger`)
    expect(await error('username.change', { username: other, password }, { user: stranger })).toMatchObject({
      name: 'USERNAME_TAKEN',
    })
    expect((await login(one)).user).toBe(user)
  })

  test('is another at once, for logging in; the one before stays its owner’s, and they go back to it', async () => {
    const { user } = await signUp('ann.first')
    const { username, former } = await change(user, 'ann.second')
    expect([username, former.map((one) => one.username)]).toEqual(['ann.second', ['ann.first']])
    expect(former[0]?.until).toBeGreaterThan(Date.now() + 80 * 86_400_000)
    expect((await login('ann.second')).user).toBe(user)
    expect(await refused('ann.first')).toBe('LOGIN_FAILED')
    const taken = { username: 'ann.first', password, name: 'Thief' }
    expect(await error('account.create', taken)).toMatchObject({ name: 'USERNAME_TAKEN' })
    await change(user, 'ann.second')
    expect((await change(user, 'ann.first')).former.map((one) => one.username)).toEqual(['ann.second'])
    expect((await ok('account.get', {}, { user })).former.map((one) => one.username)).toEqual(['ann.second'])
    expect((await login('ann.first')).user).toBe(user)
  })

  test('that was kept long enough is free for anybody', async () => {
    const { user } = await signUp('cat.first')
    await change(user, 'cat.second')
    await sql(`update username set reserved_until = now() where name = 'cat.first'`)
    await signUp('cat.f1rst')
    expect((await ok('account.get', {}, { user })).former).toEqual([])
  })

  test('is not changed more often than names are kept, nor by whoever does not know the password', async () => {
    const { user } = await signUp('dan')
    for (const name of ['dan.2', 'dan.3', 'dan.4']) await change(user, name)
    const answer = await error('username.change', { username: 'dan.5', password }, { user })
    expect(answer).toMatchObject({ name: 'TOO_MANY_ATTEMPTS', limit: 'USERNAMES_RESERVED' })
    expect(answer.retry_ms).toBeGreaterThan(80 * 86_400_000)
    expect((await login('dan.4')).user).toBe(user)
    const wrong = { username: 'dan.2', password: 'not the password' }
    expect(await error('username.change', wrong, { user })).toMatchObject({ name: 'LOGIN_FAILED' })
    expect(lines.join()).toContain('password-refused')
    expect(lines.join()).not.toContain('dan.2')
  })

  test('that two want at the same moment is one of them’s; of two changes of one account each is kept', async () => {
    const [eve, fay] = [await signUp('eve.first'), await signUp('fay.first')]
    const both = [eve, fay].map(({ user }) =>
      change(user, 'wanted').then(
        () => 'got',
        () => 'refused',
      ),
    )
    expect((await Promise.all(both)).toSorted()).toEqual(['got', 'refused'])
    const { user } = await signUp('gus.first')
    await Promise.all([change(user, 'gus.second'), change(user, 'gus.third')])
    const { username, former } = await ok('account.get', {}, { user })
    expect([username, ...former.map((one) => one.username)].toSorted()).toEqual([
      'gus.first',
      'gus.second',
      'gus.third',
    ])
  })

  test('finds its owner for their contacts alone, as does the one before while it is kept', async () => {
    const [ida, contact, stranger] = [
      await signUp('ida.first', 'Ida'),
      await signUp('ida.contact'),
      await signUp('ida.stranger'),
    ]
    await change(ida.user, 'ida.second')
    standing.contacts.add(`${ida.user} ${contact.user}`)
    for (const username of ['ida.first', 'IDA.second ']) {
      expect(await ok('username.resolve', { username }, { user: contact.user })).toEqual({
        user: ida.user,
        name: 'Ida',
      })
      expect(await error('username.resolve', { username }, { user: stranger.user })).toMatchObject({ code: 1150 })
    }
    const none = await error('username.resolve', { username: 'nobody at all' }, { user: contact.user })
    expect(none).toEqual(await error('username.resolve', { username: 'ida.stranger' }, { user: contact.user }))
    await sql(`update username set reserved_until = now() where name = 'ida.first'`)
    expect(await error('username.resolve', { username: 'ida.first' }, { user: contact.user })).toEqual(none)
  })
})
