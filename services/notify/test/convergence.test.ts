/** Whatever happens to somebody's inbox at once: what they were told before, and the events after that, are what they are told afresh. */
import { randomUUID } from 'node:crypto'
import { events as table } from '@parley/protocol'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { fold, type Known } from './fold.ts'
import { makeBrowser, startPushService } from './push-service.ts'
import { useNotify } from './running-notify.ts'

/** `RUNS=500 SEED=7 npm test -- services/notify/test/convergence` does more, and what that seed says. */
const numRuns = Number(process.env.RUNS ?? 6)
const seed = Number(process.env.SEED ?? 1)

const service = await startPushService()
afterAll(() => service[Symbol.asyncDispose]())
const { ok, chat, contacts, events, inboxOf, answers, caughtUp, sql } = await useNotify({
  PUSH_TO_PRIVATE: 'true',
  PUSH_CA_FILE: service.certificate,
  PUBLIC_URL: 'https://chat.example.org',
})
const { key } = await ok(randomUUID(), 'push.key', {})

interface Place {
  readonly person: string
  readonly rooms: readonly [string, string]
  readonly authors: readonly [string, string]
  readonly reminder: string
  readonly party: string
  /** A browser whose push service takes all, and one of which it says that it is gone. */
  readonly browsers: readonly [Browser, Browser]
}
type Browser = ReturnType<typeof makeBrowser>['subscription']

/** Of each room, who is told of its messages. */
const readers = new Map<string, string>()
answers.notices = ({ room, message }) => ({
  by: randomUUID(),
  direct: true,
  id: `${room.slice(0, -12)}${String(message).padStart(12, '0')}`,
  of: [[readers.get(room) ?? '', 'mention']],
})

const send = (room: string, by: string) =>
  chat.emit('chat/room', room, 'message.sent', by, { id: randomUUID(), text: 'Hello' }, randomUUID())

const deeds = {
  mention: ({ rooms, authors }: Place, n: number) => send(rooms[n % 2] as string, authors[n % 2] as string),
  write: ({ rooms, person }: Place, n: number) => send(rooms[n % 2] as string, person),
  delete: ({ rooms }: Place, n: number) =>
    chat.emit('chat/room', rooms[n % 2] as string, 'message.deleted', null, { seq: 1 + n }),
  leave: ({ rooms, person }: Place, n: number) =>
    chat.emit('chat/user', person, 'room.left', person, {
      room: rooms[n % 2] as string,
      on: `chat/room/${rooms[n % 2]}`,
    }),
  ring: ({ person, reminder }: Place) => chat.emit('chat/user', person, 'reminder.due', null, { id: reminder }),
  forget: ({ person, reminder }: Place) => chat.emit('chat/user', person, 'reminder.removed', person, { id: reminder }),
  ask: ({ person, authors }: Place, n: number) => {
    const user = authors[n % 2] as string
    return contacts.emit('contacts/user', person, 'contact.requested', user, { user })
  },
  withdraw: ({ person, authors }: Place, n: number) => {
    const user = authors[n % 2] as string
    return contacts.emit('contacts/user', person, 'contact.cancelled', user, { user })
  },
  accept: ({ person, authors }: Place, n: number) => {
    const user = authors[n % 2] as string
    return contacts.emit('contacts/user', person, 'contact.added', person, { user })
  },
  block: ({ person, authors }: Place, n: number) =>
    contacts.emit('contacts/user', person, n % 3 ? 'block.removed' : 'block.added', person, {
      user: authors[n % 2] as string,
    }),
  react: ({ rooms, person }: Place, n: number) =>
    chat.emit('chat/room', rooms[n % 2] as string, 'reaction.added', person, { seq: 1 + n, emoji: '👍' }),
  add: ({ person, rooms, authors }: Place, n: number) =>
    chat.emit('chat/user', person, 'room.invited', authors[n % 2] as string, {
      room: rooms[n % 2] as string,
      name: 'Orchestra',
      code: 'x'.repeat(43),
    }),
  invite: ({ person, authors, reminder: invitation }: Place, n: number) => {
    const from = authors[n % 2] as string
    const is = { invitation, kind: 'invite', from, to: person, expires_at: 0, expires_in_ms: 0 } as const
    return contacts.emit('contacts/user', person, 'invitation.sent', from, is)
  },
  answer: ({ person, authors, reminder: invitation }: Place, n: number) =>
    contacts.emit('contacts/user', person, n % 2 ? 'invitation.expired' : 'invitation.accepted', person, {
      invitation,
      from: authors[0],
      to: person,
    }),
  knock: ({ party, authors }: Place, n: number) =>
    contacts.emit('contacts/party', party, 'party.requested', authors[n % 2] as string, {
      user: authors[n % 2] as string,
    }),
  admit: ({ party, authors }: Place, n: number) =>
    contacts.emit('contacts/party', party, 'party.dismissed', null, { user: authors[n % 2] as string }),
  lead: ({ party, person, authors }: Place, n: number) =>
    contacts.emit('contacts/party', party, 'party.led', null, { user: n % 2 ? authors[1] : person }),
  place: ({ person, rooms }: Place, n: number) =>
    ok(person, 'alert.place', { place: rooms[0], ...(n % 3 === 1 ? {} : { level: n % 2 ? 'loud' : 'silent' }) }),
  alert: ({ person }: Place, n: number) =>
    ok(person, 'alert.set', { levels: { mention: (['loud', 'silent', 'off'] as const)[n % 3] ?? 'loud' } }),
  mail: ({ person }: Place, n: number) =>
    ok(person, 'alert.set', {
      digest: (['never', 'hourly', 'daily'] as const)[n % 3] ?? 'never',
      ...(n > 3 ? { digest_content: n % 2 === 0 } : {}),
    }),
  read: ({ person, rooms }: Place, n: number) =>
    ok(
      person,
      'inbox.read',
      [{ upto: n }, { ids: [n + 1, n + 2] }, { upto: 100, room: rooms[0] }][n % 3] ?? { upto: 1 },
    ),
  remove: ({ person }: Place, n: number) =>
    ok(
      person,
      'inbox.remove',
      [{ upto: n }, { ids: [n + 1] }, { upto: 100, kind: 'request' as const }][n % 3] ?? { upto: 1 },
    ),
  subscribe: ({ person, browsers }: Place, n: number) =>
    ok(person, 'push.subscribe', {
      ...(browsers[n % 2] as Browser),
      ...{ key, content: n > 3, withdraws: true, label: `${n}` },
    }),
  unsubscribe: async ({ person }: Place, n: number) => {
    const { devices } = await ok(person, 'push.list', {})
    const device = devices[n % 2]?.device
    if (device) await ok(person, 'push.unsubscribe', { device })
  },
} as const
type Deed = keyof typeof deeds

const deed = fc.constantFrom(...(Object.keys(deeds) as Deed[]), 'mention' as const, 'mention' as const)
const steps = fc.array(fc.array(fc.tuple(deed, fc.nat(7)), { minLength: 1, maxLength: 4 }), {
  minLength: 4,
  maxLength: 9,
})
/** One after the other, of everything something. */
const everything: [Deed, number][][] = (Object.keys(deeds) as Deed[]).flatMap((what) => [
  [['mention', 1]],
  [[what, what === 'read' || what === 'remove' ? 99 : 0]],
])

/** Of one moment. */
const stand = async (person: string, limit?: number) => {
  for (;;) {
    const { head, epoch: _, places, ...alerts } = await ok(person, 'alert.get', {})
    const inbox = await inboxOf(person, limit)
    const { devices } = await ok(person, 'push.list', {})
    if (inbox.head === head && (await ok(person, 'alert.get', {})).head === head)
      return { ...inbox, alerts, places, devices }
  }
}

const browsersOf = (person: string): [Browser, Browser] => {
  service.answer(`/gone/${person}`, 410)
  const [here, gone] = [`/${person}`, `/gone/${person}`].map((path) => makeBrowser(`${service.origin}${path}`))
  if (!here || !gone) throw new Error('there are two browsers')
  return [here.subscription, gone.subscription]
}

const seen = new Set<string>()

test('what people are told, and what happens after it, is what they are told then', async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(), fc.constant(false), async (rounds, begin, inTurn) => {
      const [person, one, other, ann, bob, reminder, party] = Array.from({ length: 7 }, () => randomUUID()) as [
        string,
        string,
        string,
        string,
        string,
        string,
        string,
      ]
      const place: Place = {
        person,
        rooms: [one, other],
        authors: [ann, bob],
        reminder,
        party,
        browsers: browsersOf(person),
      }
      for (const room of place.rooms) readers.set(room, person)
      await contacts.emit('contacts/party', party, 'party.led', null, { user: person })
      let told = await stand(person)
      for (const [turn, round] of rounds.entries()) {
        if (turn === begin % rounds.length) told = await stand(person)
        await Promise.all(round.map(([what, n]) => deeds[what](place, n)))
        if (inTurn && rounds[turn + 1]?.some(([next]) => next === 'read' || next === 'remove')) await caughtUp()
      }
      await caughtUp()
      const fresh = await stand(person, 2)
      // A push service may say that a device is gone at any time.
      const since = (await events(person, told.head)).filter(({ seq }) => seq <= fresh.head)
      const grown = since.reduce<Known>(fold, {
        notifications: told.notifications,
        unread: told.unread,
        alerts: told.alerts,
        places: told.places,
        devices: told.devices,
      })
      const { notifications, unread, alerts, places, devices } = fresh
      expect(grown).toEqual({ notifications, unread, alerts, places, devices })
      expect(unread).toBe(notifications.filter(({ state }) => state === 'unread').length)
      for (const { ev } of await events(person)) seen.add(ev)
    }),
    { numRuns, seed, examples: [[everything, 0, true]] },
  )
  const own = Object.entries(table).filter(([, { stream }]) => stream === 'notify/user')
  expect([...seen].toSorted()).toEqual(own.map(([name]) => name).toSorted())
  expect(await sql('select person, source from notification group by person, source having count(*) > 1')).toEqual([])
})
