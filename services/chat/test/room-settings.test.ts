/** Who may say something in a group, how often, and how it looks. */
import { longestPauseSeconds, permissionSet } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { putRoom, putSpace } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, send, people, group, events, sql, expectSound } = await useChat()

const say = (person: Person, room: string, id = uuid7()) => ok(person, 'message.send', { room, id, text: 'said' })
const refusal = (person: Person, room: string, id = uuid7()) =>
  error(person, 'message.send', { room, id, text: 'said' })
const slow = { name: 'SLOW_MODE', code: 1257 }

/** What somebody said last there was said so much earlier. */
const turnBack = (room: string, seconds: number) =>
  sql(`update pace set at = at - $2 * interval '1 second' where room = $1`, [room, seconds])

/** A group of Ann, who owns it, the admin Bob, and Cid and Dora. */
const begin = async (settings: object = {}) => {
  const [ann, bob, cid, dora] = await people('Ann', 'Bob', 'Cid', 'Dora')
  const { room } = await group(ann, bob, cid, dora)
  await ok(ann, 'role.set', { room, user: bob.user, role: 'admin' })
  await ok(ann, 'room.change', { room, ...settings })
  return { ann, bob, cid, dora, room }
}
const beginThread = async (settings: object = {}) => {
  const begun = await begin()
  const { seq } = await say(begun.ann, begun.room)
  const { room: thread } = await ok(begun.cid, 'thread.create', { room: begun.room, seq })
  await ok(begun.ann, 'room.change', { room: begun.room, ...settings })
  return { ...begun, thread, seq }
}

describe('the settings of a group', () => {
  const all = { posting: 'admins', slow_seconds: 30, theme: 'ocean' } as const

  test('are changed by its owner and admins, told with what changed, and to whoever looks or comes in', async () => {
    const { ann, bob, cid, room } = await begin()
    const [eve] = await people('Eve')
    expect(await ok(cid, 'room.get', { room })).not.toHaveProperty('theme')
    expect(await error(cid, 'room.change', { room, theme: 'ocean' })).toMatchObject({ name: 'NOT_ALLOWED' })
    await ok(bob, 'room.change', { room, ...all })
    expect((await events(room)).at(-1)).toMatchObject({ ev: 'room.changed', by: bob.user, is: all })
    const { seq } = await ok(ann, 'room.change', { room, ...all, theme: 'sand' })
    expect((await events(room)).at(-1)).toMatchObject({ seq, is: { theme: 'sand' } })
    expect(await ok(ann, 'room.change', { room, theme: 'sand' })).toEqual({ seq })
    await ok(cid, 'member.add', { room, users: [eve.user] })
    const told = { ...all, theme: 'sand' }
    expect(await ok(eve, 'room.get', { room })).toMatchObject(told)
    expect((await ok(eve, 'room.list', {})).rooms).toMatchObject([told])
    expect((await events(eve.user)).at(-1)).toMatchObject({ ev: 'room.joined', is: told })
  })

  test('are no longer told where they are as in a new group', async () => {
    const { ann, room } = await begin(all)
    await ok(ann, 'room.change', { room, posting: 'members', slow_seconds: 0, theme: 'plain' })
    const found = Object.keys(await ok(ann, 'room.get', { room }))
    expect(found.filter((name) => name in all)).toEqual([])
  })

  test('are those of groups alone; a thread is told with those of its room', async () => {
    const { ann, bob, cid, thread } = await beginThread(all)
    expect(await ok(cid, 'room.get', { room: thread })).toMatchObject(all)
    expect(await error(ann, 'room.change', { room: thread, slow_seconds: 1 })).toMatchObject({ name: 'NOT_IN_THREADS' })
    const { room } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    expect(await error(ann, 'room.change', { room, slow_seconds: 1 })).toMatchObject({ name: 'GROUPS_ONLY' })
  })
})

describe('where the owner and admins alone say something', () => {
  test('nobody else does, by message, poll or thread, until they may or all may; all react and vote', async () => {
    const { ann, bob, cid, room } = await begin()
    const id = uuid7()
    const { seq } = await say(cid, room, id)
    await ok(ann, 'room.change', { room, posting: 'admins' })
    const notAllowed = { name: 'NOT_ALLOWED', code: 1203 }
    expect(await refusal(cid, room)).toMatchObject(notAllowed)
    const poll = { room, id: uuid7(), question: 'Tea?', answers: ['Yes', 'No'] }
    expect(await error(cid, 'poll.create', poll)).toMatchObject(notAllowed)
    expect(await error(cid, 'thread.create', { room, seq })).toMatchObject(notAllowed)
    expect((await say(cid, room, id)).seq, 'a repeat is what it was').toBe(seq)
    for (const person of [ann, bob]) await say(person, room)
    const asked = await ok(bob, 'poll.create', { ...poll, id: uuid7() })
    await ok(cid, 'reaction.add', { room, seq: asked.seq, emoji: '👍' })
    await ok(cid, 'poll.vote', { room, seq: asked.seq, answers: [0] })
    await ok(ann, 'role.set', { room, user: cid.user, role: 'admin' })
    await say(cid, room)
    await ok(ann, 'role.set', { room, user: cid.user, role: 'member' })
    await ok(ann, 'room.change', { room, posting: 'members' })
    await say(cid, room)
    await expectSound(room)
  })

  test('nobody else does in its threads, nor revives one', async () => {
    const { bob, cid, room, thread } = await beginThread({ posting: 'admins' })
    expect(await refusal(cid, thread)).toMatchObject({ name: 'NOT_ALLOWED' })
    await say(bob, thread)
    await ok(bob, 'thread.change', { room: thread, archived: true })
    const { length } = await events(room)
    expect(await refusal(cid, thread)).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await events(room)).toHaveLength(length)
    await say(bob, thread)
  })
})

describe('in a slow room', () => {
  test('a member waits from one message to the next, through whatever process, and is told how long; others do not wait for them', async () => {
    const { cid, dora, room } = await begin({ slow_seconds: 60 })
    await say(cid, room)
    for (let time = 0; time < 4; time++) {
      const { retry_ms, ...refused } = await refusal(cid, room)
      expect(refused).toMatchObject(slow)
      expect(retry_ms).toBeGreaterThan(50_000)
      expect(retry_ms).toBeLessThanOrEqual(60_000)
    }
    const { wait_ms } = await ok(cid, 'room.get', { room })
    expect(wait_ms).toBeGreaterThan(50_000)
    expect(await ok(dora, 'room.get', { room })).not.toHaveProperty('wait_ms')
    await say(dora, room)
    await turnBack(room, 60)
    expect(await ok(cid, 'room.get', { room })).not.toHaveProperty('wait_ms')
    await say(cid, room)
    expect(await refusal(cid, room)).toMatchObject(slow)
    await expectSound(room)
  })

  test('its owner and admins do not wait', async () => {
    const { ann, bob, room } = await begin({ slow_seconds: longestPauseSeconds })
    for (const person of [ann, bob, ann, bob]) await say(person, room)
  })

  test('of what a member sends at once one message is sent; another of nobody else is lost', async () => {
    const { ann, cid, dora, room } = await begin({ slow_seconds: 60 })
    const senders = Array.from({ length: 12 }, (_, place) => [ann, cid, dora][place % 3] as Person)
    const results = await send(
      senders.map(({ user }, place) => ({
        do: 'message.send',
        with: { room, id: uuid7(), text: `${place}` },
        user,
        session: 's',
      })),
    )
    const sentBy = (person: Person) => results.filter((result, place) => senders[place] === person && 'ok' in result)
    expect([ann, cid, dora].map((person) => sentBy(person).length)).toEqual([4, 1, 1])
    const refused = results.flatMap((result) => ('error' in result ? [result.error.name] : []))
    expect(refused).toEqual(Array.from({ length: 6 }, () => 'SLOW_MODE'))
    await expectSound(room)
  })

  test('a message that is repeated has its first answer, and one that was refused is sent when its time has come', async () => {
    const { cid, room } = await begin({ slow_seconds: 60 })
    const [first, second] = [uuid7(), uuid7()]
    const sent = await say(cid, room, first)
    expect(await refusal(cid, room, second)).toMatchObject(slow)
    expect(await say(cid, room, first)).toEqual(sent)
    await turnBack(room, 60)
    expect((await say(cid, room, second)).seq).toBe(sent.seq + 1)
  })

  test('who takes the id of another message says nothing, and has still their turn', async () => {
    const { cid, dora, room } = await begin({ slow_seconds: 60 })
    const id = uuid7()
    await say(cid, room, id)
    expect(await refusal(dora, room, id)).toMatchObject({ name: 'MESSAGE_ID_TAKEN' })
    await say(dora, room)
  })

  test('what is said in the room and in its threads counts as one; edits, reactions and deletions count for nothing', async () => {
    const { cid, dora, room, thread, seq } = await beginThread({ slow_seconds: 60 })
    const own = await say(cid, room)
    expect(await refusal(cid, thread)).toMatchObject(slow)
    expect(await ok(cid, 'room.get', { room: thread })).toHaveProperty('wait_ms')
    await turnBack(room, 30)
    await ok(cid, 'message.edit', { room, seq: own.seq, id: uuid7(), text: 'better' })
    await ok(cid, 'reaction.add', { room, seq, emoji: '👍' })
    expect((await refusal(cid, room)).retry_ms).toBeLessThanOrEqual(30_000)
    await ok(cid, 'message.delete', { room, seq: own.seq })
    expect(await refusal(cid, room)).toMatchObject(slow)
    await say(dora, thread)
    expect(await refusal(dora, room)).toMatchObject(slow)
    await turnBack(room, 30)
    await say(cid, thread)
  })

  test('who begins a thread has said something, and says the first thing in it with that; the next waits', async () => {
    const { ann, cid, dora, room } = await begin({ slow_seconds: 60 })
    const [first, second] = [await say(ann, room), await say(ann, room)]
    const key = uuid7()
    const { room: thread } = await ok(cid, 'thread.create', { room, seq: first.seq, private: true, key })
    expect((await ok(cid, 'thread.create', { room, seq: first.seq, private: true, key })).room).toBe(thread)
    expect(await refusal(cid, room)).toMatchObject(slow)
    const another = await error(cid, 'thread.create', { room, seq: second.seq })
    expect(another).toMatchObject(slow)
    expect(another.retry_ms).toBeGreaterThan(50_000)
    expect(await ok(cid, 'room.get', { room: thread })).not.toHaveProperty('wait_ms')
    const texts = Array.from({ length: 4 }, () => say(cid, thread))
    const settled = await Promise.allSettled(texts)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await ok(cid, 'room.get', { room: thread })).toHaveProperty('wait_ms')
    await say(dora, room)
    expect(await error(dora, 'thread.create', { room, seq: first.seq })).toMatchObject(slow)
    for (const { seq } of [first, second]) await ok(ann, 'thread.create', { room, seq })
    expect(await ok(dora, 'thread.create', { room, seq: first.seq }), 'one that is there costs no turn').toMatchObject({
      parent: room,
    })
    await turnBack(room, 60)
    await say(cid, thread)
    await expectSound(room)
  })

  test('a thread that is not begun costs nobody a turn', async () => {
    const { cid, room } = await begin({ slow_seconds: 60 })
    expect(await error(cid, 'thread.create', { room, seq: 1 })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    await say(cid, room)
  })

  test('whoever writes in several threads of it at the same time says one thing', async () => {
    const { ann, cid, dora, room } = await begin()
    const threads: string[] = []
    for (let place = 0; place < 6; place++)
      threads.push((await ok(ann, 'thread.create', { room, seq: (await say(ann, room)).seq })).room)
    await ok(ann, 'room.change', { room, slow_seconds: 60 })
    const calls = [...threads, ...threads.toReversed()].flatMap((thread, place) =>
      [cid, dora].map((person) => (place % 2 ? say(person, thread) : say(person, room))),
    )
    const settled = await Promise.allSettled(calls)
    expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    const reasons = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []))
    expect(new Set(reasons)).toEqual(new Set(['SLOW_MODE']))
  })

  test('another pause counts from what was said last, also one that begins', async () => {
    const { ann, cid, dora, room, thread } = await beginThread()
    await say(cid, room)
    await say(dora, thread)
    await ok(ann, 'room.change', { room, slow_seconds: 600 })
    for (const person of [cid, dora]) expect((await refusal(person, room)).retry_ms).toBeGreaterThan(500_000)
    await turnBack(room, 100)
    await ok(ann, 'room.change', { room, slow_seconds: 120 })
    const { retry_ms } = await refusal(cid, room)
    expect(retry_ms).toBeGreaterThan(10_000)
    expect(retry_ms).toBeLessThanOrEqual(20_000)
    await ok(ann, 'room.change', { room, slow_seconds: 100 })
    await say(cid, room)
    await ok(ann, 'room.change', { room, slow_seconds: 0 })
    for (let time = 0; time < 3; time++) await say(cid, room)
  })

  test('the end of a pause is after it, and a clock that was set back keeps nobody waiting', async () => {
    const [room, person] = [uuid7(), uuid7()]
    const outcome = async (at: string) =>
      (await sql<{ is: string | null }>('select turn_in($1, $2, 10, $3, true) as is', [room, person, at]))[0]?.is
    expect(await outcome('2030-01-01 00:00:00Z')).toBeNull()
    expect(await outcome('2030-01-01 00:00:00.001Z')).toBe('wait 9999')
    expect(await outcome('2030-01-01 00:00:09.9999Z')).toBe('wait 1')
    expect(await outcome('2030-01-01 00:00:10Z')).toBeNull()
    expect(await outcome('2029-01-01 00:00:00Z')).toBeNull()
    expect(await outcome('2029-01-01 00:00:01Z')).toBe('wait 9000')
  })

  test('a scheduled message waits for its turn', async () => {
    const { cid, room } = await begin({ slow_seconds: 600 })
    await say(cid, room)
    const id = uuid7()
    const { due } = await ok(cid, 'schedule.create', { room, id, text: 'later', when: { in_ms: 1 } })
    const dueNow = async () => (await ok(cid, 'schedule.list', {})).scheduled[0]?.due ?? 0
    await until(async () => (await dueNow()) > due + 300_000)
    expect((await events(cid.user)).at(-1)).toMatchObject({ ev: 'schedule.changed', is: { id, due: await dueNow() } })
    await ok(cid, 'schedule.change', { room, id, text: 'not taken' })
  })

  test('what was noted goes with the room', async () => {
    const { ann, cid, room } = await begin({ slow_seconds: 600 })
    await say(cid, room)
    await ok(ann, 'room.delete', { room })
    await until(async () => (await sql('select from pace where room = $1', [room])).length === 0)
  })

  test('of a space who may skip it does not wait', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const roles = new Map([
      [0, permissionSet('view', 'send')],
      [1, permissionSet('skip_slow_mode')],
    ])
    const residents = [{ person: bob.user, roles: [1] }, { person: cid.user }]
    const room = await putRoom(sql, await putSpace(sql, { owner: ann.user, roles, residents }))
    await sql('update room set slow_seconds = 60 where id = $1', [room])
    for (const person of [ann, bob, ann, bob, cid]) await say(person, room)
    expect(await refusal(cid, room)).toMatchObject(slow)
  })
})

test('a process of the release before is told that who has to wait may not send', async () => {
  const { cid, room } = await begin({ slow_seconds: 60 })
  const ask = () =>
    sql<{ outcome: string }>(`select outcome from send_messages($1, $2, $3, '{}')`, [[room], [uuid7()], [cid.user]])
  expect(await ask()).toEqual([{ outcome: 'sent' }])
  expect(await ask()).toEqual([{ outcome: 'not allowed' }])
})
