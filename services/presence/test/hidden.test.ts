/** Who is invisible, and who is gone: nobody can tell which. */
import { randomUUID } from 'node:crypto'
import type { EventFrame } from '@parley/protocol'
import { beforeAll, expect, test } from 'vitest'
import { usePresence } from './running-presence.ts'

/** Longer than a few questions take, however much else is done meanwhile. */
const graceMs = 4_000
let running: Awaited<ReturnType<typeof usePresence>>
beforeAll(async () => {
  running = await usePresence({ OFFLINE_GRACE_MS: String(graceMs) })
})

type Frames = readonly EventFrame[]
/** All that watchers are told, without who and when. */
const story = (told: Frames) =>
  told.map(({ ev, by, is, on }) => {
    expect([on, by]).toEqual([`presence/person/${by}`, by])
    const { version, seen_at, ...rest } = is
    return [ev, rest, seen_at === undefined ? 'never' : seen_at === version]
  })

test('who becomes invisible is told of, listed and seen last exactly as who goes, and not before a grace', async () => {
  const { gateway, ok, seen, told, stateOf } = running
  const [one, gone, hidden] = [gateway(), randomUUID(), randomUUID()]
  await one.active(gone, hidden)
  await ok(hidden, 'presence.set', { state: 'invisible' })
  await one.gone(gone)
  expect([await stateOf(gone), await stateOf(hidden)]).toEqual(['online', 'online'])
  for (const user of [gone, hidden]) await expect.poll(() => told(user)).toHaveLength(2)
  // What only the hidden one does afterwards shows nowhere.
  await one.idle(hidden)
  await ok(hidden, 'presence.set', { status: 'Secret', activity: { game: 'Chess' }, last_seen: 'nobody' })
  await one.active(hidden)
  await one.gone(hidden)
  await expect.poll(() => seen(hidden)).toMatchObject({ state: 'offline' })
  expect(story(told(hidden))).toEqual(story(told(gone)))
  const [of, other] = [await seen(gone), await seen(hidden)]
  expect(Object.keys(of).sort()).toEqual(Object.keys(other).sort())
  for (const { version, seen_at } of [of, other]) expect(seen_at).toBe(version)
})

test('who comes invisible is to others who was never there, also by what there is to ask', async () => {
  const { gateway, ok, list, told } = running
  const [one, nobody, hidden] = [gateway(), randomUUID(), randomUUID()]
  await ok(hidden, 'presence.set', { state: 'invisible' })
  await one.active(hidden)
  await one.gone(hidden)
  const [first, second] = await list([nobody, hidden])
  expect({ ...first, user: '' }).toEqual({ ...second, user: '' })
  expect(told(hidden)).toEqual([])
})

test('who is invisible stays so when Redis has forgotten everything', async () => {
  const { gateway, ok, flush, told, becomes, stateOf } = running
  const [one, shown, hidden] = [gateway(), randomUUID(), randomUUID()]
  await ok(hidden, 'presence.set', { state: 'invisible' })
  await one.active(shown, hidden)
  await flush()
  await one.active(shown, hidden)
  await becomes(shown, 'online')
  expect(await stateOf(hidden)).toBe('offline')
  expect(told(hidden)).toEqual([])
})

test('when somebody was last there is told to nobody where they so choose', async () => {
  const { gateway, ok, seen, becomes } = running
  const [one, ann] = [gateway(), randomUUID()]
  await ok(ann, 'presence.set', { last_seen: 'nobody' })
  await one.active(ann)
  await one.gone(ann)
  await becomes(ann, 'offline')
  expect((await seen(ann)).seen_at).toBeUndefined()
})

test('ten reloads in a row show to nobody, and the last leaving does, once', async () => {
  const { gateway, told, becomes } = running
  const [one, other, ann] = [gateway(), gateway(), randomUUID()]
  await one.active(ann)
  await expect.poll(() => told(ann)).toHaveLength(1)
  for (let reload = 0; reload < 10; reload++) {
    await one.gone(ann)
    await (reload % 2 ? one : other).active(ann)
  }
  await Promise.all([one.gone(ann), other.gone(ann)])
  await becomes(ann, 'offline')
  await expect.poll(() => told(ann).length).toBeGreaterThan(1)
  expect(told(ann).map(({ is }) => is.state)).toEqual(['online', 'offline'])
})
