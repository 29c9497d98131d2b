import { randomUUID } from 'node:crypto'
import type { EventName } from '@parley/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Queryable } from '../src/database.ts'
import { follow } from '../src/follower.ts'
import { answerOutbox, readOutbox } from '../src/outbox.ts'
import { newestOf, type Projection, type Told } from '../src/projection.ts'
import { answerQuestion } from '../src/questions.ts'
import { answerSnapshot, type Snapshot, type Summary } from '../src/snapshot.ts'
import { answerStreams } from '../src/stream-answers.ts'
import { until } from './kit.ts'
import { useWriter } from './writer.ts'

const { kit, owner, emit, say, part, openTransaction } = await useWriter()

/** What the owner answers to who follows it. */
const answerAll = (snapshots: Parameters<typeof answerSnapshot>[3] = {}) => {
  const scope = new DisposableStack()
  scope.use(answerOutbox(owner.bus, 'chat', owner.db))
  scope.use(answerSnapshot(owner.bus, 'chat', owner.db, snapshots))
  scope.use(answerStreams(owner.bus, 'chat', owner.db, owner.history))
  return scope
}

const positionOf = async (name: string) =>
  (
    await kit.sql<{ position: { xid?: string; scan?: object } | null }>(
      'select position from projection where name = $1 order by version desc, kinds desc',
      [name],
    )
  )[0]?.position
/** The first reading is over: from now on each event comes once. */
const hasBegun = (name: string) =>
  until(async () => {
    const position = await positionOf(name)
    return position?.xid !== undefined && !('scan' in position) && !('snapshot' in position)
  })

describe('a projection', () => {
  /** Counts how often each event was applied, in a table of the reading service. */
  const counting: Omit<Projection<'message.sent'>, 'ask'> = {
    owner: 'chat',
    name: 'counts',
    version: 1,
    kinds: ['message.sent'],
    apply: async (tx, told) => {
      for (const { seq } of told)
        await tx.query(
          `insert into note (id, text) values ($1, '1') on conflict (id) do update set text = note.text || '1'`,
          [seq],
        )
    },
  }
  const applied = () => kit.sql<{ id: number; text: string }>('select id, text from note order by id')

  test('of a primary that was left behind applies nothing, and then what there is on the one that has taken over', async () => {
    let [isBehind, asked] = [true, 0]
    const other = (server = '/') => `${server.split('/')[0]}/FFFFFFFF`
    using _ = answerQuestion(owner.bus, 'chat', 'outbox', async (question) => {
      const page = await readOutbox(owner.db, { ...question, kinds: undefined })
      asked++
      return isBehind ? { ...page, server: other(page.server) } : page
    })
    const [a = ''] = await kit.streams(1)
    await say(a, 'first')
    await using __ = await follow(await kit.open(), { ...counting, name: 'behind' })
    let count = 1
    for (; asked < 4; count++) {
      await say(a, 'more')
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
    expect(await applied()).toEqual([])
    isBehind = false
    await until(async () => (await applied()).length === count)
    await kit.sql('delete from note')
  })

  test('of two processes gets each event once', async () => {
    using _ = answerAll()
    const [a = ''] = await kit.streams(1)
    const readers = [await kit.open(), await kit.open()]
    await using scope = new AsyncDisposableStack()
    for (const reader of readers) scope.use(await follow(reader, counting))
    await say(a, 'first')
    await hasBegun('counts')
    for (let place = 0; place < 40; place++) await say(a, `${place}`)
    await until(async () => (await applied()).length === 41)
    await Promise.all(readers.map((reader) => until(() => reader.bus.connected())))
    expect((await applied()).slice(1).filter(({ text }) => text !== '1')).toEqual([])
  })

  test('does what is left to do of its events once they are committed, in that process which has applied them', async () => {
    using _ = answerAll()
    const [a = ''] = await kit.streams(1)
    const left: { seq: number; committed: number }[] = []
    const outside = await kit.open()
    const apply: (typeof counting)['apply'] = async (tx, told) => {
      await counting.apply(tx, told)
      return () =>
        void outside.db
          .query<{ notes: number }>('select count(*)::int as notes from note where id = any($1)', [
            told.map(({ seq }) => seq),
          ])
          .then(([row]) => left.push(...told.map(({ seq }) => ({ seq, committed: row?.notes ?? 0 }))))
    }
    await using scope = new AsyncDisposableStack()
    for (const reader of [await kit.open(), await kit.open()]) scope.use(await follow(reader, { ...counting, apply }))
    await say(a, 'first')
    await hasBegun('counts')
    for (let place = 0; place < 10; place++) {
      await say(a, `${place}`)
      await until(() => left.some(({ seq }) => seq === place + 2))
    }
    expect(left.every(({ committed }) => committed > 0)).toBe(true)
    expect(left.filter(({ seq }) => seq > 1).map(({ seq }) => seq)).toEqual(
      Array.from({ length: 10 }, (_, at) => at + 2),
    )
  })

  test('looks at a stream at once when it is asked to, though an older transaction is still under way', async () => {
    using _ = answerAll()
    const reader = await kit.open()
    await using follower = await follow(reader, counting)
    await hasBegun('counts')
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
    await using follower = await follow(reader, counting)
    await until(() => reader.lines.some((line) => line.includes('cannot read the outbox')))
    expect(await applied()).toEqual([])
    const { atEnd } = follower.counts
    using _ = answerAll()
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
    using __ = answerAll()
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    const reader = await kit.open()
    await using follower = await follow(reader, counting)
    await hasBegun('counts')
    expect(follower.counts.restarts).toBe(0)
    await kit.sql(`update projection set position = ${moved}::json`)
    await say(a, 'a2')
    await until(async () => (await applied()).length === 2)
    expect(follower.counts.restarts).toBe(1)
    expect(reader.lines.filter((line) => line.includes('it is read from the start'))).toHaveLength(1)
  })

  test('whose changes cannot be written keeps its place, and tries again', async () => {
    using _ = answerAll()
    const reader = await kit.open()
    const [a = ''] = await kit.streams(1)
    await kit.sql('alter table note add constraint refuses check (id <> 2)')
    await using __ = await follow(reader, counting)
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

  test('gets the kinds of event that it names alone, and its place moves past all others', async () => {
    using _ = answerAll()
    const reader = await kit.open()
    const [a = '', b = ''] = await kit.streams(2)
    const kinds = ['member.left'] as const
    const seen: string[] = []
    await using follower = await follow(reader, {
      ...counting,
      name: 'left',
      kinds,
      apply: async (__, told: readonly Told<'member.left'>[]) => void seen.push(...told.map(({ is }) => is.user)),
    })
    await say(b, 'b1')
    const [ann, bob] = [randomUUID(), randomUUID()]
    await part(a, ann)
    await until(() => seen.includes(ann))
    const before = await positionOf('left')
    for (let place = 0; place < 20; place++) await say(b, `${place}`)
    await until(async () => (await positionOf('left'))?.xid !== before?.xid)
    await part(a, bob)
    await until(() => seen.includes(bob))
    expect(new Set(seen)).toEqual(new Set([ann, bob]))
    expect(follower.counts.events).toBe(seen.length)
  })
})

const textSql = `
  insert into copy (stream, text, text_epoch, text_seq)
  select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[]) as new (stream, text, epoch, seq) order by stream
  on conflict (stream) do update set text = excluded.text, text_epoch = excluded.text_epoch, text_seq = excluded.text_seq
  where (copy.text_epoch, copy.text_seq) <= (excluded.text_epoch, excluded.text_seq)`
const goneSql = textSql
  .replaceAll(/\btext\b(?!\[\])/g, 'gone')
  .replaceAll('text_', 'gone_')
  .replace('$2::text[]', '$2::uuid[]')

type Copied = 'message.sent' | 'member.left'
const isText = (one: Told<Copied>): one is Told<'message.sent'> => one.ev === 'message.sent'
const isGone = (one: Told<Copied>): one is Told<'member.left'> => one.ev === 'member.left'

const put = (tx: Queryable, sql: string, told: readonly Told<Copied>[], tellsOf: (one: Told<Copied>) => unknown) => {
  const newest = newestOf(told)
  const values = [newest.map(({ on }) => on), newest.map(tellsOf)]
  return tx.query(sql, [...values, newest.map(({ epoch }) => epoch), newest.map(({ seq }) => seq)])
}

const applyCopies = async (tx: Queryable, told: readonly Told<Copied>[]) => {
  await put(tx, textSql, told.filter(isText), ({ is }) => ('text' in is ? is.text : null))
  await put(tx, goneSql, told.filter(isGone), ({ is }) => ('user' in is ? is.user : null))
}

/** As it was, and as it is from a release on that knows one kind more. */
const copies = <E extends Copied>(version: number, ...kinds: E[]): Projection<E> => ({
  owner: 'chat',
  name: 'copies',
  version,
  kinds,
  apply: applyCopies as Projection<E>['apply'],
})

const copied = async () =>
  new Map(
    (await kit.sql<{ stream: string; text: string | null; gone: string | null }>('select * from copy')).map((row) => [
      row.stream,
      [row.text, row.gone],
    ]),
  )

/** What events come to, when they are read in their order. */
const told = async (streams: readonly string[]) => {
  const wanted = new Map<string, unknown[]>()
  for (const id of streams) {
    const events = await kit.stored(id)
    const last = (ev: EventName) => events.findLast((event) => event.ev === ev)?.is
    wanted.set(`chat/room/${id}`, [last('message.sent')?.text ?? null, last('member.left')?.user ?? null])
  }
  return wanted
}

const untilCopied = async (streams: readonly string[]) => {
  const wanted = await told(streams)
  await until(async () => {
    const have = await copied()
    return [...wanted].every(([on, values]) => JSON.stringify(have.get(on)) === JSON.stringify(values))
  })
  expect(await copied()).toEqual(wanted)
}

describe('an old process that is replaced by a new one', () => {
  test('which knows another kind of event leaves nothing out, while such events flow', async () => {
    using _ = answerAll()
    const streams = await kit.streams(8)
    const [early = '', ...others] = streams
    const old = await kit.open()
    const before = await follow(old, copies(1, 'message.sent'))
    await part(early, randomUUID())
    await say(early, 'the old process has passed the event before')
    await until(async () => (await copied()).size === 1)
    let [count, isOver] = [0, false]
    const flow = (async () => {
      for (; !isOver; count++) {
        const id = others[count % others.length] as string
        await (count % 3 === 0 ? part(id, randomUUID()) : say(id, `${count}`))
      }
    })()
    await until(() => count > 20)
    await using __ = await follow(await kit.open(), copies(1, 'message.sent', 'member.left'))
    await until(() => count > 60)
    await before[Symbol.asyncDispose]()
    await until(() => count > 90)
    isOver = true
    await flow
    await untilCopied(streams)
  })

  test('of a later version reads again from the start, and the old one goes on where it stood', async () => {
    using _ = answerAll()
    const streams = await kit.streams(3)
    for (const id of streams) await say(id, `first of ${id}`)
    const projection = copies(1, 'message.sent')
    const read: number[] = []
    const apply: (typeof projection)['apply'] = (tx, told) => {
      read.push(...told.map(({ seq }) => seq))
      return projection.apply(tx, told)
    }
    await using before = await follow(await kit.open(), { ...projection, apply })
    await hasBegun('copies')
    // What comes after the first reading comes in order: behind this, nothing of before is read again.
    await say(streams[0] as string, 'second')
    await until(() => read.includes(2))
    await untilCopied(streams)
    const begun = read.length
    await kit.sql('truncate copy')
    await using __ = await follow(await kit.open(), copies(2, 'message.sent'))
    await untilCopied(streams)
    await say(streams[0] as string, 'and on')
    await untilCopied(streams)
    await until(() => read.length > begun)
    expect(read.slice(begun)).toEqual([3])
    expect(before.counts.restarts).toBe(0)
  })
})

test('whatever order pages of events come in, and however often, the newest of each stays', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          stream: fc.integer({ max: 2, min: 0 }),
          epoch: fc.integer({ min: 1, max: 2 }),
          seq: fc.integer({ min: 1, max: 4 }),
        }),
        { minLength: 1, maxLength: 12 },
      ),
      fc.array(fc.nat({ max: 11 }), { maxLength: 12 }),
      async (positions, repeats) => {
        await kit.sql('truncate copy')
        const events = positions.map(
          ({ stream, epoch, seq }): Told<'message.sent'> => ({
            on: `chat/room/${stream}`,
            seq,
            epoch,
            ev: 'message.sent',
            at: 1,
            is: { id: randomUUID(), text: `${stream} ${epoch} ${seq}` },
          }),
        )
        const pages = [
          ...events.map((event) => [event]),
          repeats.flatMap((place) => events[place] ?? []),
          events.toReversed(),
        ]
        for (const page of pages) await owner.db.transaction((tx) => applyCopies(tx, page))
        const wanted = newestOf(events).map(({ on, is }) => [on, [is.text, null]] as const)
        expect(await copied()).toEqual(new Map(wanted))
      },
    ),
    { numRuns: 40 },
  ))

describe('who begins to follow', () => {
  /** Of each stream what was said last. */
  const sql = `
    select stream.id as place, stream.id as stream, stream.head as seq, 'message.sent' as ev, null as by, 0 as at,
      json_build_object('id', stream.id, 'text', last.text) as is, (select current_epoch()) as epoch
    from stream
    cross join lateral (
      select body->>'text' as text from event where event.stream = stream.id and ev = 'message.sent' order by seq desc limit 1
    ) last
    where stream.id > coalesce($1::uuid, '00000000-0000-0000-0000-000000000000')
    order by stream.id limit least($2, 2)`
  const rooms: Snapshot<'message.sent'> = {
    kinds: ['message.sent'],
    read: (db, after, limit) => db.query<Summary<'message.sent'>>(sql, [after, limit]),
  }
  /** What was there before is no longer held. */
  const forget = async (streams: readonly string[]) => {
    await kit.sql('delete from event using stream where stream.id = event.stream and seq < head')
    await kit.sql('update stream set floor = head - 1 where id = any($1)', [streams])
  }

  test('is told what is, in as many pages as it takes, and then what comes', async () => {
    using _ = answerAll({ rooms })
    const streams = await kit.streams(7)
    for (const id of streams) await say(id, `first of ${id}`, `last of ${id}`)
    await forget(streams)
    const pages: number[] = []
    const { apply, ...rest } = copies(1, 'message.sent')
    const noted: Projection<'message.sent'>['apply'] = async (tx, page) => {
      pages.push(page.length)
      await say(streams[pages.length % streams.length] as string, `while page ${pages.length} was read`)
      await apply(tx, page)
    }
    let isFirst = true
    const once: Projection<'message.sent'>['apply'] = (tx, page) => {
      isFirst = pages.length < 4
      return isFirst ? noted(tx, page) : apply(tx, page)
    }
    await using __ = await follow(await kit.open(), { ...rest, apply: once })
    await until(() => !isFirst)
    await untilCopied(streams)
    expect(pages.slice(0, 3)).toEqual([2, 2, 2])
  })

  test('waits where the owner cannot tell what is, and asks again later', async () => {
    let asked = 0
    const read = async () => {
      asked++
      throw new Error('no luck')
    }
    using _ = answerAll({ broken: { kinds: ['message.sent'], read } })
    const reader = await kit.open()
    await using follower = await follow(reader, copies(1, 'message.sent'))
    await until(() => reader.lines.some((line) => line.includes('cannot read the outbox')))
    expect(asked).toBeLessThan(3)
    expect(follower.counts.restarts).toBe(0)
  })

  test('is told the events that are held of all kinds that no snapshot tells of', async () => {
    using _ = answerAll({ rooms })
    const streams = await kit.streams(3)
    for (const id of streams) {
      await part(id, randomUUID())
      await say(id, `last of ${id}`)
    }
    await using __ = await follow(await kit.open(), copies(1, 'message.sent', 'member.left'))
    await untilCopied(streams)
  })

  test('is told all events by an owner of the release before, which knows neither snapshots nor kinds', async () => {
    using _ = answerQuestion(owner.bus, 'chat', 'outbox', ({ after, limit }) => readOutbox(owner.db, { after, limit }))
    const streams = await kit.streams(3)
    for (const id of streams) await say(id, `first of ${id}`)
    await part(streams[0] as string, randomUUID())
    const reader = await kit.open()
    await using follower = await follow(reader, copies(1, 'message.sent'))
    const withoutLeft = async () => new Map([...(await told(streams))].map(([on, [text]]) => [on, [text, null]]))
    await until(
      async () => JSON.stringify([...(await copied())].sort()) === JSON.stringify([...(await withoutLeft())].sort()),
    )
    await say(streams[1] as string, 'and on')
    await until(
      async () => JSON.stringify([...(await copied())].sort()) === JSON.stringify([...(await withoutLeft())].sort()),
    )
    expect(follower.counts.restarts).toBe(0)
  })

  test('goes on between owners of both releases, whichever answers, and misses nothing', async () => {
    const streams = await kit.streams(6)
    for (const id of streams) await say(id, `first of ${id}`, `last of ${id}`)
    const before = await kit.open()
    using _ = answerAll({ rooms })
    using __ = answerQuestion(before.bus, 'chat', 'outbox', ({ after, limit }) =>
      readOutbox(before.db, { after, limit: Math.min(limit, 2) }),
    )
    await before.bus.flush()
    await using ___ = await follow(await kit.open(), copies(1, 'message.sent'))
    for (let place = 0; place < 20; place++) await say(streams[place % 6] as string, `${place}`)
    await untilCopied(streams)
  })
})
