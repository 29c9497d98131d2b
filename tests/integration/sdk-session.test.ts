import { randomUUID } from 'node:crypto'
import { logIn, Session, type SessionOptions, signUp } from '@parley/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { connect, enter, roomOf, said, until } from '../setup/sdk.ts'
import { password, startWorld, type World } from '../setup/world.ts'

/** Life of an access token: several end within one test. */
const seconds = 8

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { ACCESS_TOKEN_SECONDS: String(seconds) } })
})
afterAll(() => world[Symbol.asyncDispose]())

const stranger = (name: string) => ({ username: `u${randomUUID().slice(0, 18)}`, password, name })

/** Keeps the cookie as a browser does. */
const browserFetch = (): typeof fetch => {
  let cookie = ''
  return async (input, init) => {
    const response = await fetch(input, { ...init, headers: { ...init?.headers, cookie } })
    cookie = response.headers.get('set-cookie')?.split(';')[0] ?? cookie
    return response
  }
}

describe('a connection with short-lived tokens', () => {
  test('is renewed before each ends, stays open, and loses nothing', async () => {
    await using ann = await enter(world.url, 'Ann')
    const { session, asked } = counted(await signUp({ url: world.url }, stranger('Bob')), 3)
    await using bob = await connect(world.urls[1] as string, session, { encoding: 'msgpack' })
    const room = await ann.parley.createDirect(session.user)
    const theirs = await roomOf(bob, room.id)
    const states: string[] = []
    for (const parley of [ann.parley, bob]) parley.on('state', (state) => states.push(state))
    await theirs.send('before')
    await asked
    await room.send('after')
    await until(bob, () => said(theirs).length === 2)
    expect(said(theirs)).toEqual(['before', 'after'])
    expect(states).toEqual([])
  })
})

/** A session that tells when so many different tokens were asked for. */
const counted = (session: Session, count: number) => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const tokens = new Set<string>()
  const token: Session['token'] = async (wanted) => {
    const given = await session.token(wanted)
    if (tokens.add(given).size === count) resolve()
    return given
  }
  return { session: { user: session.user, token }, asked: promise }
}

describe('a session in a program', () => {
  test('is opened by signing up or logging in, and goes on from the refresh token that was kept', async () => {
    const person = stranger('Ann')
    const kept: string[] = []
    const options: SessionOptions = { url: world.url, onRefresh: (refresh) => kept.push(refresh) }
    const first = await signUp(options, person)
    const second = await logIn(options, { username: person.username, password })
    expect(second.user).toBe(first.user)
    expect(second.id).not.toBe(first.id)
    await second.token({ fresh: true })
    const resumed = await Session.resume({ url: world.urls[1] as string }, kept.at(-1))
    expect(resumed).toMatchObject({ user: second.user, id: second.id })
    await using parley = await connect(world.url, resumed)
    expect(parley.user).toBe(first.user)
  })

  test('tells a wrong password, a taken name and a token that is none', async () => {
    const person = stranger('Ann')
    await signUp({ url: world.url }, person)
    const wrong = { username: person.username, password: 'not the password' }
    await expect(logIn({ url: world.url }, wrong)).rejects.toMatchObject({ name: 'LOGIN_FAILED', retry: false })
    await expect(signUp({ url: world.url }, person)).rejects.toMatchObject({ name: 'USERNAME_TAKEN' })
    await expect(signUp({ url: world.url }, { ...stranger('Ann'), password: 'password1' })).rejects.toMatchObject({
      name: 'PASSWORD_WEAK',
      retry: false,
    })
    await expect(Session.resume({ url: world.url }, 'nonsense')).rejects.toMatchObject({ name: 'REFRESH_INVALID' })
  })
})

test('a sign-up whose answer got lost is no taken name to its owner', async () => {
  const person = stranger('Ann')
  let lose = true
  const lossy: typeof fetch = async (input, init) => {
    const response = await fetch(input, init)
    if (lose) throw new TypeError('the line broke')
    return response
  }
  await expect(signUp({ url: world.url, fetch: lossy }, person)).rejects.toMatchObject({ name: 'UNAVAILABLE' })
  lose = false
  const session = await signUp({ url: world.url, fetch: lossy }, person)
  expect((await logIn({ url: world.url }, { username: person.username, password })).user).toBe(session.user)
})

describe('a session in a browser', () => {
  test('is held by a cookie, through reloads, until it is ended', async () => {
    const options = { url: world.url, cookie: true, fetch: browserFetch() }
    const session = await signUp(options, stranger('Web'))
    const reloaded = await Session.resume(options)
    expect(reloaded).toMatchObject({ user: session.user, id: session.id })
    await using parley = await connect(world.url, reloaded)
    await reloaded.end()
    await until(parley, () => parley.state === 'ended')
    await expect(Session.resume(options)).rejects.toMatchObject({ retry: false })
  })
})

describe('a session that is ended', () => {
  test('ends every connection of it and fails what is unsent, and no other session of the person', async () => {
    await using bob = await enter(world.url, 'Bob')
    await using ann = await enter(world.url, 'Ann')
    await using device = await connect(world.urls[1] as string, ann.session, { encoding: 'msgpack' })
    const other = await logIn({ url: world.url }, { username: ann.username, password })
    await using elsewhere = await connect(world.url, other)
    const room = await ann.parley.createDirect(bob.user)

    await ann.session.end()
    for (const parley of [ann.parley, device]) {
      await until(parley, () => parley.state === 'ended')
      expect(parley.error).toMatchObject({ name: 'SESSION_ENDED', retry: false })
      expect(parley.retryAt).toBeUndefined()
    }
    await expect(room.send('after the end')).rejects.toMatchObject({ name: 'SESSION_ENDED' })
    await expect(device.call('room.list', {})).rejects.toMatchObject({ name: 'SESSION_ENDED' })
    await (await roomOf(elsewhere, room.id)).send('still here')
    expect(elsewhere.state).toBe('online')
  })
})
