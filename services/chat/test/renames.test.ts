/** That somebody has another display name, as chat learns it and tells it, between two processes on real servers. */
import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { putPeople } from '../src/store/people.ts'
import { type Person, until, useChat } from './running-chat.ts'

const { ok, people, rename, group, events, sql, published } = await useChat()

/** What is told of new names, by stream. */
const told = (ev: 'member.renamed' | 'name.changed', { user }: Person) =>
  published.filter((frame) => frame.ev === ev && frame.is.user === user)
const toldIn = (room: string, person: Person) => told('member.renamed', person).filter(({ on }) => on.endsWith(room))

describe('somebody who has another name', () => {
  test('is called so in lists, in direct rooms, and by whoever they invite; events say what they said', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room } = await group(ann, bob)
    const direct = await ok(bob, 'room.create', { kind: 'direct', user: ann.user })
    const { code } = await ok(ann, 'invite.create', { room })
    const before = await events(room)
    await rename(ann, 'Countess')
    await until(() => toldIn(room, ann).length > 0)
    const { members } = await ok(bob, 'member.list', { room })
    expect(members.map(({ name }) => name)).toEqual(['Countess', 'Bob'])
    expect((await ok(bob, 'room.get', { room: direct.room })).name).toBe('Countess')
    expect((await ok(bob, 'room.list', {})).rooms.map(({ name }) => name).toSorted()).toEqual(['Countess', 'Group'])
    expect((await ok(cid, 'invite.look', { code })).by).toEqual({ user: ann.user, name: 'Countess' })
    expect(await events(room)).toEqual(before)
  })

  test('has it told once to each room and to their own devices, by one process of two; the same name is not told', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room } = await group(ann, bob)
    const { room: elsewhere } = await group(cid, bob)
    await rename(ann, 'Anna')
    await until(() => toldIn(room, ann).length > 0)
    await rename(ann, 'Anna')
    await rename(ann, 'Anne')
    await until(() => toldIn(room, ann).length > 1)
    expect(toldIn(room, ann).map(({ is }) => is.name)).toEqual(['Anna', 'Anne'])
    expect(told('name.changed', ann).map(({ is, on }) => [on, is.name])).toEqual([
      [`chat/user/${ann.user}`, 'Anna'],
      [`chat/user/${ann.user}`, 'Anne'],
    ])
    expect(toldIn(elsewhere, ann)).toEqual([])
    const [first, second] = toldIn(room, ann).map(({ is }) => is.version as number)
    expect(first).toBeLessThan(second as number)
  })

  test('in many rooms, a thousand times: a hundred rooms a second are told, and in the end each the last name', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await group(ann, bob)
    const rooms = Array.from({ length: 250 }, () => randomUUID())
    await sql(
      `insert into membership (room, person, role, joined, since, since_tally) select id, $2, 'member', 1, 0, 0 from unnest($1::uuid[]) id`,
      [rooms, ann.user],
    )
    for (let round = 0; round < 10; round++)
      await rename(ann, ...Array.from({ length: 100 }, (_, place) => `Ann ${round * 100 + place}`))
    await until(() => {
      const last = told('member.renamed', ann).filter(({ is }) => is.name === 'Ann 999')
      return new Set(last.map(({ on }) => on)).size === rooms.length + 1
    })
    // Either process may have read some of it.
    const moments = told('member.renamed', ann).map(({ at }) => at)
    for (const [place, at] of moments.slice(201).entries()) expect(at - (moments[place] as number)).toBeGreaterThan(900)
  })

  test('is called as a restored backup of accounts says, and that counts as the later name', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await rename(ann, 'Anna', 'Anne')
    await until(() => toldIn(room, ann).some(({ is }) => is.name === 'Anne'))
    const [before] = await sql<{ epoch: number; seq: number }>(
      'select epoch::float8, seq::float8 from person where id = $1',
      [ann.user],
    )
    const epoch = (before?.epoch ?? 0) + 1
    await putPeople({ query: sql }, [{ id: ann.user, name: 'Ann', epoch, seq: 1 }])
    await putPeople({ query: sql }, [{ id: ann.user, name: 'Anne', ...before, epoch: epoch - 1, seq: 3 }])
    const { members } = await ok(bob, 'member.list', { room })
    expect(members[0]?.name).toBe('Ann')
  })
})
