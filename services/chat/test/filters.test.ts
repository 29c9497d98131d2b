/** What a space does not want to be said, and what comes of it. */
import { randomUUID } from 'node:crypto'
import type { CommandName, Input } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { guildsOf } from './guild.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

// One process: others know of a filter a little later.
const chat = await useChat({}, 1)
const { ok, error, people, group, events, sql, send } = chat
const { found, role, say } = guildsOf(chat)

type Filter = Omit<Input<'filter.set'>, 'space' | 'filter' | 'name'>

const begin = async (filter: Filter) => {
  const [ann, bob] = await people('Ann', 'Bob')
  const guild = await found(ann, bob)
  const id = randomUUID()
  await ok(ann, 'filter.set', { space: guild.space, filter: id, name: 'Filter', ...filter })
  return { ann, bob, ...guild, guild, filter: id }
}
const bad = { found: { words: ['bad*'] } }
/** In hexadecimal there are words, too. */
const ids = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g
const refused = (person: Person, room: string, text: string) =>
  error(person, 'message.send', { room, id: uuid7(), text })
const textAt = async (room: string, seq: number) => (await events(room)).find((event) => event.seq === seq)?.is.text

describe('a filter that blocks', () => {
  const block: Filter = { ...bad, outcome: 'block', text: 'Be kind' }

  test('stops what is sent, edited, forwarded, asked, posted in threads and named, and says why', async () => {
    const { ann, bob, room } = await begin(block)
    expect(await refused(bob, room, 'a BАD thing')).toMatchObject({ name: 'MESSAGE_STOPPED', why: 'Be kind' })
    const seq = await say(bob, room, 'fine')
    const stopped = async <C extends CommandName>(command: C, input: Input<C>) =>
      expect((await error(bob, command, input)).name, command).toBe('MESSAGE_STOPPED')
    await stopped('message.edit', { room, seq, id: uuid7(), text: 'bad' })
    await stopped('message.send', { room, id: uuid7(), text: 'fine', subject: 'badly' })
    await stopped('poll.create', { room, id: uuid7(), question: 'Which?', answers: ['good', 'bad'] })
    const direct = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    const from = { room: direct.room, seq: await say(ann, direct.room, 'bad') }
    expect(await ok(bob, 'message.forward', { from, to: [{ room, id: uuid7() }] })).toMatchObject({
      sent: [],
      refused: [{ error: { name: 'MESSAGE_STOPPED' } }],
    })
    await stopped('thread.create', { room, seq, name: 'Bad' })
    const { room: thread } = await ok(bob, 'thread.create', { room, seq, name: 'Good' })
    await stopped('message.send', { room: thread, id: uuid7(), text: 'bad' })
    await stopped('thread.change', { room: thread, name: 'Bad' })
    expect(JSON.stringify(await events(room)).replaceAll(ids, '')).not.toMatch(/bad/i)
  })

  test('stops nicknames, of oneself and of others, and lets them be taken away', async () => {
    const { ann, bob, guild, space } = await begin(block)
    await role(ann, guild, ['rename'], bob)
    const nick = (user: string, called: string) => ({ space, user, nick: called })
    const { user: eve } = (await people('Eve'))[0]
    await sql('insert into resident (space, person, joined) values ($1, $2, 1)', [space, eve])
    for (const user of [bob.user, eve])
      expect(await error(bob, 'resident.change', nick(user, 'Bad Bob'))).toMatchObject({ name: 'MESSAGE_STOPPED' })
    await ok(bob, 'resident.change', nick(bob.user, 'Good Bob'))
    await ok(bob, 'resident.change', nick(bob.user, ''))
    await ok(ann, 'resident.change', nick(bob.user, 'Bad Bob'))
    expect(JSON.stringify(await events(space))).toMatch(/Good Bob.*Bad Bob/)
  })

  test('stops what was scheduled when it is due, and whoever said it sees that', async () => {
    const { bob, room } = await begin(block)
    const id = uuid7()
    await ok(bob, 'schedule.create', { room, id, text: 'bad', when: { in_ms: 60_000 } })
    await sql('update scheduled set due = 0 where id = $1', [id])
    await expect
      .poll(async () => (await events(bob.user)).at(-1), { timeout: 20_000 })
      .toMatchObject({
        ev: 'schedule.failed',
        is: { id, failed: 'MESSAGE_STOPPED' },
      })
  })

  test('is not for owner, administrators and those who are exempt, nor in exempt rooms and their threads', async () => {
    const { ann, bob, guild, room, space, filter } = await begin(block)
    const [cay, dan] = await people('Cay', 'Dan')
    for (const { user } of [cay, dan]) await guildsOf(chat).settle(space, user)
    await role(ann, guild, ['administrator'], cay)
    const trusted = await role(ann, guild, [], dan)
    await ok(ann, 'filter.set', { space, filter, name: 'Filter', ...block, exempt_roles: [trusted] })
    for (const person of [ann, cay, dan]) await say(person, room, 'bad')
    expect((await refused(bob, room, 'bad')).name).toBe('MESSAGE_STOPPED')
    await ok(ann, 'filter.set', { space, filter, name: 'Filter', ...block, exempt_rooms: [room] })
    const seq = await say(bob, room, 'bad')
    const { room: thread } = await ok(bob, 'thread.create', { room, seq })
    await say(bob, thread, 'bad')
  })

  test('tells who may change it of no room that they do not see, and keeps that when they do', async () => {
    const { ann, bob, guild, room, space, filter } = await begin(block)
    await role(ann, guild, ['manage_space'], bob)
    const { room: hidden } = await ok(ann, 'room.create', { kind: 'text', space, name: 'Hidden' })
    const everybody = { of: { role: 0 }, allow: [], deny: [] }
    await ok(ann, 'override.set', { space, in: { room: hidden }, ...everybody, deny: ['view'] })
    const again = { space, filter, name: 'Filter', ...block }
    await ok(ann, 'filter.set', { ...again, exempt_rooms: [room, hidden] })
    const exempt = async (person: Person) => (await ok(person, 'filter.list', { space })).filters[0]?.exempt_rooms
    expect(await exempt(bob)).toEqual([room])
    await ok(bob, 'filter.set', again)
    expect(await exempt(bob)).toBeUndefined()
    expect(await exempt(ann)).toEqual([hidden])
    await ok(ann, 'filter.set', again)
    expect(await exempt(ann)).toBeUndefined()
  })

  test('is of its space alone, and over when it is removed', async () => {
    const { ann, bob, room, space, filter } = await begin(block)
    const other = await found(ann, bob)
    await say(bob, other.room, 'bad')
    await say(bob, (await group(ann, bob)).room, 'bad')
    expect((await refused(bob, room, 'bad')).name).toBe('MESSAGE_STOPPED')
    for (let twice = 0; twice < 2; twice++) await ok(ann, 'filter.remove', { space, filter })
    await say(bob, room, 'bad')
  })

  test('does not stop the repeat of what was said before, nor tell a stranger that the room is there', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { space, room } = await found(ann, bob)
    const message = { room, id: uuid7(), text: 'bad' }
    const first = await ok(bob, 'message.send', message)
    await ok(ann, 'filter.set', { space, filter: randomUUID(), name: 'Filter', ...block })
    expect(await ok(bob, 'message.send', message)).toEqual(first)
    expect((await refused(eve, room, 'bad')).name).toBe('ROOM_NOT_FOUND')
    const { room: thread } = await ok(ann, 'thread.create', { room, seq: first.seq, private: true })
    const edit = { room: thread, seq: await say(ann, thread, 'fine'), id: uuid7(), text: 'bad' }
    expect((await error(bob, 'message.edit', edit)).name).toBe('ROOM_NOT_FOUND')
    await ok(ann, 'override.set', { space, in: { room }, of: { role: 0 }, allow: [], deny: ['view'] })
    expect((await refused(bob, room, 'bad')).name).toBe('ROOM_NOT_FOUND')
  })
})

test('a filter that masks leaves stars in what is stored, sent and found', async () => {
  const { bob, room } = await begin({ ...bad, outcome: 'mask' })
  const seq = await say(bob, room, 'a badly b\u200bad 💩 day')
  expect(await textAt(room, seq)).toBe('a ***ly **** 💩 day')
  const edit = await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: `bad <@${bob.user}>` })
  expect(await textAt(room, edit.seq)).toBe(`*** <@${bob.user}>`)
})

test('a filter that flags lets it be said, and keeps in the audit log which message it was', async () => {
  const { ann, bob, room, space, filter } = await begin({ ...bad, outcome: 'flag' })
  const seq = await say(bob, room, 'bad')
  const { room: thread } = await ok(bob, 'thread.create', { room, seq })
  await send([
    { do: 'message.send', with: { room: thread, id: uuid7(), text: 'fine' }, user: bob.user, session: 's' },
    { do: 'message.send', with: { room: thread, id: uuid7(), text: 'badly' }, user: bob.user, session: 's' },
  ])
  const edited = await say(bob, room, 'fine')
  await ok(bob, 'message.edit', { room, seq: edited, id: uuid7(), text: 'bad' })
  const { entries } = await ok(ann, 'audit.list', { space, did: 'message.flag' })
  expect(
    entries.map(({ by, user, room: where, thread: inside, seqs, after }) => [
      by,
      user,
      where,
      inside,
      seqs?.length,
      after,
    ]),
  ).toEqual([
    [undefined, bob.user, room, undefined, 1, { filters: [filter] }],
    [undefined, bob.user, room, thread, 1, { filters: [filter] }],
    [undefined, bob.user, room, undefined, 1, { filters: [filter] }],
  ])
  expect(entries.at(-1)?.seqs).toEqual([seq])
})

test('a filter that times out stops it, and whoever said it may only read for a while', async () => {
  const { ann, bob, room, space } = await begin({ ...bad, outcome: 'time_out', time_out_ms: 60_000, text: 'Be kind' })
  expect((await refused(bob, room, 'bad')).name).toBe('MESSAGE_STOPPED')
  for (const text of ['fine', 'bad', 'bad']) expect((await refused(bob, room, text)).name).toBe('NOT_ALLOWED')
  expect((await ok(bob, 'space.get', { space })).muted_ms).toBeLessThanOrEqual(60_000)
  const { entries } = await ok(ann, 'audit.list', { space, did: 'resident.time_out' })
  expect(entries).toMatchObject([{ user: bob.user, reason: 'Be kind' }])
  expect(entries[0]?.by).toBeUndefined()
})

test('many mentions and many messages are stopped from the first one that is too many', async () => {
  const { ann, bob, room, space, filter } = await begin({ found: { mentions: 1 }, outcome: 'block' })
  await say(bob, room, `<@${ann.user}>`)
  expect((await refused(bob, room, `<@${ann.user}> <@${bob.user}>`)).name).toBe('MESSAGE_STOPPED')
  await ok(ann, 'filter.set', {
    space,
    filter,
    name: 'Flood',
    found: { messages: 3, seconds: 3_600 },
    outcome: 'block',
  })
  const sent = await Promise.allSettled(Array.from({ length: 9 }, () => say(bob, room, 'said')))
  expect(sent.filter(({ status }) => status === 'fulfilled').length).toBe(3)
  expect((await refused(bob, room, 'said')).name).toBe('MESSAGE_STOPPED')
  await say(ann, room, 'said')
  await sql(`update lately set said = array(select one - interval '2 hours' from unnest(said) one) where space = $1`, [
    space,
  ])
  await say(bob, room, 'said')
})

test('filters are for who manages the space, so many of them, each of which finds something', async () => {
  const { ann, bob, space } = await begin({ ...bad, outcome: 'block' })
  const set = { space, filter: randomUUID(), name: 'Other', ...bad, outcome: 'block' as const }
  expect((await error(bob, 'filter.set', set)).name).toBe('NOT_ALLOWED')
  expect((await error(bob, 'filter.list', { space })).name).toBe('NOT_ALLOWED')
  expect(await error(ann, 'filter.set', { ...set, found: { words: ['\u200b'] } })).toMatchObject({ name: 'BAD_INPUT' })
  const words = (from: number, count: number) => Array.from({ length: count }, (_, place) => `word${from + place}`)
  for (let place = 0; place < 19; place++)
    await ok(ann, 'filter.set', { ...set, filter: randomUUID(), found: { words: words(place * 50, 50) } })
  expect(await error(ann, 'filter.set', { ...set, found: { words: words(1_000, 50) } })).toMatchObject({
    name: 'TOO_MANY_FILTERS',
    most: 1_000,
  })
  await ok(ann, 'filter.set', { ...set, found: { words: words(1_000, 49) } })
  const listed: string[] = []
  for (let after: string | undefined, more = true; more; ) {
    const page = await ok(ann, 'filter.list', { space, ...(after ? { after } : {}) })
    listed.push(...page.filters.map(({ filter }) => filter))
    after = page.filters.at(-1)?.filter
    more = page.more
  }
  expect(new Set(listed).size).toBe(21)
})

test('another process of the service knows of a filter a little later', async () => {
  const { bob, room } = await begin({ found: { words: ['fine'] }, outcome: 'flag' })
  const space = (await sql<{ space: string }>('select space from room where id = $1', [room]))[0]?.space as string
  // Past this process, which so knows of it as the other one does: by looking.
  await sql(`update filter set said = '{"name":"F","found":{"words":["late"]},"outcome":"block"}' where space = $1`, [
    space,
  ])
  await sql('update filtered set version = version + 1, at = clock_timestamp() where space = $1', [space])
  await expect
    .poll(async () => 'error' in (await chat.ask(bob, 'message.send', { room, id: uuid7(), text: 'late' })))
    .toBe(true)
})
