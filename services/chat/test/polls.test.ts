/** Polls. */
import { longestPollMs } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, crowd, group, events, sql } = await useChat()

const asked = { question: 'Where to?', answers: ['Pizza 🍕', 'سوشي', 'Soup'] }

const ask = async (person: Person, room: string, more: object = {}) =>
  (await ok(person, 'poll.create', { room, id: uuid7(), ...asked, ...more })).seq

/** A group of Ann, who owns it, Bob and Cid, with a poll of Bob's. */
const begin = async (more: object = {}) => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room } = await group(ann, bob, cid)
  const seq = await ask(bob, room, more)
  const vote = (person: Person, ...answers: number[]) => ok(person, 'poll.vote', { room, seq, answers })
  const refused = (person: Person, ...answers: number[]) => error(person, 'poll.vote', { room, seq, answers })
  return { ann, bob, cid, room, seq, vote, refused }
}

const standOf = async (person: Person, room: string, seq: number) => {
  const { states = [] } = await ok(person, 'room.history', { room, before: seq + 1, limit: 1 })
  return states.find((state) => state.seq === seq)?.poll
}

describe('a poll', () => {
  test('is a message that says what is asked, whichever client shows it, and is sent once', async () => {
    const { ann, bob, room } = await begin()
    const { tally } = (await sql<{ tally: string }>('select tally from stream where id = $1', [room]))[0] ?? {}
    const once = { room, id: uuid7(), ...asked, multiple: true, closes: { in_ms: 60_000 } }
    const all = await Promise.all(Array.from({ length: 4 }, () => ok(ann, 'poll.create', once)))
    expect(new Set(all.map(({ seq }) => seq)).size).toBe(1)
    const event = (await events(room)).at(-1)
    expect(event).toMatchObject({
      ev: 'message.sent',
      by: ann.user,
      is: { id: once.id, text: asked.question, poll: { answers: asked.answers, multiple: true } },
    })
    const { closes = 0 } = (event?.is.poll ?? {}) as { closes?: number }
    expect(Math.abs(closes - (event?.at ?? 0) - 60_000)).toBeLessThan(10_000)
    expect(await sql('select tally from stream where id = $1', [room])).toEqual([{ tally: `${Number(tally) + 1}` }])
    expect((await ok(bob, 'room.get', { room })).unread).toBe(1)
    expect(await standOf(bob, room, all[0]?.seq ?? 0)).toBeUndefined()
  })

  test('counts votes exactly at every position, and a later vote of somebody in place of the earlier one', async () => {
    const { ann, bob, cid, room, seq, vote } = await begin()
    await Promise.all([vote(ann, 0), vote(bob, 0), vote(cid, 1), vote(cid, 1)])
    await vote(ann, 2)
    await vote(bob)
    expect(await standOf(cid, room, seq)).toEqual({ counts: [0, 1, 1], voters: 2, own: [1] })
    expect(await standOf(bob, room, seq)).toEqual({ counts: [0, 1, 1], voters: 2 })
    const counts = [0, 0, 0]
    for (const { ev, is } of await events(room))
      if (ev === 'poll.voted') {
        for (const answer of is.before as number[]) counts[answer] = (counts[answer] ?? 0) - 1
        for (const answer of is.answers as number[]) counts[answer] = (counts[answer] ?? 0) + 1
      }
    expect(counts).toEqual([0, 1, 1])
    expect((await events(room)).filter(({ ev }) => ev === 'poll.voted')).toHaveLength(5)
  })

  test('takes several answers of one person where it says so, and else one', async () => {
    const { ann, room, refused } = await begin()
    for (const answers of [[0, 1], [3], [9]])
      expect(await refused(ann, ...answers)).toMatchObject({ name: 'ANSWER_NOT_FOUND', most: 3 })
    const several = await ask(ann, room, { multiple: true })
    await ok(ann, 'poll.vote', { room, seq: several, answers: [2, 0, 2] })
    expect(await standOf(ann, room, several)).toEqual({ counts: [1, 0, 1], voters: 1, own: [0, 2] })
  })

  test('tells who has voted for an answer, by page, but for those whom one hides, whose votes count', async () => {
    const { ann, bob, cid, room, seq, vote } = await begin()
    for (const person of [cid, ann, bob]) await vote(person, 1)
    await vote(ann, 0)
    const first = await ok(ann, 'vote.list', { room, seq, answer: 1, limit: 1 })
    expect(first).toMatchObject({ users: [{ user: cid.user, name: 'Cid' }], more: true })
    const after = first.users[0]?.voted as number
    expect(await ok(ann, 'vote.list', { room, seq, answer: 1, after })).toMatchObject({
      users: [{ user: bob.user }],
      more: false,
    })
    await ok(ann, 'author.hide', { user: cid.user })
    expect((await ok(ann, 'vote.list', { room, seq, answer: 1 })).users.map(({ user }) => user)).toEqual([bob.user])
    expect(await standOf(ann, room, seq)).toMatchObject({ counts: [1, 2, 0] })
  })

  test('is closed by its author and by who moderates, and then takes no vote', async () => {
    const { ann, bob, cid, room, seq, vote, refused } = await begin()
    await vote(cid, 0)
    expect(await error(cid, 'poll.close', { room, seq })).toMatchObject({ name: 'NOT_ALLOWED' })
    const closed = await ok(bob, 'poll.close', { room, seq })
    expect(await ok(ann, 'poll.close', { room, seq })).toEqual(closed)
    expect(await refused(cid, 1)).toMatchObject({ name: 'POLL_CLOSED' })
    expect(await standOf(cid, room, seq)).toEqual({ counts: [1, 0, 0], voters: 1, own: [0], closed: closed.seq })
    expect((await events(room)).filter(({ ev }) => ev === 'poll.closed')).toHaveLength(1)
  })

  test('takes no vote after its deadline, whoever has closed it, and is closed once by it', async () => {
    const { ann, bob, room, seq, vote, refused } = await begin({ closes: { in_ms: 30_000 } })
    await vote(ann, 0)
    await sql('update poll set closes = 0 where room = $1', [room])
    expect(await refused(bob, 1)).toMatchObject({ name: 'POLL_CLOSED' })
    await until(async () => (await standOf(ann, room, seq))?.closed !== undefined)
    const closed = (await events(room)).filter(({ ev }) => ev === 'poll.closed')
    expect(closed).toEqual([expect.objectContaining({ is: { seq } })])
    expect(closed[0]).not.toHaveProperty('by')
  })

  test('takes its votes along when it is taken back, and its room all of them', async () => {
    const { ann, bob, room, seq, vote, refused } = await begin()
    await vote(ann, 0)
    await ok(bob, 'message.delete', { room, seq })
    expect(await refused(ann, 1)).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    const left = async () => [
      ...(await sql('select 1 from poll where room = $1', [room])),
      ...(await sql('select 1 from vote where room = $1', [room])),
    ]
    expect(await left()).toEqual([])
    const other = await ask(ann, room)
    await ok(bob, 'poll.vote', { room, seq: other, answers: [0] })
    await ok(ann, 'room.delete', { room })
    await until(async () => (await left()).length === 0)
  })

  test('stays as it was asked, and no other message takes votes', async () => {
    const { ann, bob, room, seq } = await begin()
    expect(await error(bob, 'message.edit', { room, seq, id: uuid7(), text: 'no' })).toMatchObject({
      name: 'POLL_FIXED',
    })
    const { seq: other } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'said', reply: seq })
    for (const command of ['poll.vote', 'vote.list', 'poll.close'] as const)
      expect(await error(ann, command, { room, seq: other, answers: [0], answer: 0 } as never), command).toMatchObject({
        name: 'NOT_A_POLL',
      })
  })

  test('that is sent again when its time is over is the one that was sent', async () => {
    const { ann, room } = await begin()
    const closes = { at: Date.now() + 60_000 }
    const once = { room, id: uuid7(), ...asked, closes }
    const sent = await ok(ann, 'poll.create', once)
    expect(await ok(ann, 'poll.create', { ...once, closes: { at: 1 } })).toEqual(sent)
  })

  test('is of people in the room, and has a deadline within reach', async () => {
    const { ann, cid, room, refused } = await begin()
    await ok(ann, 'member.remove', { room, user: cid.user })
    expect(await refused(cid, 0)).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    const again = { room, id: uuid7(), ...asked }
    expect(await error(cid, 'poll.create', again)).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    for (const closes of [{ in_ms: longestPollMs + 1 }, { at: 1 }])
      expect(await error(ann, 'poll.create', { ...again, closes })).toMatchObject({ name: 'TIME_NOT_AHEAD' })
  })

  test('of ten thousand voters tells no more of them in a page of history than one of three', async () => {
    const { ann, bob, room, seq, vote } = await begin()
    await vote(bob, 1)
    const voters = await crowd(10_000)
    await sql(
      `insert into vote (room, person, seq, answers, voted)
       select $1, id, $2, '{0}', 1000 + ord from unnest($3::uuid[]) with ordinality as all_of (id, ord)`,
      [room, seq, voters.map(({ user }) => user)],
    )
    await sql('update poll set counts[1] = 10000, voters = 10001 where room = $1 and seq = $2', [room, seq])
    expect(await standOf(ann, room, seq)).toEqual({ counts: [10_000, 1, 0], voters: 10_001 })
    expect(await ok(ann, 'vote.list', { room, seq, answer: 0 })).toMatchObject({ more: true })
  })
})
