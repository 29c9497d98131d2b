import { randomUUID } from 'node:crypto'
import { decodeEvents } from '@parley/wire'
import fc from 'fast-check'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { LockedStream } from '../src/locked-streams.ts'
import { ranges } from '../src/streams.ts'
import { addEvents } from '../src/testing.ts'
import type { Transaction } from '../src/transaction.ts'
import { type Kit, type Process, until, useKit } from './kit.ts'

let kit: Kit
let one: Process
let other: Process
beforeAll(async () => {
  kit = await useKit()
  one = await kit.open()
  other = await kit.open()
})

const say = (tx: Transaction, stream: LockedStream<'chat/room'>, text: string, key?: string) =>
  tx.emit(stream, 'message.sent', null, { id: randomUUID(), text }, key)

const sayIn = ({ db }: Process, streams: readonly string[], text: string) =>
  db.transaction(async (tx) => {
    const locked = await tx.lock(streams)
    return streams.map((id) => say(tx, locked.of('chat/room', id), text))
  })

const headOf = async (stream: string) =>
  (
    await kit.sql<{ head: number; tally: number }>('select head::int, tally::int from stream where id = $1', [stream])
  )[0]

describe('events of a stream', () => {
  test('are numbered 1, 2, 3 … whoever writes at once, and whoever fails after having written', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            into: fc.subarray([0, 1, 2], { minLength: 1 }),
            times: fc.integer({ min: 1, max: 3 }),
            fails: fc.boolean(),
          }),
          {
            minLength: 1,
            maxLength: 24,
          },
        ),
        async (works) => {
          const streams = await kit.streams(3)
          const outcomes = await Promise.allSettled(
            works.map(({ into, times, fails }, place) =>
              (place % 2 ? one : other).db.transaction(async (tx) => {
                const ids = into.map((at) => streams[at] as string)
                const locked = await tx.lock(ids)
                const placed = ids.flatMap((id) =>
                  Array.from({ length: times }, () => say(tx, locked.of('chat/room', id), `${place}`)),
                )
                if (fails) throw new Error('changed its mind')
                return placed
              }),
            ),
          )
          expect(outcomes.map(({ status }) => status === 'rejected')).toEqual(works.map(({ fails }) => fails))
          for (const [at, id] of streams.entries()) {
            const stored = await kit.stored(id)
            expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, place) => place + 1))
            const written = works.filter(({ into, fails }) => into.includes(at) && !fails)
            expect(stored).toHaveLength(written.reduce((sum, { times }) => sum + times, 0))
            expect(await headOf(id)).toEqual({ head: stored.length, tally: stored.length })
          }
        },
      ),
      { numRuns: 15 },
    ))

  test('are in the outbox once, with the transaction that wrote them', async () => {
    const streams = await kit.streams(2)
    await Promise.all(Array.from({ length: 10 }, (_, place) => sayIn(place % 2 ? one : other, streams, `${place}`)))
    for (const id of streams) {
      const logged = await kit.sql<{ seq: number }>(
        `select seq::int from outbox, unnest(streams, firsts, lasts) as part (stream, first, last), generate_series(first, last) as seq
         where stream = $1 order by seq`,
        [id],
      )
      expect(logged.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    }
  })

  test('are published when they are committed, just as they are stored, and not when they are undone', async () => {
    const published = await kit.published(other.bus)
    const [stream = ''] = await kit.streams(1)
    const undone = one.db.transaction(async (tx) => {
      say(tx, (await tx.lock([stream])).of('chat/room', stream), 'undone')
      throw new Error('changed its mind')
    })
    await expect(undone).rejects.toThrow('changed its mind')
    const [placed] = await sayIn(one, [stream], 'said\nin "two" lines \u2028 \ud83d\ude00 \ud800')
    await until(() => published.length > 0)
    expect(published).toEqual(await kit.stored(stream))
    expect(published).toMatchObject([
      { on: `chat/room/${stream}`, ...placed, is: { text: 'said\nin "two" lines \u2028 \ud83d\ude00 \ud800' } },
    ])
  })

  test('count as unread where their table says so', async () => {
    const [stream = ''] = await kit.streams(1)
    await one.db.transaction(async (tx) => {
      const locked = (await tx.lock([stream])).of('chat/room', stream)
      tx.emit(locked, 'room.created', null, { kind: 'group', name: 'Room' })
      say(tx, locked, 'counts')
      tx.emit(locked, 'member.left', null, { user: randomUUID() })
    })
    expect(await headOf(stream)).toEqual({ head: 3, tally: 1 })
  })

  test('cannot have one key twice; who tries takes no number', async () => {
    const [stream = ''] = await kit.streams(1)
    const key = randomUUID()
    const write = () =>
      one.db.transaction(async (tx) => say(tx, (await tx.lock([stream])).of('chat/room', stream), 'x', key))
    await write()
    await expect(write()).rejects.toMatchObject({ code: '23505' })
    expect(await headOf(stream)).toEqual({ head: 1, tally: 1 })
  })
})

describe('a stream', () => {
  test('that is not locked takes no event, neither does one that another transaction had locked', async () => {
    const [stream = ''] = await kit.streams(1)
    const locked = await one.db.transaction(async (tx) => (await tx.lock([stream])).of('chat/room', stream))
    await expect(one.db.transaction(async (tx) => say(tx, locked, 'late'))).rejects.toThrow('not locked')
    await expect(
      one.db.transaction(async (tx) => {
        await tx.lock([stream])
        say(tx, { ...locked }, 'late')
      }),
    ).rejects.toThrow('not locked')
    expect(await kit.stored(stream)).toEqual([])
  })

  test('takes an event of its own kind alone, which the compiler sees, and is found as nothing else', async () => {
    const [room = ''] = await kit.streams(1)
    await one.db.transaction(async (tx) => {
      const locked = await tx.lock([room])
      expect(locked.find('chat/user', room)).toBeUndefined()
      expect(() => locked.of('chat/user', room)).toThrow('no stream')
      const unsaid = () => {
        // @ts-expect-error: a room is no place for what concerns one user
        tx.emit(locked.of('chat/room', room), 'author.hidden', null, { user: room })
        // @ts-expect-error: nobody knows what kind of stream this is
        tx.emit(locked.of('chat/room', room) as LockedStream, 'message.sent', null, { id: room, text: '' })
      }
      expect(unsaid).toBeTypeOf('function')
    })
  })

  test('that does not exist is left out of those locked', async () => {
    const [stream = ''] = await kit.streams(1)
    const locked = await one.db.transaction((tx) => tx.lock([stream, randomUUID()]))
    expect(locked.ids).toEqual([stream])
  })

  test('is made once by all who need it at once', async () => {
    const id = randomUUID()
    const work = (process: Process) =>
      process.db.transaction(async (tx) => {
        await tx.ensureStreams('chat/room', [id])
        return say(tx, (await tx.lock([id])).of('chat/room', id), 'here').seq
      })
    const seqs = await Promise.all(Array.from({ length: 8 }, (_, place) => work(place % 2 ? one : other)))
    expect(seqs.toSorted((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  test('locked twice in one transaction goes on counting', async () => {
    const [stream = ''] = await kit.streams(1)
    const seqs = await one.db.transaction(async (tx) => {
      const first = say(tx, (await tx.lock([stream])).of('chat/room', stream), 'a')
      return [first.seq, say(tx, (await tx.lock([stream])).of('chat/room', stream), 'b').seq]
    })
    expect(seqs).toEqual([1, 2])
  })
})

describe('two transactions that wait for each other', () => {
  test('both get through, each once: the one that Postgres ends is run again', async () => {
    const [a = '', b = ''] = await kit.streams(2)
    const meet = Promise.withResolvers<void>()
    let arrived = 0
    let runs = 0
    const cross = (process: Process, first: string, second: string) =>
      process.db.transaction(async (tx) => {
        runs++
        const held = (await tx.lock([first])).of('chat/room', first)
        if (++arrived === 2) meet.resolve()
        await meet.promise
        const then = (await tx.lock([second])).of('chat/room', second)
        return [say(tx, held, 'x'), say(tx, then, 'y')]
      })
    await Promise.all([cross(one, a, b), cross(other, b, a)])
    // Each time Postgres ends one of them at least.
    expect(runs).toBeGreaterThanOrEqual(3)
    for (const id of [a, b]) expect((await kit.stored(id)).map(({ seq }) => seq)).toEqual([1, 2])
  })
})

describe('a connection that breaks', () => {
  test.each(['in a statement', 'between two statements'])(
    '%s lets the transaction be done on another, once',
    async (when) => {
      const [stream = ''] = await kit.streams(1)
      let runs = 0
      const placed = await one.db.transaction(async (tx) => {
        const said = say(tx, (await tx.lock([stream])).of('chat/room', stream), 'said')
        if (++runs > 1) return said
        const [{ pid } = { pid: 0 }] = await tx.query<{ pid: number }>('select pg_backend_pid() as pid')
        const sleeping = when === 'in a statement' ? tx.query('select pg_sleep(60)') : undefined
        sleeping?.catch(() => {}) // it breaks before it is waited for
        if (sleeping)
          await until(
            async () =>
              (await kit.sql(`select 1 from pg_stat_activity where pid = $1 and wait_event = 'PgSleep'`, [pid]))
                .length > 0,
          )
        await kit.sql('select pg_terminate_backend($1)', [pid])
        await sleeping
        await until(async () => (await kit.sql('select 1 from pg_stat_activity where pid = $1', [pid])).length === 0)
        return said
      })
      expect(runs).toBe(2)
      expect(placed).toMatchObject({ seq: 1 })
      expect(await kit.stored(stream)).toHaveLength(1)
    },
  )
})

test('what is committed is answered even where it can no longer be published', async () => {
  const late = await kit.open()
  const [stream = ''] = await kit.streams(1)
  await late.bus[Symbol.asyncDispose]()
  expect(await sayIn(late, [stream], 'said')).toMatchObject([{ seq: 1 }])
  await late.stop()
  expect(await kit.stored(stream)).toHaveLength(1)
})

describe('a single statement', () => {
  test('is answered at once, however many transactions stand before a lock', async () => {
    const [stream = ''] = await kit.streams(1)
    const [locked, unlock] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    const holding = other.db.transaction(async (tx) => {
      await tx.lock([stream])
      locked.resolve()
      await unlock.promise
    })
    await locked.promise
    const said = Promise.all(Array.from({ length: 30 }, (_, place) => sayIn(one, [stream], `${place}`)))
    await until(() => one.db.waiting() > 0)
    const answers = await Promise.all(Array.from({ length: 10 }, () => one.db.query('select 1 as one')))
    expect(answers).toEqual(Array(10).fill([{ one: 1 }]))
    expect(one.db.waiting()).toBeGreaterThan(0)
    unlock.resolve()
    await Promise.all([holding, said])
    expect(one.db.waiting()).toBe(0)
    expect(await headOf(stream)).toEqual({ head: 30, tally: 30 })
  })
})

describe('a stream that is ruled by another', () => {
  const ruled = 'space.ruled'
  addEvents({ [ruled]: { about: 'of these tests', stream: 'chat/space', body: {}, effect: 'rule' } })

  /** A space with some rooms, and a room of nobody. */
  const space = async (rooms = 2) => {
    const [ruler = '', other = '', ...own] = await kit.streams(2 + rooms)
    await kit.sql(`update stream set kind = 'chat/space' where id = $1`, [ruler])
    await kit.sql('update stream set ruler = $1 where id = any($2::uuid[])', [ruler, own])
    return { ruler, own, other }
  }
  const rule = ({ db }: Process, ruler: string, work: (tx: Transaction) => Promise<unknown> = async () => {}) =>
    db.transaction(async (tx) => {
      const stream = (await tx.lockRuled(ruler)).of('chat/space', ruler)
      await work(tx)
      return tx.emit(stream, ruled as never, null, {} as never).seq
    })
  const publishedRights = async () => {
    const rights: (number | undefined)[] = []
    other.bus.listen(`${kit.environment.prefix}.ev.chat.room.>`, ({ data }) => {
      rights.push(decodeEvents(data).rightsAt)
    })
    await other.bus.flush()
    return rights
  }

  test('says with its events which change of who sees what they know of; one that is not says nothing', async () => {
    const { ruler, own, other: free } = await space()
    const rights = await publishedRights()
    await sayIn(one, own.slice(0, 1), 'before')
    await rule(one, ruler)
    await rule(one, ruler)
    await sayIn(one, [free, ...own], 'after')
    await until(() => rights.length === 4)
    expect(rights).toEqual([0, undefined, 2, 2])
    const asked = [...own, free].map((id) => ({ on: `chat/room/${id}`, after: 0, limit: 10, sees: true as const }))
    const found = await ranges(one.db, [...asked, { ...asked[0], after: 2 } as (typeof asked)[0]])
    expect(found.map((range) => range?.rightsAt)).toEqual([2, 2, undefined, undefined])
  })

  test('waits while that is changed, and then knows of it', async () => {
    const { ruler, own } = await space()
    const rights = await publishedRights()
    const said: Promise<unknown>[] = []
    await rule(one, ruler, async (tx) => {
      said.push(...own.map((id) => sayIn(other, [id], 'meanwhile')))
      await tx.query('select pg_sleep(0.05)')
    })
    await Promise.all(said)
    await until(() => rights.length === 2)
    expect(rights).toEqual([1, 1])
  })

  const isWaiting = async () =>
    (
      await kit.sql(`select 1 from pg_locks join pg_database held on held.oid = pg_locks.database
      where locktype = 'advisory' and not granted and datname = current_database()`)
    ).length > 0

  test('is waited for by a change of that, which so comes after what is written', async () => {
    const { ruler, own } = await space()
    const rights = await publishedRights()
    let isChanged = false
    let changing: Promise<unknown> | undefined
    await one.db.transaction(async (tx) => {
      const locked = await tx.lock(own.slice(0, 1))
      changing = rule(other, ruler).then(() => {
        isChanged = true
      })
      while (!isChanged && !(await isWaiting())) await tx.query('select pg_sleep(0.01)')
      expect(isChanged).toBe(false)
      return say(tx, locked.of('chat/room', own[0] as string), 'before')
    })
    await changing
    await until(() => rights.length === 1)
    expect(rights).toEqual([0])
  })

  test('waits for nobody who writes in another one', async () => {
    const { own } = await space()
    const [first = '', second = ''] = own
    await one.db.transaction(async (tx) => {
      say(tx, (await tx.lock([first])).of('chat/room', first), 'in one')
      await sayIn(other, [second], 'in the other')
    })
    expect(await headOf(second)).toMatchObject({ head: 1 })
  })

  test('is not locked by a change of that, however many there are: the ruler alone is', async () => {
    const { ruler, own } = await space()
    const lock = 'select id from stream where id = any($1::uuid[]) for update skip locked'
    await rule(one, ruler, async () => expect(await kit.sql(lock, [[ruler, ...own]])).toHaveLength(own.length))
  })

  test('crosses nobody, whoever writes in many and changes many', async () => {
    const spaces = [await space(), await space(), await space()]
    const rooms = spaces.flatMap(({ own }) => own)
    const works = Array.from({ length: 60 }, (_, place) => {
      const process = place % 2 ? one : other
      const { ruler } = spaces[place % spaces.length] as (typeof spaces)[number]
      const turned = place % 4 < 2 ? rooms : rooms.toReversed()
      return place % 5 === 0 ? rule(process, ruler) : sayIn(process, turned, `${place}`)
    })
    const crossed = () => one.db.counts.retried + other.db.counts.retried
    const before = crossed()
    await Promise.all(works)
    expect(crossed()).toBe(before)
  })

  test('is not made where nothing is held that its ruler rules: that is a fault of the service', async () => {
    const { ruler, own } = await space()
    await kit.sql(`alter table stream alter column ruler set default '${ruler}'`)
    onTestFinished(() => kit.sql('alter table stream alter column ruler drop default').then(() => {}))
    const make = (tx: Transaction) => tx.createStream('chat/room', randomUUID())
    await expect(one.db.transaction(make)).rejects.toThrow('rights are not held')
    const beside = await one.db.transaction(async (tx) => {
      await tx.lock(own)
      return make(tx)
    })
    expect(beside.ruler).toBe(ruler)
  })

  test('has its ruler to itself before that is changed: else it is a fault of the service', async () => {
    const { ruler } = await space()
    const unlocked = one.db.transaction(async (tx) => {
      const stream = (await tx.lock([ruler])).of('chat/space', ruler)
      tx.emit(stream, ruled as never, null, {} as never)
    })
    await expect(unlocked).rejects.toThrow('not alone')
  })
})
