/** Nothing is lost while notify is away, and nothing told twice when it is back. */
import { uuid7 } from '@parley/client'
import { notify } from '@parley/notify'
import type { Output } from '@parley/protocol'
import { makeLog, type RunningService, startService } from '@parley/service-kit'
import { openAdmin } from '@parley/service-kit/testing'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
const running = new Set<RunningService>()
beforeAll(async () => {
  world = await startWorld(inject('backing'))
  for (const service of world.services.get('notify') ?? []) running.add(service)
})
afterAll(async () => {
  await stop()
  await world[Symbol.asyncDispose]()
})

const stop = async () => {
  for (const service of running) await service[Symbol.asyncDispose]()
  running.clear()
}
const start = async (processes: number) => {
  for (let process = 0; process < processes; process++)
    running.add(await startService(notify, world.env('notify'), { log: makeLog('notify', 'silent') }))
}
const sql = async <Row extends object>(text: string, values: unknown[] = []): Promise<Row[]> => {
  const admin = openAdmin(world.environment.adminUrl, 'notify', 1)
  try {
    return (await admin.query<Row>(text, values)).rows
  } finally {
    await admin.end()
  }
}

const unreadOf = async ({ token }: Person) => (await world.post('inbox.list', { limit: 1 }, token)).unread

const mentions = 10_000
const senders = 4
/** Of one sender under way at once. */
const atOnce = 250

/** Where the messages stand, in the order in which they were sent by one. */
const mention = async (client: RawClient, room: string, whom: Person, count: number): Promise<number[]> => {
  const seqs: number[] = []
  while (seqs.length < count) {
    const part = Array.from({ length: Math.min(atOnce, count - seqs.length) }, () =>
      client.call('message.send', { room, id: uuid7(), text: `<@${whom.user}>` }),
    )
    seqs.push(...(await Promise.all(part)).map(({ seq }) => seq))
  }
  return seqs
}

/** All of an inbox, the oldest first. */
const inboxOf = async ({ token }: Person) => {
  const all: Output<'inbox.list'>['notifications'] = []
  let page: Output<'inbox.list'> | undefined
  do {
    const before = page?.next
    page = await world.post('inbox.list', { limit: 200, ...(before ? { before } : {}) }, token)
    all.push(...page.notifications)
  } while (page.next)
  return all.toReversed()
}

test('notify killed and 10,000 mentions meanwhile: 10,000 notifications, in order, none twice', async () => {
  const people = await Promise.all(
    ['Bob', ...Array.from({ length: senders }, (_, place) => `S${place}`)].map((name) => world.person(name)),
  )
  const [bob, ...others] = people as [Person, ...Person[]]
  const [ann] = others as [Person]
  const { room } = await world.post(
    'room.create',
    { kind: 'group', name: 'Orchestra', members: people.filter((one) => one !== ann).map(({ user }) => user) },
    ann.token,
  )
  await stop()
  const sent = await Promise.all(
    others.map(async (person) => {
      await using client = await world.connect(person, { opened: true })
      return await mention(client, room, bob, mentions / senders)
    }),
  )
  await start(2)
  await eventually('half of them', async () => (await unreadOf(bob)) > mentions / 2, 120_000)
  // Another one takes over in the midst of it, and reads all of it once more.
  await stop()
  await sql(`update projection set position = 'null' where owner = 'chat'`)
  await start(2)
  await eventually('all of them', async () => (await unreadOf(bob)) >= mentions, 120_000)
  const told = await inboxOf(bob)
  expect(told.map(({ message }) => message)).toEqual(sent.flat().toSorted((one, other) => one - other))
  expect(new Set(told.map(({ kind, state }) => `${kind} ${state}`))).toEqual(new Set(['mention unread']))
}, 300_000)
