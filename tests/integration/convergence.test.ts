import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { uuid7 } from '@parley/client'
import { type Event, type Input, MessageText, matches } from '@parley/protocol'
import { askOwner, connectBus, makeLog } from '@parley/service-kit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { age, runRetention } from '../setup/aging.ts'
import { root } from '../setup/child.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'
import { cases, comparable, Reader, takeSnapshot } from './snapshot.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { COMPARE_MS: '500' } })
})
afterAll(() => world[Symbol.asyncDispose]())

const seen = new Set<string>()

type Step = readonly [what: string, who: number, whom: number, where: number, text: string]

/** One of the last messages of a room. */
const near = async (room: string, place: number, token: string, isPoll = false): Promise<number> => {
  const { events } = await world.post('room.history', { room }, token)
  const messages = events.filter((event) => event.ev === 'message.sent' && (!isPoll || 'poll' in event.is))
  return messages.at(-1 - place)?.seq ?? messages.at(-1)?.seq ?? 1
}

/** What somebody may keep about a room. */
const kept: readonly Omit<Input<'preference.set'>, 'room'>[] = [
  { favourite: true, place: 7 },
  { hidden: true },
  { hidden: true, seen: 3 },
  { hidden: false },
  { muted: true },
  { muted_ms: 60_000 },
  { muted: false },
  { level: 'mentions', folder: 'Work' },
  { favourite: false, folder: '' },
]

/** What may be set of a group. */
const settings: readonly Omit<Input<'room.change'>, 'room'>[] = [
  { theme: 'ocean' },
  { slow_seconds: 1, theme: 'plain' },
  { mention_all: 'members' },
  { posting: 'admins' },
  { posting: 'members', mention_all: 'admins' },
  { slow_seconds: 0 },
  { keep_hours: 24, keep_pins: true },
  { keep_hours: 0, keep_threads: true },
]

const votes = [[0], [1], [0, 2], [], [2, 1, 1]]

/** A few ids, so that some are met again. */
const ids = Array.from({ length: 13 }, () => uuid7())
const idFor = (place: number): string => ids[place % ids.length] as string
/** Soon, or not while anybody looks. */
const whenOf = (place: number): number => (place === 0 ? 1 : 3_600_000)

const act = async (
  people: readonly Person[],
  rooms: string[],
  [what, who, whom, where, text]: Step,
): Promise<unknown> => {
  const { token } = people[who % people.length] as Person
  const { user } = people[whom % people.length] as Person
  const room = rooms[where % Math.max(rooms.length, 1)] ?? uuid7()
  switch (what) {
    case 'group':
      return rooms.push(
        (await world.post('room.create', { kind: 'group', name: 'Group', members: [user] }, token)).room,
      )
    case 'direct':
      return world.post('room.create', { kind: 'direct', user }, token)
    case 'write':
      return world.post('direct.send', { user, id: uuid7(), text }, token)
    case 'write to nobody':
      return world.post('direct.send', { user: uuid7(), id: uuid7(), text }, token)
    case 'add':
      return world.post('member.add', { room, users: [user] }, token)
    case 'remove':
      return world.post('member.remove', { room, user }, token)
    case 'leave':
      return world.post('room.leave', { room }, token)
    case 'delete':
      return world.post('room.delete', { room }, token)
    case 'rename':
      return world.post('room.change', { room, name: `Group ${whom}`, topic: where % 2 ? `About ${where}` : '' }, token)
    case 'set':
      return world.post('room.change', { room, ...settings[(whom + where) % settings.length] }, token)
    case 'role':
      return world.post(
        'role.set',
        { room, user, role: (['owner', 'admin', 'member'] as const)[where % 3] ?? 'member' },
        token,
      )
    case 'take back':
      return world.post('message.delete', { room, seq: await near(room, whom, token) }, token)
    case 'edit':
      return world.post('message.edit', { room, seq: await near(room, whom, token), id: uuid7(), text }, token)
    case 'forward': {
      const from = { room, seq: await near(room, whom, token) }
      return world.post(
        'message.forward',
        { from, to: [{ room: rooms.at(-1 - (whom % 2)) ?? room, id: idFor(where) }] },
        token,
      )
    }
    case 'react':
    case 'react no more': {
      const command = what === 'react' ? 'reaction.add' : 'reaction.remove'
      return world.post(
        command,
        { room, seq: await near(room, whom, token), emoji: text.length % 2 ? '👍' : '🎉' },
        token,
      )
    }
    case 'pin':
    case 'unpin':
      return world.post(`message.${what}`, { room, seq: await near(room, whom, token) }, token)
    case 'ask':
      return world.post(
        'poll.create',
        { room, id: uuid7(), question: text, answers: ['yes', 'no', text], multiple: where % 2 === 1 },
        token,
      )
    case 'vote':
      return world.post(
        'poll.vote',
        { room, seq: await near(room, whom, token, true), answers: votes[where % 5] ?? [] },
        token,
      )
    case 'close':
      return world.post('poll.close', { room, seq: await near(room, whom, token, true) }, token)
    case 'bookmark':
    case 'unbookmark': {
      const command = what === 'bookmark' ? 'bookmark.add' : 'bookmark.remove'
      return world.post(command, { room, seq: await near(room, whom, token) }, token)
    }
    case 'schedule':
      return world.post('schedule.create', { room, id: idFor(where), text, when: { in_ms: whenOf(whom) } }, token)
    case 'reschedule':
      return world.post('schedule.change', { room, id: idFor(where), text, when: { in_ms: whenOf(whom) } }, token)
    case 'unschedule':
      return world.post('schedule.cancel', { room, id: idFor(where) }, token)
    case 'remind':
      return world.post('reminder.set', { id: idFor(where), text, when: { in_ms: whenOf(whom) } }, token)
    case 'remind not':
      return world.post('reminder.remove', { id: idFor(where) }, token)
    case 'hide':
      return world.post('author.hide', { user }, token)
    case 'show':
      return world.post('author.show', { user }, token)
    case 'keep':
      return world.post('preference.set', { room, ...kept[(whom + where) % kept.length] }, token)
    case 'mark':
      return world.post('unread.mark', { room, ...(whom ? { seq: where } : {}) }, token)
    case 'unmark':
      return world.post('unread.clear', { room }, token)
    case 'read':
      return world.post('cursor.move', { room, seq: where + 3 }, token)
    default:
      return world.post('message.send', { room, id: uuid7(), text }, token)
  }
}

const steps = fc.array(
  fc.tuple(
    fc.constantFrom(
      'group',
      'direct',
      'write',
      'write to nobody',
      'add',
      'add',
      'remove',
      'leave',
      'delete',
      'rename',
      'rename',
      'set',
      'set',
      'role',
      'role',
      'take back',
      'edit',
      'edit',
      'react',
      'react',
      'react',
      'react no more',
      'pin',
      'unpin',
      'forward',
      'forward',
      'ask',
      'vote',
      'vote',
      'vote',
      'close',
      'bookmark',
      'bookmark',
      'unbookmark',
      'schedule',
      'schedule',
      'reschedule',
      'unschedule',
      'remind',
      'remind not',
      'hide',
      'hide',
      'show',
      'read',
      'keep',
      'keep',
      'mark',
      'unmark',
      'say',
      'say',
      'say',
    ),
    fc.nat(3),
    fc.nat(3),
    fc.nat(12),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }).filter((text) => matches(MessageText, text)),
  ),
  { minLength: 15, maxLength: 60 },
)

/** A thread without replies: where it stands is told by signals. */
const threadOnce = async (room: string, seq: number, { token }: Person) => {
  const { room: thread } = await world.post('thread.create', { room, seq }, token)
  await world.post('thread.change', { room: thread, name: 'Aside', archived: true }, token)
  await world.post('thread.unfollow', { room: thread }, token)
}

/** Half of what is there, of which something was edited since, is removed. */
const removeOnce = async (room: string, { token }: Person, other: Person) => {
  const { seq } = await world.post('message.send', { room, id: uuid7(), text: 'old' }, other.token)
  await world.post('message.send', { room, id: uuid7(), text: 'newer' }, other.token)
  await world.post('message.edit', { room, seq, id: uuid7(), text: 'old, and edited' }, other.token)
  await world.post('room.change', { room, keep_hours: 1 }, token)
  const { adminUrl } = world.environment
  await age(adminUrl, room, seq)
  await runRetention(adminUrl)
}

/** What links lead to is told by the service that keeps files, which is not here. */
const linksOnce = async (room: string, { token }: Person) => {
  await using bus = await connectBus([inject('backing').natsUrl], world.environment.prefix, makeLog('files', 'silent'))
  const link = 'https://example.org/'
  for (const isRemoved of [false, true]) {
    const { seq } = await world.post('message.send', { room, id: uuid7(), text: `see ${link}` }, token)
    const previews = [{ link, title: 'Example' }]
    await askOwner(bus, 'chat', 'previews', { room, message: seq, told: seq, previews })
    if (isRemoved) await world.post('preview.remove', { room, seq }, token)
  }
  for (const shown of [false, true]) await world.post('preview.show', { shown }, token)
}

/** What chance may leave out. */
const actOnce = async ([ann, bob, cid]: readonly Person[]) => {
  const members = [bob?.user ?? '', cid?.user ?? '']
  // Whom chance has hidden nothing could be done to.
  for (const { token } of [ann, bob] as Person[]) await world.post('author.show', { user: cid?.user ?? '' }, token)
  await world.post('privacy.set', { groups: 'nobody' }, bob?.token)
  for (const name of ['Asked', 'Declined'])
    await world.post('room.create', { kind: 'group', name, members: [bob?.user ?? ''] }, ann?.token)
  const { invites } = await world.post('invite.received', {}, bob?.token)
  await world.post('invite.decline', { code: invites[0]?.code ?? '' }, bob?.token)
  await world.post('privacy.set', { groups: 'everyone' }, bob?.token)
  const { room } = await world.post('room.create', { kind: 'group', name: 'Always', members }, ann?.token)
  const { seq } = await world.post('message.send', { room, id: uuid7(), text: 'not so' }, cid?.token)
  const own = { room, seq }
  await world.post('message.edit', { ...own, id: uuid7(), text: 'nor so' }, cid?.token)
  await world.post('reaction.add', { ...own, emoji: '👍' }, bob?.token)
  await world.post('reaction.remove', { ...own, emoji: '👍' }, bob?.token)
  await world.post('message.pin', own, ann?.token)
  await world.post('message.unpin', own, ann?.token)
  await world.post('bookmark.add', own, cid?.token)
  await linksOnce(room, cid as Person)
  await world.post('message.forward', { from: own, to: [{ room, id: uuid7() }] }, bob?.token)
  const asking = { room, id: uuid7(), question: 'Well?', answers: ['yes', 'no'] }
  const poll = { room, seq: (await world.post('poll.create', asking, cid?.token)).seq }
  await world.post('poll.vote', { ...poll, answers: [1] }, bob?.token)
  await world.post('poll.close', poll, ann?.token)
  await threadOnce(room, poll.seq, bob as Person)
  await world.post('message.delete', own, cid?.token)
  await world.post('bookmark.remove', own, cid?.token)
  const [later, never] = [uuid7(), uuid7()]
  await world.post('schedule.create', { room, id: later, text: 'later', when: { in_ms: 3_600_000 } }, cid?.token)
  await world.post('schedule.cancel', { room, id: later }, cid?.token)
  await world.post('reminder.set', { id: later, when: { in_ms: 1 } }, cid?.token)
  await world.post('reminder.set', { id: never, when: { in_ms: 3_600_000 } }, cid?.token)
  await world.post('reminder.remove', { id: never }, cid?.token)
  await world.post('author.hide', { user: ann?.user ?? '' }, cid?.token).catch(() => {})
  await world.post('author.show', { user: ann?.user ?? '' }, cid?.token)
  await world.post('room.change', { room, topic: 'Everything' }, ann?.token)
  await world.post('preference.set', { room, favourite: true }, cid?.token)
  for (const allowed of [true, false]) await world.post('receipt.allow', { allowed }, cid?.token)
  // At once, or it is sent before.
  await world.post('schedule.create', { room, id: never, text: 'never', when: { in_ms: 1 } }, ann?.token)
  await world.post('room.leave', { room }, ann?.token)
  const gone = await world.post('room.create', { kind: 'group', name: 'Gone', members }, ann?.token)
  await world.post('room.delete', { room: gone.room }, ann?.token)
  await act([bob as Person], [], ['write to nobody', 0, 0, 0, 'anybody?']).catch(() => {})
}

let isDueSeen = false

/** What comes by the clock is waited for once. */
const untilDue = async (own: Awaited<ReturnType<typeof readers>>) => {
  const has = (ev: string) => own.some(({ client }) => client.frames.some((frame) => 'ev' in frame && frame.ev === ev))
  while (!['schedule.failed', 'reminder.due'].every(has)) await new Promise((resolve) => setTimeout(resolve, 50))
}

const readers = (people: readonly Person[]) =>
  Promise.all(
    people.map(async (person, place) => {
      const client = await world.connect(person, { gateway: place % 2 })
      return { client, reader: new Reader(person, client, await takeSnapshot(world, person)) }
    }),
  )

describe('a snapshot and the events after it', () => {
  test(
    'make what a fresh snapshot says, for every reader, after anything that people do at once',
    () =>
      fc.assert(
        fc.asyncProperty(steps, steps, fc.integer({ min: 1, max: 6 }), async (before, after, atOnce) => {
          const people = await Promise.all(['a', 'b', 'c', 'd'].map((name) => world.person(name)))
          const rooms: string[] = []
          const actAll = async (all: readonly Step[]) => {
            for (let start = 0; start < all.length; start += atOnce)
              await Promise.allSettled(all.slice(start, start + atOnce).map((step) => act(people, rooms, step)))
          }
          await actAll(before)
          const [ann, bob] = people as [Person, Person]
          const group: Input<'room.create'> = { kind: 'group', name: 'Old', members: [bob.user] }
          const { room } = await world.post('room.create', group, ann.token)
          const own = await readers(people)
          await removeOnce(room, ann, bob)
          await actOnce(people)
          if (!isDueSeen) await untilDue(own)
          isDueSeen = true
          await actAll(after)
          for (const { client, reader } of own) {
            // Read anew, as what is due happens meanwhile.
            let fresh = await takeSnapshot(world, reader.person)
            let current = await reader.current()
            for (
              const end = Date.now() + 10_000;
              !isDeepStrictEqual(comparable(current), comparable(fresh)) && Date.now() < end;
            ) {
              await new Promise((resolve) => setTimeout(resolve, 10))
              fresh = await takeSnapshot(world, reader.person)
              current = await reader.current()
            }
            expect(comparable(current)).toEqual(comparable(fresh))
            for (const frame of client.frames) if ('ev' in frame) seen.add(frame.ev)
            for (const room of Object.values(fresh.rooms)) for (const { ev } of room.events) seen.add(ev)
            await client[Symbol.asyncDispose]()
          }
        }),
        { numRuns: 10, endOnFailure: true },
      ),
    240_000,
  )

  // Those of a space itself, and who lives there, are tried in `services/chat/test/space-snapshots.test.ts` and `sdk-spaces.test.ts`, those of
  // forums in `services/chat/test/forums.test.ts`.
  test('were tried with every event of the protocol table that chat emits in rooms and of what people keep', async () => {
    // As it is written down: other tests have events of their own.
    const { events } = JSON.parse(await readFile(join(root, 'docs/protocol.json'), 'utf8'))
    const own = Object.entries<Event>(events).filter(([, { stream }]) => ['chat/room', 'chat/user'].includes(stream))
    for (const [name] of own) {
      expect(cases).toHaveProperty([name])
      if (!/^(space|post)\./.test(name)) expect(seen).toContain(name)
    }
  })
})
