/** What is lost: gateways, Redis, and what it knew. */
import { randomUUID } from 'node:crypto'
import { askOwner } from '@parley/service-kit'
import { beforeAll, expect, test } from 'vitest'
import { usePresence } from './running-presence.ts'

let running: Awaited<ReturnType<typeof usePresence>>
beforeAll(async () => {
  running = await usePresence({ SETTLE_MS: '2000' })
})

const topicOf = (user: string) => `presence/person/${user}`
/** As a gateway asks that knows this version of somebody. */
const compare = async (user: string, known: number) => {
  const [state] = await askOwner(running.bus, 'presence', 'topics', [{ on: topicOf(user), known }])
  return state?.frame === undefined ? undefined : JSON.parse(state.frame)
}

test('the users of a gateway that is killed are offline when its leases end, each told once', async () => {
  const { gateway, told, list, published } = running
  const users = Array.from({ length: 5_000 }, () => randomUUID())
  const [killed, living] = [gateway(8_000), gateway()]
  for (let at = 0; at < users.length; at += 500) await killed.active(...users.slice(at, at + 500))
  const [kept = '', lost = ''] = users
  await living.idle(kept)
  const stories = () => {
    const all = Map.groupBy(published, ({ by }) => by)
    return users.map((user) => (all.get(user) ?? []).map(({ is }) => is.state).join())
  }
  const untold = () => stories().filter((story) => !story.includes(',')).length
  await expect.poll(untold, { timeout: 60_000 }).toBe(0)
  expect(new Set(stories().slice(1))).toEqual(new Set(['online,offline']))
  expect(told(kept).at(-1)?.is.state).toBe('idle')
  expect((await list([kept, lost])).map(({ state }) => state)).toEqual(['idle', 'offline'])
})

test('a flushed Redis is told again who is there, and nobody is offline meanwhile; who is not named again is, for who had watched', async () => {
  const { gateway, flush, told, seen } = running
  const [one, here, left] = [gateway(), randomUUID(), randomUUID()]
  await one.active(here, left)
  await expect.poll(() => told(left)).toHaveLength(1)
  const known = (await seen(left)).version
  await flush()
  // Not all may have been told yet: what is known of them stays.
  expect(await compare(left, known)).toBeUndefined()
  await one.active(here)
  expect(await seen(here)).toMatchObject({ state: 'online' })
  await expect.poll(() => compare(left, known)).toMatchObject({ ev: 'presence.changed', is: { state: 'offline' } })
  expect((await seen(here)).version).toBeGreaterThan(known)
  expect((await seen(left)).version).toBeGreaterThan(known)
  expect(told(here).every(({ is }) => is.state === 'online')).toBe(true)
})

test('what gateways know already is not told again, and what is no topic of its own to nobody', async () => {
  const { gateway, seen, bus } = running
  const [one, ann] = [gateway(), randomUUID()]
  await one.active(ann)
  const { version } = await seen(ann)
  expect(await compare(ann, version)).toBeUndefined()
  expect(await compare(ann, version - 1)).toMatchObject({ is: { state: 'online', version } })
  const names = ['chat/room/x', `presence/person2/${ann}`, `presence/${ann}`, topicOf(ann)]
  const answers = await askOwner(
    bus,
    'presence',
    'topics',
    names.map((on) => ({ on, reader: ann })),
  )
  expect(answers.map((answer) => answer !== null)).toEqual([false, false, false, true])
})

test('a choice that Redis did not hear when it was made is told to it soon', async () => {
  const { gateway, sql, becomes } = running
  const [one, ann] = [gateway(), randomUUID()]
  await one.active(ann)
  await sql(`insert into choice (person, turn, state) values ($1, extract(epoch from now()) * 1000, 'dnd')`, [ann])
  await becomes(ann, 'dnd')
})

test('services are told who has a device, whatever they show, and nothing of whom Redis may have forgotten', async () => {
  const { gateway, flush, ok, bus } = running
  const [one, here, left] = [gateway(), randomUUID(), randomUUID()]
  const present = () => askOwner(bus, 'presence', 'present', [here, left, here])
  await ok(here, 'presence.set', { state: 'invisible' })
  await one.active(here, left)
  await one.gone(left)
  await expect.poll(present, { timeout: 20_000 }).toEqual([true, false, true])
  await flush()
  expect(await present()).toEqual([null, null, null])
  await one.active(here)
  expect((await present())[0]).toBe(true)
  await expect.poll(present, { timeout: 20_000 }).toEqual([true, false, true])
})

test('services are told for how long nobody has sat before a device of somebody, whatever they show, as far as is known', async () => {
  const { gateway, flush, ok, bus, redis, prefix } = running
  const [one, here, idle, never] = [gateway(), randomUUID(), randomUUID(), randomUUID()]
  const used = () => askOwner(bus, 'presence', 'used', [here, idle, never])
  await ok(here, 'presence.set', { state: 'invisible' })
  await one.active(here, idle)
  await one.idle(idle)
  await expect.poll(async () => (await used()).includes(null), { timeout: 20_000 }).toBe(false)
  // An hour ago, as far as Redis knows.
  const hour = 3_600_000
  const [idleKey = ''] = await redis.keys(`${prefix}:presence:*:person:${idle}`)
  await redis.hset(idleKey, 'used', Date.now() - hour)
  for (const key of await redis.keys(`${prefix}:presence:*:began`)) await redis.set(key, Date.now() - 2 * hour)
  const [now = null, left = null, long = null] = await used()
  expect(now).toBe(0)
  for (const [ms, whole] of [
    [left, hour],
    [long, 2 * hour],
  ] as const) {
    expect(ms).toBeGreaterThan(whole - 60_000)
    expect(ms).toBeLessThan(whole + 600_000)
  }
  await flush()
  expect(await used()).toEqual([null, null, null])
})
