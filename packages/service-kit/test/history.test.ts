/** Which history a process works on, on a real Postgres whose schema says that it is another server's. */
import { decodeEvents, type EventBatch } from '@parley/wire'
import { describe, expect, test } from 'vitest'
import { tellEpochs } from '../src/epoch-calls.ts'
import { History } from '../src/history.ts'
import { readOutbox } from '../src/outbox.ts'
import { isServerFault } from '../src/postgres-faults.ts'
import { answerHeld } from '../src/stream-answers.ts'
import { heads, page, ranges } from '../src/streams.ts'
import { captureLog, type Process, until } from './kit.ts'
import { useWriter } from './writer.ts'

const { kit, owner, emit, say } = await useWriter()

const epochNow = async () =>
  (await kit.sql<{ epoch: number }>('select epoch::float8 as epoch from history'))[0]?.epoch ?? 0

/** As a standby says after it has taken over: its epoch began on another server. */
const promote = () => kit.sql(`update history set lineage = 'FFFFFFFF/0' where lineage is not null`)
const restoreElsewhere = () => kit.sql(`update history set cluster = '1'`)
/** As a copy of the files does that was made before the last commits: everything else is the same. */
const restoreHere = async () => {
  await kit.sql('delete from outbox where xid = (select max(xid) from outbox)')
}

/** A connection of the service, for one look. */
const client = { query: (sql: string, values?: unknown[]) => owner.db.query(sql, values).then((rows) => ({ rows })) }

/** Connections of the epoch before are ended, and one may be handed out meanwhile. */
const untilAnswered = async <T>(ask: () => Promise<T>): Promise<T> => {
  await until(async () => (await reasonOf(ask())) === undefined)
  return await ask()
}

const reasonOf = (work: Promise<unknown>) => work.then(() => undefined).catch((reason) => reason)

describe('another epoch begins by itself', () => {
  test.each([
    ['where a standby was promoted', promote],
    ['where the cluster is another one', restoreElsewhere],
    ['where less has been written than there was', restoreHere],
  ])('%s, in several processes at once it is one', async (_, happen) => {
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    const processes = [owner, ...(await Promise.all([kit.open(), kit.open(), kit.open()]))]
    await Promise.all(processes.map(({ history }) => history.look()))
    const before = await epochNow()
    await happen()
    await Promise.all(processes.map(({ history }) => history.look()))
    const after = await epochNow()
    expect(after).toBeGreaterThan(before)
    expect(processes.map(({ db }) => db.epoch)).toEqual(processes.map(() => after))
    const begun = processes.flatMap(({ lines }) => lines.filter((line) => line.includes(`"epoch":${after},`)))
    expect(begun.filter((line) => line.includes('a new epoch begins'))).toHaveLength(1)
    await Promise.all(processes.map(({ history }) => history.look()))
    expect(await epochNow()).toBe(after)
  })

  test('once, also where a process hears of it while it looks', async () => {
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    const { log } = captureLog()
    const history = new History(log)
    await history.check(client as never)
    await owner.history.look()
    await restoreHere()
    await owner.history.look()
    const next = await epochNow()
    expect(next).toBeGreaterThan(history.epoch)
    const query = async (sql: string, values?: unknown[]) => {
      const found = await untilAnswered(() => client.query(sql, values))
      history.hear(next)
      return found
    }
    await history.check({ query } as never)
    expect([history.epoch, await epochNow()]).toEqual([next, next])
  })

  test('and whoever begins it first, nothing is written or told under the one before', async () => {
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1')
    const on = `chat/room/${a}`
    const { position } = await positionAtEnd()
    const attempts: ((process: Process) => Promise<unknown>)[] = [
      ({ db }) => heads(db, [on]),
      ({ db }) => ranges(db, [{ on, after: 0, limit: 10 }]),
      ({ db }) => page(db, { on, direction: 'after', seq: 0, limit: 10, sight: undefined }),
      ({ db }) => readOutbox(db, { after: position, limit: 10 }),
      ({ db }) => db.transaction((tx) => emit(tx, a, ['lost'])),
    ]
    for (const attempt of attempts) {
      // It still looks because of the one before: that look would see it first.
      await owner.history.look()
      await promote()
      const reason = await reasonOf(attempt(owner))
      expect([isServerFault(reason), String(reason)]).toEqual([true, expect.stringContaining('epoch')])
      await until(async () => (await reasonOf(heads(owner.db, [on]))) === undefined)
    }
    expect(await kit.stored(a)).toHaveLength(1)
    expect((await heads(owner.db, [on]))[0]).toMatchObject({ epoch: await epochNow(), head: 1 })
  })

  test('and what is published from then on is of that one', async () => {
    const [a = ''] = await kit.streams(1)
    const batches: EventBatch[] = []
    owner.bus.listen(owner.bus.subjects.events(`chat/room/${a}`), ({ data }) => void batches.push(decodeEvents(data)))
    await owner.bus.flush()
    await say(a, 'a1')
    await promote()
    await until(async () => (await reasonOf(say(a, 'a2'))) === undefined)
    await until(() => batches.length === 2)
    expect(batches.map(({ epoch }) => epoch)).toEqual([expect.any(Number), await epochNow()])
    expect(batches[1]?.epoch).toBeGreaterThan(batches[0]?.epoch ?? 0)
  })

  test('but not where Postgres does not tell what server it is', async () => {
    const names = ['pg_walfile_name(pg_lsn)', 'pg_control_system()']
    for (const name of names) await kit.sql(`revoke execute on function pg_catalog.${name} from public`)
    try {
      const process = await kit.open()
      const { epoch } = process.db
      await process.history.look()
      const [a = ''] = await kit.streams(1)
      await process.db.transaction((tx) => emit(tx, a, ['a1']))
      expect([await epochNow(), process.db.epoch]).toEqual([epoch, epoch])
    } finally {
      for (const name of names) await kit.sql(`grant execute on function pg_catalog.${name} to public`)
      await owner.history.look()
    }
  })
})

const positionAtEnd = async () => {
  let position = null as Parameters<typeof readOutbox>[1]['after']
  for (let more = true; more; ) {
    const read = await readOutbox(owner.db, { after: position, limit: 500 })
    position = read.next
    more = read.more
  }
  return { position }
}

describe('a server that was left behind', () => {
  const patient = { outlivedMs: 300 }

  const openWith = async (options?: { readonly outlivedMs?: number }) => {
    const process = await kit.open()
    const history = new History(process.log, options)
    return { ...process, history }
  }

  test('is not used any more once another process has seen the next epoch', async () => {
    const one = await kit.open()
    const other = await kit.open()
    using _ = tellEpochs(one.bus, 'chat', one.history)
    const told = new History(other.log)
    using calls = tellEpochs(other.bus, 'chat', told)
    await one.bus.flush()
    const [a = ''] = await kit.streams(1)
    await one.db.transaction((tx) => emit(tx, a, ['a1']))
    told.hear(one.db.epoch + 5)
    await reasonOf(calls.look())
    other.bus.publish(
      other.bus.subjects.epochs('chat'),
      JSON.stringify({ epoch: one.db.epoch + 5, from: 'another process' }),
    )
    await until(() => one.lines.some((line) => line.includes('another epoch has begun')))
    const reason = await reasonOf(one.db.transaction((tx) => emit(tx, a, ['lost'])))
    expect(isServerFault(reason)).toBe(true)
    expect(await kit.stored(a)).toHaveLength(1)
    await kit.sql('update history set epoch = $1', [one.db.epoch])
    await until(async () => (await reasonOf(one.db.transaction((tx) => emit(tx, a, ['a2'])))) === undefined)
  })

  test('is the right one again when nobody has seen the other for a while: then a later epoch begins there', async () => {
    const { history } = await openWith(patient)
    await history.check(client as never)
    const gone = history.epoch + 7
    history.learn(gone)
    await expect(history.check(client as never)).rejects.toThrow('which is over')
    await until(async () => (await reasonOf(history.check(client as never))) === undefined)
    expect(await epochNow()).toBeGreaterThan(gone)
  })
})

describe('what a gateway has delivered', () => {
  const withRoom = async () => {
    await owner.history.look()
    await until(async () => (await reasonOf(owner.db.query('select 1'))) === undefined)
    const [a = ''] = await kit.streams(1)
    await say(a, 'a1', 'a2')
    const on = `chat/room/${a}`
    const [range] = await ranges(owner.db, [{ on, after: 0, limit: 10 }])
    return { a, on, epoch: owner.db.epoch, frames: range?.frames ?? [] }
  }

  test('and Postgres holds begins no epoch, however often it is told', async () => {
    const { on, epoch, frames } = await withRoom()
    const held = [
      { on, epoch, seq: 2, frame: frames[1] ?? '' },
      { on, epoch, seq: 1 },
      { on: 'chat/room/00000000-0000-7000-8000-000000000000', epoch, seq: 9 },
      { on, epoch: epoch - 1, seq: 50 },
    ]
    expect(await answerHeld(owner.db, owner.history, held)).toEqual(held.map(() => epoch))
    expect(await epochNow()).toBe(epoch)
  })

  test.each([
    ['and Postgres does not hold begins the next one', (seq: number) => ({ seq: seq + 1 })],
    [
      'where Postgres holds something else likewise',
      (seq: number) => ({ seq, frame: '{"on":"x","seq":2,"ev":"other"}' }),
    ],
  ])('%s, once', async (_, wrong) => {
    const { on, epoch } = await withRoom()
    const held = { on, epoch, ...wrong(2) }
    const other = await kit.open()
    await Promise.allSettled([owner, other].map(({ db, history }) => answerHeld(db, history, [held])))
    const now = await epochNow()
    expect(now).toBeGreaterThan(epoch)
    for (const { db, history } of [owner, other]) {
      await history.look()
      expect(await answerHeld(db, history, [held])).toEqual([now])
    }
    expect(await epochNow()).toBe(now)
  })
})

test('a process that writes to a log says loudly what it has found', async () => {
  const { log, lines } = captureLog()
  const history = new History(log)
  await history.check(client as never)
  await promote()
  await history.check(client as never)
  expect(lines.filter((line) => line.includes('"level":50'))).toHaveLength(1)
  expect(history.counts.changes).toBe(1)
})
