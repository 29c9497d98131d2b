import { randomUUID } from 'node:crypto'
import type { EventFrame } from '@parley/protocol'
import type { OutboxPosition } from '@parley/wire'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { beforeAll, readOutbox } from '../src/outbox.ts'
import { oldestHeld, pruneOutbox } from '../src/outbox-pruning.ts'
import type { Transaction } from '../src/transaction.ts'
import { epoch, until } from './kit.ts'
import { useWriter } from './writer.ts'

const { kit, owner, emit, say, part, openTransaction } = await useWriter()

const textsOf = (events: readonly EventFrame[]) => events.map(({ is }) => String(is.text))

/**
 * To be called in loops that wait for something, so that they end where it never comes. It is long, as what may be read goes by the oldest
 * transaction of the whole server, which may be that of another file.
 */
const deadline = (withinMs = 100_000) => {
  const end = Date.now() + withinMs
  return () => expect(Date.now(), 'what is waited for does not come').toBeLessThan(end)
}

/**
 * Reads on from a position until `count` events have come: behind the transactions of others on the same server, the
 * newest may have to wait.
 */
const readFrom = async (after: OutboxPosition | null, count: number, limit = 500, kinds?: string[]) => {
  const events: EventFrame[] = []
  let position = after
  let pages = 0
  const inTime = deadline()
  for (let more = true; more || events.length < count; pages++) {
    inTime()
    const page = await readOutbox(owner.db, { after: position, limit, ...(kinds ? { kinds } : {}) })
    expect(page.events.length).toBeLessThanOrEqual(limit)
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(1_048_576)
    events.push(...page.events)
    position = page.next
    more = page.more
  }
  return { events, position: position as OutboxPosition, pages }
}

/** Resolves when nobody on the server is in a transaction older than what is committed here, so that all of it is read once. */
const settled = () =>
  until(async () => {
    const [row] = await kit.sql<{ over: boolean }>(
      'select coalesce(max(xid) < pg_snapshot_xmin(pg_current_snapshot()), true) as over from outbox',
    )
    return row?.over === true
  })

/** One page that is full. */
const pageOf = async (after: OutboxPosition, limit: number) => {
  const inTime = deadline()
  let page = await readOutbox(owner.db, { after, limit })
  for (; page.events.length < limit; inTime()) page = await readOutbox(owner.db, { after, limit })
  return page
}

describe('a reader of the outbox', () => {
  test('without a position gets everything, and then what is committed later', async () => {
    const [a = '', b = ''] = await kit.streams(2)
    await say(a, 'a1', 'a2')
    await say(b, 'b1')
    await settled()
    const first = await readFrom(null, 3)
    expect(textsOf(first.events).toSorted()).toEqual(['a1', 'a2', 'b1'])
    expect(first.events.find(({ is }) => is.text === 'a2')).toEqual((await kit.stored(a))[1])
    await say(a, 'a3')
    const second = await readFrom(first.position, 1)
    expect(textsOf(second.events)).toEqual(['a3'])
    expect((await readFrom(second.position, 0)).events).toEqual([])
  })

  test('goes on behind events that are removed, however many', async () => {
    const [a = ''] = await kit.streams(1)
    await say(a, 'before')
    await settled()
    const { position } = await readFrom(null, 1)
    for (let n = 0; n < 12; n++) await say(a, 'removed')
    await kit.sql(`delete from event where stream = $1 and body ->> 'text' = 'removed'`, [a])
    await say(a, 'left')
    await settled()
    expect(textsOf((await readFrom(position, 1, 3)).events)).toEqual(['left'])
    expect(textsOf((await readFrom(position, 1, 3, ['message.sent'])).events)).toEqual(['left'])
  })

  test('goes past transactions that tell of nothing, and stands behind them, as far as nothing is under way', async () => {
    const [a = '', b = ''] = await kit.streams(2)
    await say(a, 'before')
    await settled()
    const { position } = await readFrom(null, 1)
    const write = `insert into outbox (streams, firsts, lasts) values ('{}', '{}', '{}') returning xid::text`
    const quiet = async () => (await kit.sql<{ xid: string }>(write))[0]?.xid
    let last = await quiet()
    await settled()
    expect(await readOutbox(owner.db, { after: position, limit: 1 })).toEqual({
      events: [],
      next: { epoch, xid: last },
      more: false,
      server: expect.any(String),
    })
    last = await quiet()
    await settled()
    const slow = await openTransaction((tx) => emit(tx, b, ['slow']))
    await quiet()
    expect(await readOutbox(owner.db, { after: position, limit: 1 })).toEqual({
      events: [],
      next: { epoch, xid: last },
      more: false,
      server: expect.any(String),
    })
    await say(a, 'quick')
    expect(await readOutbox(owner.db, { after: position, limit: 1 })).toMatchObject({ events: [], held: true })
    await slow.commit()
    await settled()
    expect(textsOf((await readFrom({ epoch, xid: String(last) }, 2, 1)).events)).toEqual(['slow', 'quick'])
  })

  test('does not miss what is committed by a transaction that began before others which it has read', async () => {
    const [a = '', b = ''] = await kit.streams(2)
    await say(a, 'before')
    await settled()
    const { position } = await readFrom(null, 1)
    const slow = await openTransaction((tx) => emit(tx, b, ['slow']))
    await say(a, 'quick')
    const meanwhile = await readFrom(position, 0)
    await slow.commit()
    const after = await readFrom(meanwhile.position, 2 - meanwhile.events.length)
    expect([...textsOf(meanwhile.events), ...textsOf(after.events)].toSorted()).toEqual(['quick', 'slow'])
  })

  test('is behind for as long as an older transaction holds what is committed back, and that is told', async () => {
    const [a = ''] = await kit.streams(1)
    const slow = await openTransaction(async () => {})
    await say(a, 'quick')
    const early = await oldestHeld(owner.db)
    await until(async () => (await oldestHeld(owner.db)) > early + 0.05)
    await slow.commit()
    await until(async () => (await oldestHeld(owner.db)) === 0)
  })

  test('does not miss what is committed while it reads for the first time, behind the place where it stands', async () => {
    const streams = (await kit.streams(4)).toSorted()
    for (const id of streams) await say(id, `first ${id}`)
    const slow = await openTransaction((tx) => emit(tx, streams[0] as string, ['slow']))
    const page = await readOutbox(owner.db, { after: null, limit: 2 })
    expect(page.events).toHaveLength(2)
    await say(streams[0] as string, 'behind')
    await say(streams[3] as string, 'ahead')
    const rest = await readFrom(page.next, 2)
    await slow.commit()
    const texts = new Set([page, rest].flatMap(({ events }) => textsOf(events)))
    const inTime = deadline()
    for (let from = rest.position; texts.size < streams.length + 3; inTime()) {
      const late = await readFrom(from, 1)
      for (const text of textsOf(late.events)) texts.add(text)
      from = late.position
    }
    expect([...texts].toSorted()).toEqual(['ahead', 'behind', ...streams.map((id) => `first ${id}`), 'slow'].toSorted())
  })

  test('gets every event once in pages of any size, also of transactions larger than a page or a message', async () => {
    const [a = '', b = ''] = await kit.streams(2)
    const { position } = await readFrom(null, 0)
    const long = '\u0001'.repeat(4_000)
    await say(a, ...Array.from({ length: 30 }, (_, place) => `${place} ${long}`))
    await say(b, 'b1', 'b2', 'b3')
    await say(a, 'last')
    await settled()
    const wanted = [...(await kit.stored(a)), ...(await kit.stored(b))].map(({ on, seq }) => `${on} ${seq}`).toSorted()
    for (const limit of [1, 2, 3, 500]) {
      for (const from of [position, null]) {
        const { events, pages } = await readFrom(from, wanted.length, limit)
        expect(events.map(({ on, seq }) => `${on} ${seq}`).toSorted()).toEqual(wanted)
        expect(pages).toBeGreaterThan(2)
      }
    }
  })

  test('that names kinds gets those alone, every one once, in pages of any size', async () => {
    const [a = '', b = ''] = await kit.streams(2)
    const { position } = await readFrom(null, 0)
    const users = Array.from({ length: 9 }, () => randomUUID())
    for (const [place, user] of users.entries()) {
      await say(a, `a${place}`, `b${place}`, `c${place}`)
      await part(place % 2 ? a : b, user)
    }
    await settled()
    const { position: last } = await readFrom(position, 36)
    const scanned = { epoch: last.epoch, xid: last.xid, scan: beforeAll }
    for (const kinds of [['member.left'], ['member.joined', 'member.left'], ['message.sent'], ['room.created']])
      for (const limit of [1, 2, 3, 500])
        for (const from of [position, scanned]) {
          const wanted = [...(await kit.stored(a)), ...(await kit.stored(b))].filter(({ ev }) => kinds.includes(ev))
          const { events, position: end } = await readFrom(from, wanted.length, limit, kinds)
          const namesOf = (frames: readonly EventFrame[]) => frames.map(({ on, seq }) => `${on} ${seq}`).toSorted()
          expect(namesOf(events)).toEqual(namesOf(wanted))
          if (from === position) expect(BigInt(end.xid)).toBeGreaterThan(BigInt(position.xid))
        }
  })

  test('that names kinds is told where it cannot go on, and has to begin', async () => {
    const ahead = { epoch: owner.db.epoch, xid: '999999999' }
    for (const after of [null, ahead, { ...ahead, epoch: 1 }])
      expect(await readOutbox(owner.db, { after, limit: 5, kinds: ['message.sent'] })).toEqual({
        events: [],
        next: null,
        more: true,
      })
  })

  test('reads everything anew where rows behind its position are gone', async () => {
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    await settled()
    const old = await readFrom(null, 1)
    await say(a, 'a2')
    await settled()
    const newer = await readFrom(old.position, 1)
    await kit.sql(`update outbox set at = now() - interval '8 days'`)
    expect(await pruneOutbox(owner.db, 7)).toBe(2)
    await say(a, 'a3')
    await settled()
    expect(textsOf((await readFrom(newer.position, 1)).events)).toEqual(['a3'])
    expect(textsOf((await readFrom(old.position, 3)).events)).toEqual(['a1', 'a2', 'a3'])
  })

  test('who begins while an old transaction is under way goes on from there, whatever was pruned meanwhile', async () => {
    const [a = '', b = ''] = await kit.streams(2)
    const slow = await openTransaction((tx) => emit(tx, b, ['slow']))
    await say(a, 'a1')
    await kit.sql(`update outbox set at = now() - interval '8 days'`)
    expect(await pruneOutbox(owner.db, 7)).toBe(0)
    const { position } = await readFrom(null, 1)
    const next = await readOutbox(owner.db, { after: position, limit: 500 })
    expect(next).toMatchObject({ events: [], next: position, more: false, held: true })
    await slow.commit()
    expect(textsOf((await readFrom(position, 2)).events)).toEqual(['slow', 'a1'])
  })

  test('reads everything anew where it stopped within a transaction of which the row is gone', async () => {
    const [a = ''] = await kit.streams(1)
    const { position } = await readFrom(null, 0)
    await say(a, 'a1', 'a2', 'a3')
    const page = await pageOf(position, 2)
    expect(textsOf(page.events)).toEqual(['a1', 'a2'])
    await kit.sql(`update outbox set at = now() - interval '8 days'`)
    await pruneOutbox(owner.db, 7)
    expect(textsOf((await readFrom(page.next, 3)).events)).toEqual(['a1', 'a2', 'a3'])
  })

  test('reads everything anew where the history is another', async () => {
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    const { position } = await readFrom(null, 1)
    await kit.sql('update history set epoch = $1', [epoch + 1])
    await owner.history.look()
    // Connections of the epoch before are ended, and one may be handed out meanwhile.
    await until(() =>
      owner.db
        .query('select 1')
        .then(() => true)
        .catch(() => false),
    )
    const page = await readOutbox(owner.db, { after: position, limit: 500 })
    expect(textsOf(page.events)).toEqual(['a1'])
    expect(page.next?.epoch).toBe(epoch + 1)
  })

  test('who stands ahead of all that has happened reads everything anew, also in the same epoch', async () => {
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    const { position } = await readFrom(null, 1)
    const ahead = { epoch: position.epoch, xid: String(BigInt(position.xid) + 1_000_000n) }
    expect(textsOf((await readFrom(ahead, 1)).events)).toEqual(['a1'])
    const place = { stream: a, seq: 7 }
    for (const more of [{ part: place }, { scan: place }])
      expect((await readFrom({ ...ahead, ...more }, 1)).position.xid).not.toBe(ahead.xid)
  })

  test('misses nothing and sees each stream once and in its order, whatever is committed in whatever order between its pages', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom('begin', 'begin', 'commit', 'say', 'read'), { minLength: 5, maxLength: 25 }),
        fc.integer({ min: 1, max: 4 }),
        async (steps, limit) => {
          const streams = await kit.streams(2)
          const own = new Set(streams.map((id) => `chat/room/${id}`))
          const open: { commit(): Promise<void> }[] = []
          const seen = new Map([...own].map((on) => [on, [] as number[]]))
          const seenInAll = () => [...seen.values()].reduce((sum, { length }) => sum + length, 0)
          let position: OutboxPosition | null = null
          let count = 0
          const read = async () => {
            const page = await readOutbox(owner.db, { after: position, limit })
            position = page.next
            for (const { on, seq } of page.events) seen.get(on)?.push(seq)
            return page.more
          }
          await settled()
          while (await read());
          const write = (tx: Transaction) => emit(tx, streams[count % 2] as string, [`${count++}`, `${count++}`])
          for (const step of steps) {
            if (step === 'begin' && open.length < 4) open.push(await openTransaction(write))
            else if (step === 'commit') await open.splice(open.length % 2, 1)[0]?.commit()
            else if (step === 'say') await owner.db.transaction(write)
            else await read()
          }
          for (const { commit } of open) await commit()
          for (const inTime = deadline(); (await read()) || seenInAll() < count; ) inTime()
          expect(seenInAll()).toBe(count)
          for (const told of seen.values()) expect(told).toEqual(told.toSorted((one, other) => one - other))
        },
      ),
      { numRuns: 20 },
    ))
})
