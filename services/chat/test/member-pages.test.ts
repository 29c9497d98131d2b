import { randomUUID } from 'node:crypto'
import { peopleAtOnce } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'

const { ok, error, people, crowd, group, members, expectSound } = await useChat()

const [ann] = await people('Ann')
const others = await crowd(250)
const idsOf = (all: readonly Person[]) => all.map(({ user }) => user)

const makeLarge = async () => {
  const { room } = await group(ann as Person, ...others.slice(0, 100))
  for (let from = 100; from < others.length; from += peopleAtOnce)
    await ok(ann as Person, 'member.add', { room, users: idsOf(others.slice(from, from + peopleAtOnce)) })
  return room
}
const large = await makeLarge()

/** Each page from where the one before it ended; `between` happens after each. */
const walk = async (room: string, limit: number, between = async (_page: readonly string[]) => {}) => {
  const all: string[] = []
  for (let after = 0, more = true; more; ) {
    const page = await ok(ann as Person, 'member.list', { room, limit, after })
    expect(page.members.length).toBeLessThanOrEqual(limit)
    expect(page.members.length > 0 || !page.more).toBe(true)
    all.push(...page.members.map(({ user }) => user))
    after = page.members.at(-1)?.joined ?? after
    more = page.more
    await between(all)
  }
  return all
}

describe('the members of a large room', () => {
  test('come with it as far as a page goes, and all are counted', async () => {
    const room = await ok(ann as Person, 'room.get', { room: large })
    expect(room.member_count).toBe(251)
    expect(room.members.map(({ user }) => user)).toEqual(idsOf([ann as Person, ...others]).slice(0, 100))
    expect(room.members.map(({ joined }) => joined)).toEqual((await members(large)).slice(0, 100).map((m) => m.joined))
    await expectSound(large)
  })

  test.each([1, 7, 100, 251, 500])(
    'in pages of %i are all of them, each once, in the order in which they came',
    async (limit) => {
      expect(await walk(large, limit)).toEqual(idsOf([ann as Person, ...others]))
    },
  )

  test('are a page of a hundred where nobody says how many', async () => {
    const page = await ok(ann as Person, 'member.list', { room: large })
    expect(page).toMatchObject({ head: 252, member_count: 251, more: true })
    expect(page.members).toHaveLength(100)
    expect(await ok(ann as Person, 'member.list', { room: large, after: 10_000 })).toMatchObject({
      members: [],
      more: false,
    })
  })

  test('are none left out where some come and go between two pages', async () => {
    const room = await makeLarge()
    const staying = others.filter((_, place) => place % 10 !== 3)
    const leaving = others.filter((_, place) => place % 10 === 3)
    const coming = await crowd(8)
    const listed = await walk(room, 30, async (seen) => {
      const goes = leaving.find(({ user }) => seen.at(-1) === user) ?? leaving.pop()
      if (goes) await ok(ann as Person, 'member.remove', { room, user: goes.user }).catch(() => {})
      const comes = coming.pop()
      if (comes) await ok(ann as Person, 'member.add', { room, users: [comes.user] })
    })
    expect(new Set(listed).size).toBe(listed.length)
    expect(listed).toEqual(expect.arrayContaining(idsOf(staying)))
    await expectSound(room)
  })

  test('are told to nobody who is not among them', async () => {
    const [eve] = await people('Eve')
    const refused = await error(eve, 'member.list', { room: large })
    expect(refused).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await error(eve, 'member.list', { room: randomUUID() })).toEqual(refused)
  })
})

describe('people who are brought in together', () => {
  test('are told of the room each, and come in once each, however often they are named', async () => {
    const [room, three] = [await group(ann as Person), await crowd(3)]
    const users = idsOf([...three, ...three, ann as Person])
    expect(await ok(ann as Person, 'member.add', { room: room.room, users })).toEqual({ seq: room.head + 3 })
    expect((await members(room.room)).map(({ user }) => user)).toEqual([ann?.user, ...idsOf(three)])
    await expectSound(room.room)
  })

  test('are all kept out by one who does not exist', async () => {
    const [room, three] = [await group(ann as Person), await crowd(3)]
    const nobody = randomUUID()
    expect(
      await error(ann as Person, 'member.add', { room: room.room, users: [...idsOf(three), nobody] }),
    ).toMatchObject({
      name: 'USER_NOT_FOUND',
      user: nobody,
    })
    expect(await members(room.room)).toHaveLength(1)
  })
})
