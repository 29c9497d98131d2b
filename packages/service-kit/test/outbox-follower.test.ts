import { describe, expect, test } from 'vitest'
import { answerOutbox } from '../src/outbox.ts'
import { followOutbox } from '../src/outbox-follower.ts'
import { answerStreams } from '../src/streams.ts'
import { type Process, until } from './kit.ts'
import { useWriter } from './writer.ts'

const { kit, owner, emit, say, openTransaction } = await useWriter()

describe('a projection', () => {
  /** Counts how often each event was applied, in a table of the reading service. */
  const follow = async (process: Process) =>
    followOutbox({
      owner: 'chat',
      bus: process.bus,
      db: process.db,
      log: process.log,
      apply: async (tx, events) => {
        for (const { seq } of events)
          await tx.query(
            `insert into note (id, text) values ($1, '1') on conflict (id) do update set text = note.text || '1'`,
            [seq],
          )
      },
    })
  /** The first reading is over: from now on each event comes once. */
  const hasBegun = () =>
    until(async () => {
      const sql = `select 1 from outbox_position where position->>'xid' is not null and position->'scan' is null`
      return (await kit.sql(sql)).length > 0
    })
  const applied = () => kit.sql<{ id: number; text: string }>('select id, text from note order by id')

  test('of two processes gets each event once', async () => {
    using _ = answerOutbox(owner.bus, 'chat', owner.db)
    const [a = ''] = await kit.streams(1)
    const readers = [await kit.open(), await kit.open()]
    await using scope = new AsyncDisposableStack()
    for (const reader of readers) scope.use(await follow(reader))
    await hasBegun()
    for (let place = 0; place < 40; place++) await say(a, `${place}`)
    await until(async () => (await applied()).length === 40)
    await Promise.all(readers.map((reader) => until(() => reader.bus.connected())))
    expect((await applied()).filter(({ text }) => text !== '1')).toEqual([])
  })

  test('looks at a stream at once when it is asked to, though an older transaction is still under way', async () => {
    using _ = answerOutbox(owner.bus, 'chat', owner.db)
    using __ = answerStreams(owner.bus, 'chat', owner.db, owner.history)
    const reader = await kit.open()
    await using follower = await follow(reader)
    await hasBegun()
    const [a = '', b = ''] = await kit.streams(2)
    const slow = await openTransaction((tx) => emit(tx, b, ['slow']))
    await say(a, 'quick')
    await follower.look([`chat/room/${a}`])
    expect(await applied()).toEqual([{ id: 1, text: '1' }])
    await slow.commit()
  })

  test('goes on where it stood after it was away, and its log says what it could not reach', async () => {
    const reader = await kit.open()
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    await using follower = await follow(reader)
    await until(() => reader.lines.some((line) => line.includes('cannot read the outbox')))
    expect(await applied()).toEqual([])
    const { atEnd } = follower.counts
    using __ = answerOutbox(owner.bus, 'chat', owner.db)
    await owner.bus.flush()
    await say(a, 'a2')
    await until(async () => (await applied()).length === 2)
    await until(() => follower.counts.atEnd > atEnd)
    expect(follower.counts.events).toBeGreaterThanOrEqual(2)
  })

  test.each([
    ['stands ahead of its owner, whose last commits are lost', `jsonb_set(position::jsonb, '{xid}', '"999999999"')`],
    ['stands in another history', `jsonb_set(position::jsonb, '{epoch}', '3')`],
  ])('that %s reads from the start, says so, and goes on with what comes', async (_, moved) => {
    using __ = answerOutbox(owner.bus, 'chat', owner.db)
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    const reader = await kit.open()
    await using follower = await follow(reader)
    await hasBegun()
    expect(follower.counts.restarts).toBe(0)
    await kit.sql(`update outbox_position set position = ${moved}::json`)
    await say(a, 'a2')
    await until(async () => (await applied()).length === 2)
    expect(follower.counts.restarts).toBe(1)
    expect(reader.lines.filter((line) => line.includes('it is read from the start'))).toHaveLength(1)
  })

  test('whose changes cannot be written keeps its place, and tries again', async () => {
    using _ = answerOutbox(owner.bus, 'chat', owner.db)
    const reader = await kit.open()
    const [a = ''] = await kit.streams(1)
    await kit.sql('alter table note add constraint refuses check (id <> 2)')
    await using __ = await follow(reader)
    await say(a, 'a1')
    await until(async () => (await applied()).length === 1)
    await say(a, 'a2')
    await until(() => reader.lines.some((line) => line.includes('refuses')))
    await kit.sql('alter table note drop constraint refuses')
    await say(a, 'a3')
    await until(async () => (await applied()).length === 3)
    expect((await applied()).slice(1)).toEqual([
      { id: 2, text: '1' },
      { id: 3, text: '1' },
    ])
  })
})
