import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { settled } from '../test/simulated-clock.ts'
import { clock, online, parley, reports, server, simulateForEachTest, start } from '../test/simulated-parley.ts'
import { other, ownStream, roomId, roomStream } from '../test/simulated-server.ts'
import { fileStore } from './file-store.ts'
import { eventsAfter, type PositionStore, type Positions } from './positions.ts'

simulateForEachTest()

const texts = (): string[] => {
  const heard: string[] = []
  parley.on('event', ({ is }) => heard.push(String(is.text)))
  return heard
}

/** Comes back from where it was, and hears what was missed. */
const comeBack = async (positions: Positions | PositionStore) => {
  start({ positions })
  const heard = texts()
  const resets: unknown[] = []
  parley.on('reset', (reset) => resets.push(reset))
  await clock.pass(1_000)
  expect(parley.state).toBe('online')
  return { heard, resets }
}

const memoryStore = (): PositionStore & { kept: Positions; saves: number } => ({
  kept: {},
  saves: 0,
  load() {
    return Promise.resolve(this.kept)
  },
  async save(positions) {
    this.kept = positions
    this.saves += 1
  },
})

describe('a program that was down', () => {
  test('hears all it missed, once and in order, from the positions it had', async () => {
    const id = server.room(1, 2)
    await online()
    server.say(id, 'heard')
    await clock.pass(50)
    const positions = JSON.parse(JSON.stringify(parley.positions)) as Positions
    expect(positions).toEqual({ [ownStream]: { epoch: 1, seq: 0 }, [roomStream(id)]: { epoch: 1, seq: 4 } })
    await parley.close()
    for (let count = 0; count < 500; count++) server.say(id, `missed ${count}`)
    const { heard, resets } = await comeBack(positions)
    server.say(id, 'live')
    await clock.pass(50)
    expect(heard).toEqual([...Array.from({ length: 500 }, (_, count) => `missed ${count}`), 'live'])
    expect(resets).toEqual([])
    expect(parley.rooms.get(id)).toMatchObject({ head: 505, unread: 504 })
    expect(parley.faults).toBe(0)
  })

  test('hears of rooms that it came into meanwhile, and of what cannot be continued up to where it had come', async () => {
    const [kept, gone] = [server.room(1), server.room(2)]
    await online()
    const { positions } = parley
    await parley.close()
    server.say(gone, 'no longer held')
    server.retain(roomStream(gone), 0)
    server.say(kept, 'missed')
    server.join(3)
    const { heard, resets } = await comeBack(positions)
    expect(heard).toEqual(['undefined', 'missed'])
    const reset = { epoch: 1, head: 2, floor: 2 }
    expect(resets).toEqual([{ on: roomStream(gone), reset, had: { epoch: 1, seq: 1 } }])
    expect([...parley.rooms.keys()].sort()).toEqual([kept, gone, roomId(3)])
  })

  test('is no worse off with positions in what is no longer its own', async () => {
    server.room(1)
    const strange = { [roomStream(roomId(9))]: { epoch: 1, seq: 5 }, [roomStream(other)]: { epoch: 7, seq: 0 } }
    await comeBack(strange)
    expect(Object.keys(parley.positions)).toEqual([ownStream, roomStream(roomId(1))])
  })

  test('may read what is beyond what is sent again, page by page', async () => {
    const id = server.room(1)
    const pages: number[] = []
    const call = async (_: string, { after, limit }: { after: number; limit: number }) => {
      pages.push(after)
      const events = server.stream(roomStream(id)).log.slice(after, after + limit)
      return { epoch: 1, head: 0, floor: 0, events, more: after + limit < server.head(roomStream(id)) }
    }
    for (let count = 0; count < 450; count++) server.say(id, `${count}`)
    const read: number[] = []
    for await (const { seq } of eventsAfter({ call: call as never }, id, 10)) read.push(seq)
    expect(read).toEqual(Array.from({ length: 441 }, (_, place) => 11 + place))
    expect(pages).toEqual([10, 210, 410])
    start()
  })
})

describe('a store of positions', () => {
  test('is asked before the first connection, and kept up with what was told', async () => {
    const id = server.room(1)
    const store = memoryStore()
    await online({ positions: store })
    server.say(id, 'one')
    await clock.pass(1_100)
    expect(store.kept[roomStream(id)]).toEqual({ epoch: 1, seq: 2 })
    server.say(id, 'two')
    await clock.pass(50)
    await parley.close()
    expect(store.kept[roomStream(id)]).toEqual({ epoch: 1, seq: 3 })
    server.say(id, 'three')
    const { heard } = await comeBack(store)
    expect(heard).toEqual(['three'])
  })

  test('is written to once a second at most, and not where nothing moves', async () => {
    const id = server.room(1)
    const store = memoryStore()
    await online({ positions: store })
    for (let count = 0; count < 1_000; count++) {
      server.say(id, 'much')
      await clock.pass(10)
    }
    expect(store.saves).toBeLessThanOrEqual(11)
    await clock.pass(5_000)
    const { saves } = store
    await clock.pass(60_000)
    expect(store.saves).toBe(saves)
  })

  test('that cannot be read ends it, as what was missed would be missed for good, and is not overwritten', async () => {
    const saved: Positions[] = []
    const broken = {
      load: async () => Promise.reject(new Error('disk gone')),
      save: async (positions: Positions) => void saved.push(positions),
    }
    start({ positions: broken })
    await settled()
    expect(parley.state).toBe('ended')
    expect(parley.error).toMatchObject({ name: 'SETUP_FAULT', message: expect.stringContaining('disk gone') })
    await parley.close()
    expect(saved).toEqual([])
    start({ positions: { load: async () => ({ x: 1 }) as never, save: broken.save } })
    await settled()
    expect(parley.error?.message).toContain('what is no position: ["x",1]')
  })

  test('that cannot be written to is heard of, tried again, and holds nothing up', async () => {
    const id = server.room(1)
    const store = memoryStore()
    const { save } = store
    store.save = async () => Promise.reject(new Error('disk full'))
    await online({ positions: store })
    await clock.pass(1_100)
    expect(reports).toEqual([new Error('disk full')])
    store.save = save
    server.say(id, 'one')
    await clock.pass(1_100)
    expect(store.kept[roomStream(id)]).toEqual({ epoch: 1, seq: 2 })
  })
})

test('a file keeps positions and unsent messages of a program, which goes on from both', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-bot-'))
  const id = server.room(1)
  {
    await using store = await fileStore(join(folder, 'bot.json'))
    await online({ ...store })
    server.isUp = false
    server.socket.sever()
    void parley.rooms.get(id)?.send('written while offline')
    await parley.close()
  }
  for (const text of ['one', 'two']) server.say(id, text)
  server.isUp = true
  await using store = await fileStore(join(folder, 'bot.json'))
  start({ ...store })
  const heard = texts()
  while (!heard.includes('written while offline')) await clock.pass(100)
  expect(heard).toEqual(['one', 'two', 'written while offline'])
  await parley.close()
  await rm(folder, { recursive: true })
})
