/** Messages that expire. */
import type { EventFrame } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, events, sql, published, send, bus } = await useChat()

const minute = 60_000

const begin = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  return { ann, bob, room }
}
const say = async (person: Person, room: string, more: object = { expires_ms: minute }) =>
  (await ok(person, 'message.send', { room, id: uuid7(), text: 'a secret', ...more })).seq

/** Lets the time pass for the messages of a room, but for the job. */
const passes = (room: string) =>
  sql(`update event set at = at - interval '1 hour' where stream = $1 and body ->> 'expires_ms' is not null`, [room])
const isDue = (room: string) => sql('update expiry set due = 0 where room = $1', [room])
const takenBack = async (room: string) => (await events(room)).filter(({ ev }) => ev === 'message.deleted')

describe('a message that expires', () => {
  test('says so, also in a batch with others, and a repeat of it does not last longer', async () => {
    const { ann, bob, room } = await begin()
    const ids = Array.from({ length: 4 }, () => uuid7())
    const batch = () =>
      send(
        ids.map((id, place) => ({
          do: 'message.send' as const,
          with: { room, id, text: `said <@${bob.user}>`, ...(place % 2 ? { expires_ms: minute * place } : {}) },
          user: ann.user,
          session: 's',
        })),
      )
    await batch()
    const due = () => sql('select seq::int, due::float8 from expiry where room = $1 order by seq', [room])
    const first = await due()
    await batch()
    expect(await due()).toEqual(first)
    const sent = (await events(room)).filter(({ ev }) => ev === 'message.sent')
    expect(sent.map(({ is }) => is.expires_ms)).toEqual([undefined, minute, undefined, 3 * minute])
    expect(first).toEqual(
      sent.flatMap(({ seq, at, is }) => (is.expires_ms ? [{ seq, due: at + Number(is.expires_ms) }] : [])),
    )
    await until(() => published.some(({ on, is }) => on === `chat/room/${room}` && is?.expires_ms === minute))
  })

  test('is taken back by itself, once, with its edits, and nothing of it remains', async () => {
    const { ann, bob, room } = await begin()
    const seqs = [await say(ann, room), await say(bob, room)]
    const kept = await say(ann, room, {})
    const edit = await ok(ann, 'message.edit', { room, seq: seqs[0] ?? 0, id: uuid7(), text: 'another secret' })
    await isDue(room)
    await until(async () => (await takenBack(room)).length > 1)
    expect((await takenBack(room)).map(({ is, by }) => ({ ...is, by }))).toEqual([
      { seq: seqs[0], also: [edit.seq], by: undefined },
      { seq: seqs[1], by: undefined },
    ])
    const { events: told } = await ok(bob, 'room.history', { room })
    expect(JSON.stringify(told.filter(({ seq }) => seq !== kept))).not.toContain('secret')
    expect(await sql('select 1 from expiry where room = $1', [room])).toEqual([])
  })

  test('that somebody takes back before is not taken back once more', async () => {
    const { ann, room } = await begin()
    const seq = await say(ann, room)
    await ok(ann, 'message.delete', { room, seq })
    expect(await sql('select 1 from expiry where room = $1', [room])).toEqual([])
    expect(await takenBack(room)).toHaveLength(1)
  })

  test('is told to nobody who asks between its deadline and the job', async () => {
    const { ann, bob, room } = await begin()
    const seq = await say(ann, room)
    await ok(ann, 'message.edit', { room, seq, id: uuid7(), text: 'another secret' })
    await ok(ann, 'message.pin', { room, seq })
    await ok(bob, 'bookmark.add', { room, seq })
    await ok(bob, 'reminder.set', { id: uuid7(), when: { in_ms: minute }, about: { room, seq } })
    await say(ann, room)
    await passes(room)
    const on = `chat/room/${room}`
    const all = [
      await ok(bob, 'room.history', { room }),
      await ok(bob, 'room.history', { room, around: seq, limit: 3 }),
      await ok(bob, 'room.history', { room, after: seq - 1 }),
      await ok(bob, 'pin.list', { room }),
      await ok(bob, 'bookmark.list', {}),
      await ok(bob, 'reminder.list', {}),
      await ok(bob, 'room.list', {}),
      await ok(bob, 'message.search', { text: 'secret' }),
      await askOwner(bus, 'chat', 'ranges', [{ on, after: 0, limit: 100 }]),
    ]
    for (const told of all) expect(JSON.stringify(told)).not.toContain('secret')
    const held = (all[0] as { events: EventFrame[] }).events
    expect(held.map((event) => event.seq)).toEqual(held.map((_, place) => place + 1))
    expect(await takenBack(room), 'it was no job').toEqual([])
  })

  test('is edited no longer once its time is over', async () => {
    const { ann, room } = await begin()
    const seq = await say(ann, room, { expires_ms: minute })
    await sql('update expiry set due = 0 where room = $1', [room])
    expect(await error(ann, 'message.edit', { room, seq, id: uuid7(), text: 'more' })).toMatchObject({
      name: 'MESSAGE_NOT_FOUND',
    })
  })

  test('goes with its room', async () => {
    const { ann, room } = await begin()
    await say(ann, room)
    await ok(ann, 'room.delete', { room })
    await until(async () => (await sql('select 1 from expiry where room = $1', [room])).length === 0)
  })

  test('may be scheduled, and lasts from when it is sent', async () => {
    const { ann, room } = await begin()
    const id = uuid7()
    await ok(ann, 'schedule.create', { room, id, text: 'later', expires_ms: minute, when: { in_ms: 1 } })
    await until(async () => (await sql('select 1 from expiry where room = $1', [room])).length === 1)
    expect((await events(room)).find(({ is }) => is.id === id)?.is).toMatchObject({ expires_ms: minute })
  })

  test('in a thread is counted there no longer, which its room is told', async () => {
    const { ann, bob, room: parent } = await begin()
    const seq = await say(ann, parent, {})
    const { room } = await ok(ann, 'thread.create', { room: parent, seq })
    for (const more of [{}, { expires_ms: minute }]) await say(bob, room, more)
    const told = () => published.filter(({ ev, is }) => ev === 'thread.moved' && is.room === room)
    await until(() => told().some(({ is }) => is.replies === 2))
    await isDue(room)
    await until(() => told().at(-1)?.is.replies === 1)
  })
})
