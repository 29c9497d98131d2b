import { rm } from 'node:fs/promises'
import type { EventFrame } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Part, type Processes, startProcesses } from '../setup/processes.ts'
import { enter, roomOf, type SdkUser, said, until } from '../setup/sdk.ts'
import { query, storedFrames } from '../setup/stored.ts'

/** Messages of each person in each test: the fault comes when a third of them is acknowledged. */
const each = 60
const people = ['Ann', 'Bob', 'Cid', 'Dan']

let parts: Processes
let users: SdkUser[]

beforeAll(async () => {
  parts = await startProcesses()
  users = await Promise.all(
    people.map((name, place) => enter(parts.urls[place % 2] as string, name, { callTimeoutMs: 4_000 })),
  )
})
afterAll(async () => {
  await Promise.all((users ?? []).map((user) => user[Symbol.asyncDispose]()))
  await parts?.[Symbol.asyncDispose]()
})

const again = async (part: Part, signal: 'SIGKILL' | 'SIGTERM') => {
  await part.end(signal)
  await part.start()
}

const inTurn = async (all: readonly Part[]) => {
  for (const part of all) await again(part, 'SIGTERM')
}

/** What happens in the middle of sending. */
const faults: Readonly<Record<string, () => Promise<void>>> = {
  'a gateway is killed': () => again(parts.gateways[0] as Part, 'SIGKILL'),
  'both gateways are killed at once': async () => {
    await Promise.all(parts.gateways.map((part) => again(part, 'SIGKILL')))
  },
  'a chat is killed': () => again(parts.chats[0] as Part, 'SIGKILL'),
  'both chats are killed at once': async () => {
    await Promise.all(parts.chats.map((part) => again(part, 'SIGKILL')))
  },
  'auth is killed': () => again(parts.auth, 'SIGKILL'),
  'NATS is killed, and all it had is wiped': async () => {
    await parts.nats.kill()
    await rm(parts.nats.dataDir, { recursive: true, force: true })
    await parts.nats.start()
  },
  'Redis is killed, and comes back empty': async () => {
    await parts.redis.kill()
    await rm(parts.redis.dataDir, { recursive: true, force: true })
    await parts.redis.start()
  },
  'Postgres is killed': async () => {
    await parts.postgres.kill()
    await parts.postgres.start()
  },
  'every process is replaced, one after another': () => inTurn([...parts.chats, parts.auth, ...parts.gateways]),
}

/** Every event of the room that the client is shown from now on. */
const watch = ({ parley }: SdkUser, on: string): EventFrame[] => {
  const events: EventFrame[] = []
  parley.on('event', (event) => {
    if (event.on === on) events.push(event)
  })
  return events
}

const sendAll = async (user: SdkUser, room: string, acknowledged: (text: string, seq: number) => void) => {
  const own = await roomOf(user.parley, room)
  await Promise.all(
    Array.from({ length: each }, async (_, place) => {
      const text = `${user.username} ${place}`
      acknowledged(text, (await own.send(text)).seq)
    }),
  )
}

describe('in the middle of sending', () => {
  test.each(Object.entries(faults))('%s: nothing acknowledged is lost, and all see the same', async (_, fault) => {
    const [first, ...others] = users as [SdkUser, ...SdkUser[]]
    const { id } = await first.parley.createGroup(
      'Room',
      others.map(({ user }) => user),
    )
    const rooms = await Promise.all(users.map(({ parley }) => roomOf(parley, id)))
    const on = `chat/room/${id}`
    const shown = users.map((user) => watch(user, on))
    const told = new Map<string, number>()
    const { promise: aThirdIsThrough, resolve } = Promise.withResolvers<void>()
    const acknowledged = (text: string, seq: number) => {
      told.set(text, seq)
      if (told.size === (people.length * each) / 3) resolve()
    }

    const sending = Promise.all(users.map((user) => sendAll(user, id, acknowledged)))
    await aThirdIsThrough
    expect(told.size).toBeLessThan(people.length * each)
    await Promise.all([sending, fault()])

    const stored = await storedFrames(parts.adminUrl, on)
    expect(stored.map(({ seq }) => seq)).toEqual(stored.map((_, place) => place + 1))
    const messages = stored.filter(({ ev }) => ev === 'message.sent')
    expect(new Map(messages.map(({ is, seq }) => [String(is.text), seq]))).toEqual(told)
    expect(messages).toHaveLength(told.size)
    for (const [place, { parley }] of users.entries()) {
      await until(parley, () => said(rooms[place] as (typeof rooms)[number]).length === told.size)
      const events = shown[place] as EventFrame[]
      expect(events).toEqual(stored.slice(-events.length))
      expect(parley.faults).toBe(0)
    }
  })

  test('and after all of it, the outbox lets nothing be missed', async () => {
    const [{ events, published } = { events: 0, published: 1 }] = await query<{ events: number; published: number }>(
      parts.adminUrl,
      `select (select count(*) from chat.event)::int as events,
         (select sum(last - first + 1) from chat.outbox, unnest(firsts, lasts) as part (first, last))::int as published`,
    )
    expect(published).toBe(events)
  })
})
