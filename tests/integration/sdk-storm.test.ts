import type { Parley, Room } from '@parley/client'
import { type Link, layLink } from '@parley/testcontainers/link'
import { expect, inject, test } from 'vitest'
import { enter, roomOf, said, until } from '../setup/sdk.ts'
import { startWorld } from '../setup/world.ts'

const rooms = 8
const annsPerRoom = 150
const bobsPerRoom = 50
const total = rooms * (annsPerRoom + bobsPerRoom)
const cuts = 9

const numbered = (count: number, word: string): string[] =>
  Array.from({ length: count }, (_, place) => `${word} ${place}`)

/** Everything that is not the next event of its stream. */
const disorderOf = (parley: Parley): string[] => {
  const seen = new Map<string, number>()
  const disorder: string[] = []
  parley.on('event', ({ on, seq }) => {
    const last = seen.get(on)
    if (last !== undefined && seq !== last + 1) disorder.push(`${on}: ${seq} after ${last}`)
    seen.set(on, seq)
  })
  parley.on('reset', ({ on }) => disorder.push(`${on}: reset`))
  return disorder
}

test(`${total} sends in ${rooms} rooms get through ${cuts} cut connections, each once and in order`, async () => {
  await using world = await startWorld(inject('backing'), { gateways: 2, chats: 2 })
  const links = await Promise.all([layLink(world.urls), layLink(world.urls)])
  await using annsLink = links[0]
  await using bobsLink = links[1]
  await using ann = await enter(annsLink.url, 'Ann', { callTimeoutMs: 5_000 })
  await using bob = await enter(bobsLink.url, 'Bob', { callTimeoutMs: 5_000, encoding: 'msgpack' })
  const disorders = [disorderOf(ann.parley), disorderOf(bob.parley)]

  const anns = await Promise.all(numbered(rooms, 'Room').map((name) => ann.parley.createGroup(name, [bob.user])))
  const bobs = await Promise.all(anns.map(({ id }) => roomOf(bob.parley, id)))
  const cut = cutter([annsLink, bobsLink])
  await Promise.all([
    ...anns.flatMap((room) => sendAll(room, numbered(annsPerRoom, 'ann'), cut)),
    ...bobs.flatMap((room) => sendAll(room, numbered(bobsPerRoom, 'bob'), cut)),
  ])
  expect(cut.count).toBe(cuts)

  for (const [place, room] of anns.entries()) {
    const theirs = bobs[place] as Room
    await until(ann.parley, () => said(room).length === annsPerRoom + bobsPerRoom)
    await until(bob.parley, () => said(theirs).length === annsPerRoom + bobsPerRoom)
    expect(theirs.messages).toEqual(room.messages)
    expect(said(room).filter((text) => text.startsWith('ann'))).toEqual(numbered(annsPerRoom, 'ann'))
    expect(said(room).filter((text) => text.startsWith('bob'))).toEqual(numbered(bobsPerRoom, 'bob'))
  }
  expect(disorders).toEqual([[], []])
  expect([ann.parley.faults, bob.parley.faults]).toEqual([0, 0])
  expect([ann.parley.unsent, bob.parley.unsent]).toEqual([[], []])
})

const sendAll = (room: Room, texts: string[], cut: { sent(): void }): Promise<void>[] =>
  texts.map((text) => room.send(text).then(() => cut.sent()))

/** Cuts one link after the other, spread over all sends, in the midst of them. */
const cutter = (links: readonly Link[]) => {
  const every = Math.floor(total / (cuts + 1))
  let sent = 0
  return {
    count: 0,
    sent() {
      sent += 1
      if (sent % every !== 0 || this.count === cuts) return
      expect(links[this.count % links.length]?.cut()).toBeGreaterThan(0)
      this.count += 1
    },
  }
}
