import { randomUUID } from 'node:crypto'
import { deploymentBank, mostRemovedEmoji, mostSpaceEmoji, mostStickers } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { guildsOf } from './guild.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat()
const { ok, error, people, group, sql } = chat
const { found, say, role, sticker } = guildsOf(chat)

const listed = async (person: Person, space: string) => (await ok(person, 'space.get', { space })).emoji_list ?? []
const reactionsTo = async (person: Person, room: string, seq: number) =>
  (await ok(person, 'room.history', { room, before: seq + 1, limit: 1 })).states?.[0]?.reactions

/** Ann's space, in which Bob lives, with an emoji and a message. */
const begin = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const guild = await found(ann, bob)
  const { space, room } = guild
  const emoji = randomUUID()
  await ok(ann, 'emoji.set', { space, emoji, name: 'party' })
  return { ann, bob, guild, space, room, emoji, seq: await say(ann, room) }
}

describe('an emoji of a space', () => {
  test('is reacted with in its rooms and their threads, counted with the others, and lists who has', async () => {
    const { ann, bob, space, room, emoji, seq } = await begin()
    const { head } = await ok(ann, 'space.get', { space })
    expect(await ok(ann, 'emoji.set', { space, emoji, name: 'party' })).toEqual({ seq: head })
    for (const person of [ann, bob, bob]) await ok(person, 'reaction.add', { room, seq, emoji })
    await ok(bob, 'reaction.add', { room, seq, emoji: '👍' })
    expect(await reactionsTo(bob, room, seq)).toEqual([
      { emoji, count: 2, own: true },
      { emoji: '👍', count: 1, own: true },
    ])
    const { users } = await ok(ann, 'reaction.list', { room, seq, emoji })
    expect(users.map(({ user }) => user)).toEqual([ann.user, bob.user])
    const thread = await ok(bob, 'thread.create', { room, seq })
    const reply = await say(bob, thread.room)
    await ok(ann, 'reaction.add', { room: thread.room, seq: reply, emoji })
    await ok(bob, 'reaction.remove', { room, seq, emoji })
    expect(await reactionsTo(bob, room, seq)).toMatchObject([{ emoji, count: 1 }, { emoji: '👍' }])
  })

  test('is found in no other space, in no group, and not under an id that nothing has', async () => {
    const { ann, bob, room, emoji, seq } = await begin()
    const other = await found(ann, bob)
    const { room: plain } = await group(ann, bob)
    for (const [where, id] of [
      [other.room, emoji],
      [plain, emoji],
      [room, randomUUID()],
    ] as const) {
      const at = where === room ? seq : await say(ann, where)
      expect(await error(bob, 'reaction.add', { room: where, seq: at, emoji: id })).toMatchObject({
        name: 'EMOJI_NOT_FOUND',
      })
    }
  })

  test('keeps what was reacted when it is called otherwise or removed; then nobody reacts with it any more', async () => {
    const { ann, bob, space, room, emoji, seq } = await begin()
    await ok(bob, 'reaction.add', { room, seq, emoji })
    await ok(ann, 'emoji.set', { space, emoji, name: 'Feier' })
    expect(await listed(bob, space)).toEqual([{ emoji, name: 'Feier' }])
    const removed = await ok(ann, 'emoji.remove', { space, emoji })
    expect(await ok(ann, 'emoji.remove', { space, emoji })).toEqual(removed)
    expect(await listed(bob, space)).toEqual([{ emoji, name: 'Feier', removed: true }])
    expect(await reactionsTo(ann, room, seq)).toEqual([{ emoji, count: 1 }])
    const gone = { name: 'EMOJI_NOT_FOUND' }
    expect(await error(ann, 'reaction.add', { room, seq, emoji })).toMatchObject(gone)
    expect(await error(ann, 'emoji.set', { space, emoji, name: 'back' })).toMatchObject(gone)
    const next = randomUUID()
    await ok(ann, 'emoji.set', { space, emoji: next, name: 'feier' })
    await ok(bob, 'reaction.remove', { room, seq, emoji })
    expect(await reactionsTo(ann, room, seq)).toBeUndefined()
  })

  test('is found by words besides its name, and keeps them until it is given others', async () => {
    const { ann, bob, space, emoji } = await begin()
    const tags = ['fête', 'cake']
    await ok(ann, 'emoji.set', { space, emoji, name: 'party', tags })
    expect(await listed(bob, space)).toEqual([{ emoji, name: 'party', tags }])
    const { seq } = await ok(ann, 'emoji.set', { space, emoji, name: 'feier' })
    expect(await ok(ann, 'emoji.set', { space, emoji, name: 'feier', tags })).toEqual({ seq })
    expect(await listed(bob, space)).toEqual([{ emoji, name: 'feier', tags }])
    await ok(ann, 'emoji.set', { space, emoji, name: 'feier', tags: [] })
    expect(await listed(bob, space)).toEqual([{ emoji, name: 'feier' }])
  })

  test('needs the right to react where nobody has reacted so, as any other', async () => {
    const { ann, bob, guild, space, room, emoji, seq } = await begin()
    await ok(ann, 'role.change', { space, role: 0, may: ['view'] })
    expect(await error(bob, 'reaction.add', { room, seq, emoji })).toMatchObject({ name: 'NOT_ALLOWED' })
    await ok(ann, 'reaction.add', { room, seq, emoji })
    await ok(bob, 'reaction.add', { room, seq, emoji })
    expect(await error(bob, 'emoji.set', { space, emoji, name: 'mine' })).toMatchObject({ name: 'NOT_ALLOWED' })
    await role(ann, guild, ['manage_space'], bob)
    await ok(bob, 'emoji.set', { space, emoji, name: 'mine' })
  })
})

describe('a sticker of a space', () => {
  test('is sent in no other space, in no group, and not under an id that nothing has', async () => {
    const { ann, bob, guild, room } = await begin()
    const wave = await sticker(guild)
    const other = await found(ann, bob)
    const { room: plain } = await group(ann, bob)
    const send = (to: string, one: string) => ({ room: to, id: uuid7(), text: 'wave', sticker: one })
    for (const asked of [send(other.room, wave), send(plain, wave), send(room, randomUUID())])
      expect(await error(bob, 'message.send', asked)).toMatchObject({ name: 'STICKER_NOT_FOUND' })
    const files = [randomUUID()]
    expect(await error(bob, 'message.send', { ...send(room, wave), files })).toMatchObject({ name: 'BAD_INPUT' })
  })

  test('needs the right to attach, and is one of so many', async () => {
    const { ann, bob, guild, space, room } = await begin()
    const wave = await sticker(guild)
    await ok(ann, 'role.change', { space, role: 0, may: ['view', 'send'] })
    const message = { room, id: uuid7(), text: 'wave', sticker: wave }
    expect(await error(bob, 'message.send', message)).toMatchObject({ name: 'NOT_ALLOWED' })
    for (const refused of [
      await error(bob, 'sticker.set', { space, sticker: wave, name: 'hello' }),
      await error(bob, 'sticker.remove', { space, sticker: wave }),
    ])
      expect(refused).toMatchObject({ name: 'NOT_ALLOWED' })
    const fill = `insert into sticker (space, id, kind, name, file)
      select $1, gen_random_uuid(), 'gif', 'e' || n, gen_random_uuid() from generate_series(2, $2::int) n`
    await sql(fill, [space, mostStickers])
    const told = []
    let after: string | undefined
    do {
      const page = await ok(bob, 'space.get', { space, ...(after === undefined ? {} : { after }) })
      told.push(...(page.sticker_list ?? []))
      after = page.next
    } while (after !== undefined)
    expect(told).toHaveLength(mostStickers)
    await ok(ann, 'sticker.set', { space, sticker: wave, name: 'hello' })
  })
})

const bank = { space: deploymentBank }
/** What there is for everybody, and how far that has come. */
const ofAll = async (person: Person) => {
  const first = await ok(person, 'bank.get', {})
  const pages = [first]
  for (let { next } = first; next !== undefined; ) {
    const page = await ok(person, 'bank.get', { after: next })
    pages.push(page)
    next = page.next
  }
  return { head: first.head, emoji: pages.flatMap((page) => page.emoji_list ?? []) }
}

describe('the bank of the deployment', () => {
  test('is used in every room by everybody, and changed by the staff alone', async () => {
    const { ann, bob, room, seq, emoji: own } = await begin()
    const [emoji, sticker] = [randomUUID(), randomUUID()]
    const missing = { name: 'ROLE_MISSING', needs: 'bank.manage' }
    const set = { ...bank, emoji, name: 'احتفال', tags: ['fête'] }
    expect(await error(bob, 'emoji.set', set)).toMatchObject(missing)
    expect(await error(bob, 'emoji.remove', { ...bank, emoji })).toMatchObject(missing)
    expect(await error(bob, 'sticker.set', { ...bank, sticker, name: 'wave' })).toMatchObject(missing)
    expect(await error(bob, 'sticker.remove', { ...bank, sticker })).toMatchObject(missing)
    chat.staff.add(bob.user)
    const { head } = await ofAll(ann)
    expect(await ok(bob, 'emoji.set', set)).toEqual({ seq: head + 1 })
    expect(await ok(bob, 'emoji.set', set)).toEqual({ seq: head + 1 })
    expect(await ofAll(ann)).toEqual({ head: head + 1, emoji: [{ emoji, name: 'احتفال', tags: ['fête'] }] })
    expect((await chat.events(deploymentBank)).at(-1)).toMatchObject({ ev: 'emoji.named', by: bob.user })
    const { room: direct } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    const inDirect = { room: direct, seq: await say(ann, direct) }
    for (const place of [{ room, seq }, inDirect]) {
      await ok(ann, 'reaction.add', { ...place, emoji })
      expect(await reactionsTo(bob, place.room, place.seq)).toEqual([{ emoji, count: 1 }])
    }
    expect(await listed(ann, deploymentBank).catch(({ name }) => name)).toBe('SPACE_NOT_FOUND')
    expect(await error(ann, 'reaction.add', { ...inDirect, emoji: own })).toMatchObject({
      name: 'EMOJI_NOT_FOUND',
    })
    chat.staff.delete(bob.user)
    expect(await error(bob, 'emoji.remove', { ...bank, emoji })).toMatchObject(missing)
    chat.staff.add(ann.user)
    await ok(ann, 'emoji.remove', { ...bank, emoji })
    expect((await ofAll(bob)).emoji).toEqual([{ emoji, name: 'احتفال', removed: true }])
    expect(await error(bob, 'reaction.add', { ...inDirect, emoji })).toMatchObject({ name: 'EMOJI_NOT_FOUND' })
  })

  test('has a name once, also where two give it at once, and a space has one of the same name beside it', async () => {
    const { ann, space } = await begin()
    chat.staff.add(ann.user)
    const named = () => ({ ...bank, emoji: randomUUID(), name: 'party' })
    const tries = await Promise.all([named(), named()].map((input) => chat.ask(ann, 'emoji.set', input)))
    expect(tries.filter((result) => 'ok' in result)).toHaveLength(1)
    expect(await error(ann, 'emoji.set', named())).toMatchObject({ name: 'EMOJI_NAME_TAKEN' })
    await ok(ann, 'emoji.set', { ...named(), space, name: 'Feier' })
    const fill = `insert into emoji (space, id, name, key)
      select $1, gen_random_uuid(), 'e' || n, 'e' || n from generate_series(1, $2::int) n`
    await sql(fill, [deploymentBank, mostSpaceEmoji - 1])
    const one = { ...bank, emoji: randomUUID(), name: 'one_more' }
    expect(await error(ann, 'emoji.set', one)).toMatchObject({ name: 'TOO_MANY_SPACE_EMOJI', most: mostSpaceEmoji })
    expect((await ofAll(ann)).emoji.filter(({ removed }) => !removed)).toHaveLength(mostSpaceEmoji)
  })
})

describe('the names of a space’s emoji', () => {
  test('are in any script, and no two of them are the same but for capitals', async () => {
    const { ann, space } = await begin()
    const set = (name: string) => ({ space, emoji: randomUUID(), name })
    for (const name of ['احتفال', 'पार्टी', 'fête_2-0', '聚会']) await ok(ann, 'emoji.set', set(name))
    for (const name of ['PARTY', 'Fête_2-0', 'fe\u0302te_2-0', 'ｐａｒｔｙ'])
      expect(await error(ann, 'emoji.set', set(name)), name).toMatchObject({ name: 'EMOJI_NAME_TAKEN' })
  })

  test('are so many at a time, and of those removed the latest are known', async () => {
    const { ann, space, emoji } = await begin()
    const fill = `insert into emoji (space, id, name, key, removed)
      select $1, gen_random_uuid(), 'e' || n, 'e' || n, case when $3 then n end from generate_series(1, $2::int) n`
    await sql(fill, [space, mostRemovedEmoji, true])
    await sql(fill, [space, mostSpaceEmoji - 1, false])
    const another = { space, emoji: randomUUID(), name: 'one_more' }
    expect(await error(ann, 'emoji.set', another)).toMatchObject({ name: 'TOO_MANY_SPACE_EMOJI', most: mostSpaceEmoji })
    await ok(ann, 'emoji.set', { space, emoji, name: 'another' })
    await ok(ann, 'emoji.remove', { space, emoji })
    await ok(ann, 'emoji.set', another)
    const all = []
    let after: string | undefined
    do {
      const page = await ok(ann, 'space.get', { space, ...(after === undefined ? {} : { after }) })
      all.push(...(page.emoji_list ?? []))
      after = page.next
    } while (after !== undefined)
    expect(all.filter(({ removed }) => !removed)).toHaveLength(mostSpaceEmoji)
    expect(all.filter(({ removed }) => removed)).toHaveLength(mostRemovedEmoji)
    expect(all).toContainEqual({ emoji, name: 'another', removed: true })
  })
})
