import { randomUUID } from 'node:crypto'
import { beforeAll, expect, test } from 'vitest'
import { usePresence } from './running-presence.ts'

let running: Awaited<ReturnType<typeof usePresence>>
beforeAll(async () => {
  running = await usePresence()
})

test('of several devices the most present one counts, and who has none is offline, seen last when the last one went', async () => {
  const { gateway, stateOf, seen } = running
  const [one, other, ann] = [gateway(), gateway(), randomUUID()]
  expect(await seen(ann)).toEqual({ user: ann, version: 0, state: 'offline' })
  await one.idle(ann)
  expect(await stateOf(ann)).toBe('idle')
  await other.active(ann)
  expect(await stateOf(ann)).toBe('online')
  await other.gone(ann)
  expect(await stateOf(ann)).toBe('idle')
  await one.gone(ann)
  const { state, seen_at = 0, version } = await seen(ann)
  expect(state).toBe('offline')
  // Of two changes in one millisecond the later one has the next version.
  expect(version - seen_at).toBeGreaterThanOrEqual(0)
  expect(version - seen_at).toBeLessThan(10)
})

test('what a gateway said earlier does not win when it arrives later', async () => {
  const { gateway, stateOf } = running
  const [one, ann] = [gateway(), randomUUID()]
  await one.say([[ann, 1]], [], 5)
  await one.say([[ann, 0]], [], 4)
  await one.say([], [ann], 3)
  expect(await stateOf(ann)).toBe('online')
  await one.say([[ann, 0]], [], 6)
  expect(await stateOf(ann)).toBe('idle')
})

test('each change is told once to who watches, and what says the same again is told to nobody', async () => {
  const { gateway, told } = running
  const [one, other, ann] = [gateway(), gateway(), randomUUID()]
  await one.active(ann)
  await expect.poll(() => told(ann)).toHaveLength(1)
  await one.active(ann)
  await other.idle(ann)
  await one.idle(ann)
  await expect.poll(() => told(ann).at(-1)?.is).toMatchObject({ state: 'idle' })
  const [first, last] = told(ann)
  expect(told(ann)).toHaveLength(2)
  expect(first).toMatchObject({ ev: 'presence.changed', by: ann, is: { state: 'online' } })
  expect(last?.is.version).toBeGreaterThan(first?.is.version as number)
})

test('do not disturb, a status and an activity are shown while somebody is there, in whatever script', async () => {
  const { gateway, ok, seen } = running
  const [one, ann] = [gateway(), randomUUID()]
  const said = { status: 'في اجتماع 🎲 "now"', activity: { game: 'Chess', details: '\\n♟️', party_size: '2' } }
  const own = await ok(ann, 'presence.set', { state: 'dnd', ...said })
  expect(own).toMatchObject({ state: 'dnd', last_seen: 'everyone', ...said })
  expect(await ok(ann, 'presence.get', {})).toEqual(own)
  expect(await seen(ann)).toEqual({ user: ann, version: 0, state: 'offline' })
  await one.active(ann)
  expect(await seen(ann)).toMatchObject({ state: 'dnd', ...said })
  await ok(ann, 'presence.set', { state: 'automatic', activity: {} })
  const { state, status, activity } = await seen(ann)
  expect({ state, status, activity }).toEqual({ state: 'online', status: said.status, activity: undefined })
  await one.gone(ann)
  expect(Object.keys(await seen(ann)).sort()).toEqual(['seen_at', 'state', 'user', 'version'])
})

test('a status and an activity end by themselves, and watchers are told', async () => {
  const { gateway, ok, seen, told } = running
  const [one, ann] = [gateway(), randomUUID()]
  await one.active(ann)
  const ends = { status: 'Tea', status_ends_in_ms: 4_000, activity: { game: 'Go' }, activity_ends_in_ms: 4_000 }
  await ok(ann, 'presence.set', ends)
  expect(await seen(ann)).toMatchObject({ status: 'Tea', activity: { game: 'Go' } })
  await expect.poll(async () => Object.keys(await seen(ann)).sort()).toEqual(['state', 'user', 'version'])
  await expect.poll(() => told(ann).at(-1)?.is.status).toBeUndefined()
  expect(Object.keys(await ok(ann, 'presence.get', {})).sort()).toEqual(['last_seen', 'state'])
})

test('an activity of more than the most bytes is refused, and one of thirty full lines is not', async () => {
  const { ask, ok } = running
  const ann = randomUUID()
  const lines = (sign: string) =>
    Object.fromEntries(Array.from({ length: 30 }, (_, place) => [`k${place}`.padEnd(64, 'k'), sign.repeat(256)]))
  expect(await ask(ann, 'presence.set', { activity: lines('漢') })).toMatchObject({
    error: { name: 'ACTIVITY_TOO_LARGE', most: 16_384 },
  })
  expect(await ok(ann, 'presence.set', { activity: lines('a') })).toMatchObject({ activity: lines('a') })
})

test('two devices that say something at once lose nothing of what the other said', async () => {
  const { ok, sql } = running
  const ann = randomUUID()
  await Promise.all([
    ok(ann, 'presence.set', { state: 'dnd' }),
    ok(ann, 'presence.set', { status: 'Lunch' }),
    ok(ann, 'presence.set', { last_seen: 'nobody' }),
  ])
  expect(await ok(ann, 'presence.get', {})).toEqual({ state: 'dnd', status: 'Lunch', last_seen: 'nobody' })
  expect(await sql('select 1 from choice where person = $1', [ann])).toHaveLength(1)
})
