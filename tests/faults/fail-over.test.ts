/** A Postgres whose standby takes over without its last commits, and nobody says so: docs/operations.md tells what that loses. */

import { uuid7 } from '@parley/client'
import { asEvent } from '@parley/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import type { MovingPostgres } from '../setup/moving-postgres.ts'
import { type Processes, startProcesses } from '../setup/processes.ts'
import { connect, roomOf, said } from '../setup/sdk.ts'
import { standing } from '../setup/sights.ts'
import { query } from '../setup/stored.ts'
import { type Gates, gatesAt, type Person } from '../setup/world.ts'
import { persist } from './prove/persist.ts'
import { openRawDevice, type RawDevice } from './prove/raw-device.ts'

/** Whoever was turned away several times comes back only after a while. */
const patienceMs = 60_000

let platform: Processes
let postgres: MovingPostgres
let gates: Gates
beforeAll(async () => {
  platform = await startProcesses({ copies: 2, linked: false, moves: true })
  postgres = platform.moving as MovingPostgres
  gates = gatesAt(platform.urls)
}, 240_000)
afterAll(() => platform?.[Symbol.asyncDispose]())

/** A machine under load may let an answer be late. */
const surely = async <T>(attempt: () => Promise<T>): Promise<T> => (await persist(attempt)) as T

/** Two people in a room: one has an app and a bot, the other writes and reads by way of the other gateway. */
const meet = async (scope: AsyncDisposableStack) => {
  const [ann, bob] = await Promise.all([surely(() => gates.person('Ann')), surely(() => gates.person('Bob'))])
  const asked = { kind: 'group' as const, key: uuid7(), name: 'Team', members: [bob.user] }
  const { room, on } = await surely(() => gates.post('room.create', asked, ann.token))
  const at = (gateway: number) => {
    const url = platform.urls[gateway] as string
    return { url, host: new URL(url).host }
  }
  const session = (person: Person) => ({ user: person.user, token: async () => person.token })
  const app = scope.use(await connect(at(0).url, session(bob)))
  const bot = scope.use(openRawDevice('bot', at(1), session(bob)))
  const writer = scope.use(openRawDevice('writer', at(1), session(ann)))
  await roomOf(app, room)
  return { ann, bob, room, on, app, bot, writer }
}

const say = async (writer: RawDevice, room: string, ...texts: string[]) => {
  for (const text of texts) await writer.send(room, text)
}

const texts = (device: RawDevice, on: string) => {
  const sights = device.sights()
  const anew = sights.findLastIndex((sight) => 'from' in sight && sight.on === on && sight.anew)
  return sights.slice(anew).flatMap((sight) => (sight.on === on && 'id' in sight && sight.id ? [sight.id] : []))
}

const epochs = async () => {
  const sql = `select (select epoch from auth.history)::float8 as auth, (select epoch from chat.history)::float8 as chat`
  return (await query<{ auth: number; chat: number }>(platform.adminUrl, sql))[0] ?? { auth: 0, chat: 0 }
}

const history = async (room: string, token: string) => {
  const { events } = await gates.post('room.history', { room, limit: 200 }, token)
  return events.map(asEvent).flatMap(({ ev, is }) => (ev === 'message.sent' ? [String(is.text)] : []))
}

describe('after a standby took over that lacks the last messages', () => {
  let before: Awaited<ReturnType<typeof epochs>>
  beforeEach(async () => {
    before = await epochs()
  })
  const expectNextEpoch = async () => {
    const after = await epochs()
    expect([after.auth > before.auth, after.chat > before.chat]).toEqual([true, true])
  }

  test.each([
    ['and the primary is lost at once', 0],
    ['and the primary goes on for those who are connected to it', 1_500],
  ])(
    'nobody is shown what is lost, and everybody what is there, %s',
    async (_, splitMs) => {
      await using scope = new AsyncDisposableStack()
      const { ann, bob, room, on, app, bot, writer } = await meet(scope)
      const resets: { on: string; had?: { epoch: number; seq: number } }[] = []
      app.on('reset', (reset) => resets.push(reset))
      await say(writer, room, 'kept 1', 'kept 2', 'kept 3')
      await eventually('the app shows it', async () => said(await roomOf(app, room)).length === 3)

      await postgres.failOver({
        lostMs: 0,
        splitMs,
        meanwhile: async () => {
          await say(writer, room, 'lost 1', 'lost 2', 'lost 3', 'lost 4')
          await eventually('the app shows what will be lost', async () => said(await roomOf(app, room)).length === 7)
          await eventually('and the bot', () => texts(bot, on).includes('lost 4'))
        },
      })
      await say(writer, room, ...Array.from({ length: 10 }, (_, place) => `new ${place}`))
      const own = (await roomOf(app, room)).send('mine')
      await own

      const all = await surely(() => history(room, ann.token))
      expect(all.slice(0, 3)).toEqual(['kept 1', 'kept 2', 'kept 3'])
      expect(all.filter((text) => text.startsWith('lost'))).toEqual([])
      expect(all.filter((text) => /^(new|mine)/.test(text))).toHaveLength(11)
      const { head } = await surely(() => gates.post('room.get', { room }, ann.token))
      await eventually('the bot has it', () => standing(bot.sights()).get(on) === head, patienceMs)
      await eventually(
        'the app shows it',
        async () => (await roomOf(app, room)).messages.at(-1)?.seq === head,
        patienceMs,
      )
      const shown = await roomOf(app, room)
      while (await shown.loadOlder()) expect(said(shown).length).toBeGreaterThan(0)
      expect(said(shown)).toEqual(all)
      expect(texts(bot, on).every((text) => all.includes(text))).toBe(true)
      expect(resets.find((reset) => reset.on === on)?.had).toMatchObject({ epoch: before.chat })
      expect(app.faults).toBe(0)
      await expectNextEpoch()

      // What was remembered is remembered nowhere.
      for (const part of platform.parts.filter(({ name }) => name.startsWith('gateway'))) {
        await part.end('SIGTERM')
        await part.start()
      }
      await using fresh = await connect(gates.url, { token: async () => bob.token })
      const again = await roomOf(fresh, room)
      while (await again.loadOlder(5)) expect(said(again).length).toBeGreaterThan(0)
      expect(said(again)).toEqual(all)
    },
    400_000,
  )

  test('services learn of what others commit from then on', async () => {
    await using scope = new AsyncDisposableStack()
    const { ann } = await meet(scope)
    await postgres.failOver({ lostMs: 0, meanwhile: () => Promise.all([1, 2, 3].map(() => gates.person('Gone'))) })
    const newcomer = await surely(() => gates.person('Newcomer'))
    const knows = () => query(platform.adminUrl, 'select 1 from chat.person where id = $1', [newcomer.user])
    await eventually('chat knows the newcomer', async () => (await knows()).length === 1, patienceMs)
    const asked = { kind: 'group' as const, name: 'Both', members: [newcomer.user] }
    const made = await surely(() => gates.post('room.create', asked, ann.token))
    expect(made.member_count).toBe(2)
    await expectNextEpoch()
  }, 240_000)

  test('it shows also where nobody says anything', async () => {
    await postgres.failOver({ lostMs: 0 })
    await eventually('the next epoch has begun', async () => {
      const after = await epochs()
      return after.auth > before.auth && after.chat > before.chat
    })
  }, 240_000)
})

test('after a switch-over without loss everything is there, what was being sent included, once and in order', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, room, app, bot, writer, on } = await meet(scope)
  await say(writer, room, 'before 1', 'before 2')
  const shown = await roomOf(app, room)
  await shown.markRead()
  let isOver = false
  const sending: Promise<unknown>[] = []
  const talk = async () => {
    for (let place = 0; !isOver || place < 5; place++) {
      sending.push(shown.send(`app ${place}`))
      await writer.send(room, `writer ${place}`)
    }
  }
  const talking = talk()
  await postgres.switchOver()
  isOver = true
  await talking
  await Promise.all(sending)
  const all = await surely(() => history(room, ann.token))
  // A page has so many of both together, however they took turns.
  for (const who of ['app', 'writer']) {
    const found = all.filter((text) => text.startsWith(who))
    expect(found.length).toBeGreaterThan(0)
    expect(found).toEqual(sending.map((_, place) => `${who} ${place}`).slice(-found.length))
  }
  const { head } = await surely(() => gates.post('room.get', { room }, ann.token))
  await eventually('the bot has it', () => standing(bot.sights()).get(on) === head, patienceMs)
  await eventually('the app shows it', () => shown.messages.at(-1)?.seq === head, patienceMs)
  while (await shown.loadOlder()) expect(said(shown).length).toBeGreaterThan(0)
  expect(said(shown).slice(0, 2)).toEqual(['before 1', 'before 2'])
  expect(app.unsent).toEqual([])
}, 400_000)
