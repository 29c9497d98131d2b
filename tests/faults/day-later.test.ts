import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startNats } from '@parley/backing'
import { chat } from '@parley/chat'
import { uuid7 } from '@parley/client'
import { startService } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { query, storedEvents, storedFrames } from '../setup/stored.ts'
import { type Person, postTo, startWorld, type World } from '../setup/world.ts'

const day = 86_400_000
const scope = new AsyncDisposableStack()
let world: World
let nats: Awaited<ReturnType<typeof startNats>>
let [ann, bob]: Person[] = []

beforeAll(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-nats-'))
  scope.defer(() => rm(dataDir, { recursive: true, force: true }))
  nats = scope.use(await startNats({ dataDir }))
  world = scope.use(
    await startWorld(inject('backing'), { gateways: 2, env: { NATS_URL: nats.url, COMPARE_MS: '500' } }),
  )
  ;[ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
})
afterAll(() => scope.disposeAsync())

const as = (gateway: number, person: Person | undefined) => {
  const [url, token] = [world.urls[gateway] as string, person?.token]
  return {
    send: (room: string, id: string, text: string) => postTo(url, 'message.send', { room, id, text }, token),
    write: (user: string, id: string, text: string) => postTo(url, 'direct.send', { user, id, text }, token),
    make: (key: string) => postTo(url, 'room.create', { kind: 'group', key, name: 'Group', members: [] }, token),
  }
}

const pruneSql = `
  with gone as (delete from chat.outbox returning xid)
  update chat.history set pruned_xid = greatest(pruned_xid, (select max(xid) from gone))`

/** Everything is as if it had been done a day earlier, and what is kept for days only is gone. */
const letADayPass = async () => {
  await query(world.environment.adminUrl, `update chat.event set at = at - interval '1 day'`)
  await query(world.environment.adminUrl, pruneSql)
}

const meanwhile: Record<string, () => Promise<void>> = {
  'nothing else happens': async () => {},
  'NATS loses everything': async () => {
    await nats.kill()
    await rm(nats.dataDir, { recursive: true, force: true })
    await nats.start()
    await eventually('gateways and services are back on NATS', async () => {
      const reads = world.urls.flatMap((url) => [
        postTo(url, 'room.list', {}, ann?.token),
        postTo(url, 'account.get', {}, ann?.token),
      ])
      return (await Promise.allSettled(reads)).every(({ status }) => status === 'fulfilled')
    })
  },
  'chat is another process': async () => {
    const started = await startService(chat, world.env('chat'))
    await world.chats.pop()?.[Symbol.asyncDispose]()
    world.chats.push(started)
    scope.use(started)
  },
}

describe.each(Object.keys(meanwhile))('sent again a day later through another gateway, while %s', (what) => {
  test('a message is the same message with the same answer', async () => {
    const { room, on } = await as(0, ann).make(randomUUID())
    const [said, written] = [uuid7(), uuid7()]
    const sent = await as(0, ann).send(room, said, 'said once')
    const direct = await as(1, ann).write(bob?.user ?? '', written, 'written once')
    await letADayPass()
    await meanwhile[what]?.()
    expect(await as(1, ann).send(room, said, 'said once')).toEqual({ ...sent, at: sent.at - day })
    expect(await as(0, ann).write(bob?.user ?? '', written, 'written once')).toEqual({ ...direct, at: direct.at - day })
    const ids = (await storedEvents(world.environment.adminUrl)).flatMap(({ id }) => id ?? [])
    expect(ids.filter((id) => id === said || id === written)).toHaveLength(2)
    expect((await storedFrames(world.environment.adminUrl, on)).map(({ ev }) => ev)).toEqual([
      'room.created',
      'member.joined',
      'message.sent',
    ])
  })

  test('a message to nobody comes back once, and a group is the same group', async () => {
    const [lost, key, nobody] = [uuid7(), randomUUID(), randomUUID()]
    const { room } = await as(0, bob).make(key)
    await expect(as(0, bob).write(nobody, lost, 'anybody?')).rejects.toMatchObject({ name: 'USER_NOT_FOUND' })
    await letADayPass()
    await meanwhile[what]?.()
    await expect(as(1, bob).write(nobody, lost, 'anybody?')).rejects.toMatchObject({ name: 'USER_NOT_FOUND' })
    expect((await as(1, bob).make(key)).room).toBe(room)
    const own = await storedFrames(world.environment.adminUrl, `chat/user/${bob?.user}`)
    expect(own.filter(({ ev, is }) => ev === 'message.returned' && is.id === lost)).toHaveLength(1)
    expect(own.filter(({ ev, is }) => ev === 'room.joined' && is.room === room)).toHaveLength(1)
  })
})
