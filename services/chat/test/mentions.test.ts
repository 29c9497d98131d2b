import { randomUUID } from 'node:crypto'
import type { EventFrame } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { bus, ok, error, sql, send, people, group, events, expectSound, published } = await useChat()

const token = ({ user }: Person) => `<@${user}>`
const say = (person: Person, room: string, text: string, more: object = {}) =>
  ok(person, 'message.send', { room, id: uuid7(), text, ...more })
const saidAt = async (room: string, seq: number) => (await events(room)).find((event) => event.seq === seq)?.is

describe('a message', () => {
  test('mentions those whom it names and who are in the room, live as later', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { room, on } = await group(ann, bob)
    const { seq } = await say(ann, room, `${token(bob)} ${token(eve)} <@${randomUUID()}>`)
    expect((await saidAt(room, seq))?.mentions).toEqual({ users: [bob.user] })
    await until(() => published.some((frame) => frame.on === on && frame.seq === seq))
    expect(published.find((frame) => frame.on === on && frame.seq === seq)?.is).toEqual(await saidAt(room, seq))
  })

  test('mentions nobody where it names nobody who is there', async () => {
    const [ann, eve] = await people('Ann', 'Eve')
    const { room } = await group(ann)
    const { seq } = await say(ann, room, token(eve))
    expect(await saidAt(room, seq)).not.toHaveProperty('mentions')
  })

  test('mentions of those whom it names only whom its sender allows', async () => {
    const [ann, bob, cem] = await people('Ann', 'Bob', 'Cem')
    const { room } = await group(ann, bob, cem)
    const text = `${token(bob)} ${token(cem)} @everyone`
    const mentioned = async (may_mention: object) =>
      (await saidAt(room, (await say(ann, room, text, { may_mention })).seq))?.mentions
    expect(await mentioned({})).toBeUndefined()
    expect(await mentioned({ users: [cem.user] })).toEqual({ users: [cem.user] })
    expect(await mentioned({ all: true })).toEqual({ users: [], all: 'everyone' })
  })

  test('is refused that mentions more users than one may', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const text = Array.from({ length: 51 }, () => `<@${randomUUID()}>`).join('')
    expect(await error(ann, 'message.send', { room, id: uuid7(), text })).toMatchObject({ code: 1265, most: 50 })
  })

  test('to everybody mentions them by the owner’s word, and is a word in the mouth of a member', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const byOwner = await say(ann, room, '@here')
    const byMember = await say(bob, room, '@everyone')
    expect((await saidAt(room, byOwner.seq))?.mentions).toEqual({ users: [], all: 'here' })
    expect(await saidAt(room, byMember.seq)).not.toHaveProperty('mentions')
  })

  test('to everybody is for admins or for all as the group says, however it is said: edited, later, and in threads', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq } = await say(bob, room, 'said')
    const { room: thread } = await ok(bob, 'thread.create', { room, seq })
    const mentionsAll = async (where: string, at: number) => {
      const said = (await events(where)).filter((event) => event.seq === at || event.is.seq === at)
      return said.some(({ is }) => is.mentions !== undefined)
    }
    const sayLater = async () => {
      const id = uuid7()
      await ok(bob, 'schedule.create', { room, id, text: '@everyone', when: { in_ms: 1 } })
      const sent = async () => (await events(room)).find(({ is }) => is.id === id)
      await until(async () => (await sent()) !== undefined)
      return (await sent())?.seq ?? 0
    }
    const edited = async () => {
      const { seq } = await say(bob, room, 'first')
      await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: '@here' })
      return seq
    }
    const sayAll = async () => [
      await mentionsAll(room, (await say(bob, room, '@everyone')).seq),
      await mentionsAll(thread, (await say(bob, thread, '@everyone')).seq),
      await mentionsAll(room, await edited()),
      await mentionsAll(room, await sayLater()),
    ]
    expect(await sayAll()).toEqual([false, false, false, false])
    await ok(ann, 'room.change', { room, mention_all: 'members' })
    expect(await sayAll()).toEqual([true, true, true, true])
    const poll = { room, id: uuid7(), question: '@everyone?', answers: ['@here', 'no'] }
    expect(await mentionsAll(room, (await ok(ann, 'poll.create', poll)).seq), 'a poll mentions nobody').toBe(false)
    await ok(ann, 'room.change', { room, mention_all: 'admins' })
    expect(await sayAll()).toEqual([false, false, false, false])
  })

  test('sent again mentions nobody twice, whether alone or in one batch with others', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const input = { room, id: uuid7(), text: token(bob) }
    const call = (text: string, id = uuid7()) => ({
      do: 'message.send',
      with: { room, id, text },
      user: ann.user,
      session: 's',
    })
    const answers = await send([call('plain'), call(input.text, input.id), call('plain'), call(input.text, input.id)])
    expect(answers[3]).toEqual(answers[1])
    expect({ ok: await ok(ann, 'message.send', input) }).toEqual(answers[1])
    expect(await sql('select message::int, person from mention where room = $1', [room])).toEqual([
      { message: 5, person: bob.user },
    ])
    expect((await events(room)).slice(3).map(({ is }) => is.mentions)).toEqual([
      undefined,
      { users: [bob.user] },
      undefined,
    ])
    await expectSound(room)
  })

  test('says what it is about, how it is meant, and that it is silent', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const aside = { subject: 'Lunch', tone: 'half_joking', silent: true } as const
    const sent = await ok(ann, 'direct.send', { user: bob.user, id: uuid7(), text: 'well', ...aside })
    expect(await saidAt(sent.room, sent.seq)).toMatchObject({ text: 'well', ...aside })
    const { seq } = await say(ann, sent.room, 'plain', { silent: false })
    expect(Object.keys((await saidAt(sent.room, seq)) ?? {})).toEqual(['id', 'text'])
  })
})

const standOf = async (person: Person, room: string) => (await ok(person, 'room.get', { room })).mentions ?? 0
const edit = (person: Person, room: string, seq: number, text: string) =>
  ok(person, 'message.edit', { room, seq, id: uuid7(), text })
const lastOf = async (room: string) => (await events(room)).at(-1)

describe('the count of unread mentions', () => {
  test('is the same wherever it is told, on every device, and goes with the cursor', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, on } = await group(ann, bob)
    const first = await say(ann, room, token(bob))
    await say(ann, room, `@everyone ${token(bob)}`)
    await say(ann, room, 'plain')
    expect(await standOf(bob, room)).toBe(2)
    expect((await ok(bob, 'room.list', {})).rooms).toMatchObject([{ unread: 3, mentions: 2 }])
    const moved = await ok(bob, 'cursor.move', { room, seq: first.seq })
    expect(moved).toMatchObject({ unread: 2, mentions: 1 })
    await until(() => published.some(({ ev, is }) => ev === 'cursor.moved' && is.room === room && is.mentions === 1))
    const [opened] = await askOwner(bus, 'chat', 'open', [{ reader: bob.user }])
    expect(opened?.streams.find((stream) => stream.on === on)).toMatchObject({ unread: 2, mentions: 1 })
    const last = await ok(bob, 'cursor.move', { room, seq: first.seq + 2 })
    expect(last).toEqual({ head: first.seq + 2, read: first.seq + 2, unread: 0 })
  })

  test('is none of one’s own, whether one writes it or edits it in', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq } = await say(ann, room, `${token(ann)} @everyone`)
    await edit(ann, room, seq, `${token(ann)} @here again`)
    expect(await standOf(ann, room)).toBe(0)
    expect(await standOf(bob, room)).toBe(1)
  })

  test('follows an edit: who is named now is told at its place, who was told before is not told twice', async () => {
    const [ann, bob, cem] = await people('Ann', 'Bob', 'Cem')
    const { room } = await group(ann, bob, cem)
    const { seq } = await say(ann, room, token(bob))
    for (const person of [bob, cem]) await ok(person, 'cursor.move', { room, seq })
    const edited = await edit(ann, room, seq, `${token(bob)} ${token(cem)}`)
    expect([await standOf(bob, room), await standOf(cem, room)]).toEqual([0, 1])
    expect((await lastOf(room))?.is).toMatchObject({
      mentions: { users: [bob.user, cem.user] },
      told: { users: [cem.user] },
    })
    await edit(ann, room, seq, 'nobody')
    expect((await lastOf(room))?.is).toMatchObject({ unmentions: true })
    expect([await standOf(bob, room), await standOf(cem, room)]).toEqual([0, 0])
    await edit(ann, room, seq, `both again: ${token(bob)} ${token(cem)}`)
    expect((await lastOf(room))?.is).not.toHaveProperty('told')
    expect([await standOf(bob, room), await standOf(cem, room)]).toEqual([0, 1])
    await ok(cem, 'cursor.move', { room, seq: edited.seq })
    expect(await standOf(cem, room)).toBe(0)
  })

  test('an edit by a process of the release before takes the mentions with it', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq } = await say(ann, room, token(bob))
    await sql('insert into message_state (room, seq, edits) values ($1, $2, array[99])', [room, seq])
    expect(await standOf(bob, room)).toBe(0)
  })

  test('goes down when a message is taken back, which says so, and leaves no row of it', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const named = await say(ann, room, token(bob))
    const all = await say(ann, room, '@everyone')
    const plain = await say(ann, room, 'plain')
    await ok(ann, 'message.delete', { room, seqs: [named.seq, all.seq, plain.seq] })
    expect((await events(room)).slice(-3).map(({ is }) => is.unmentions)).toEqual([true, true, undefined])
    expect(await standOf(bob, room)).toBe(0)
    expect(await sql('select 1 from mention where room = $1', [room])).toEqual([])
  })

  test('leaves out whom its reader hides, until they show them again', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await say(ann, room, `${token(bob)}`)
    await say(ann, room, `@everyone`)
    await ok(bob, 'author.hide', { user: ann.user })
    expect(await standOf(bob, room)).toBe(0)
    await ok(bob, 'author.show', { user: ann.user })
    expect(await standOf(bob, room)).toBe(2)
  })

  test('begins anew for who comes back into a room', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await say(ann, room, token(bob))
    await ok(bob, 'room.leave', { room })
    await say(ann, room, `${token(bob)} @everyone`)
    await ok(ann, 'member.add', { room, users: [bob.user] })
    expect(await standOf(bob, room)).toBe(0)
    await say(ann, room, token(bob))
    expect(await standOf(bob, room)).toBe(1)
  })

  test('is told of what is marked unread', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq } = await say(ann, room, token(bob))
    await say(ann, room, 'plain')
    await ok(bob, 'cursor.move', { room, seq: seq + 1 })
    expect((await ok(bob, 'unread.mark', { room, seq })).marked).toMatchObject({ unread: 2, mentions: 1 })
    expect((await ok(bob, 'unread.mark', { room, seq: seq + 1 })).marked).not.toHaveProperty('mentions')
  })

  test('goes up to a hundred, and a message to everybody is one row', async () => {
    const [ann, bob, ...others] = await people('Ann', 'Bob', 'Cem', 'Dan')
    const { room } = await group(ann, bob, ...others)
    await send(
      Array.from({ length: 110 }, () => ({
        do: 'message.send',
        with: { room, id: uuid7(), text: '@everyone' },
        user: ann.user,
        session: 's',
      })),
    )
    expect(await standOf(bob, room)).toBe(100)
    expect(await sql('select count(*)::int as rows from mention where room = $1', [room])).toEqual([{ rows: 110 }])
  })

  test('equals a recount of what a reader sees, whatever happens in the room', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.record({
              does: fc.constantFrom('send' as const, 'edit' as const),
              names: fc.subarray([0, 1, 2]),
              all: fc.boolean(),
              which: fc.nat(5),
              by: fc.nat(2),
            }),
            fc.record({
              does: fc.constantFrom('delete' as const, 'read' as const, 'hide' as const),
              which: fc.nat(5),
              by: fc.nat(2),
            }),
          ),
          { minLength: 4, maxLength: 20 },
        ),
        async (steps) => {
          const all = await people('Ann', 'Bob', 'Cem')
          const { room } = await group(...all)
          await ok(all[0], 'room.change', { room, mention_all: 'members' })
          for (const step of steps) {
            const person = all[step.by] as Person
            const own = (await events(room)).filter(({ ev, by }) => ev === 'message.sent' && by === person.user)
            const { seq } = own[step.which % Math.max(1, own.length)] ?? {}
            if (step.does === 'hide') await ok(person, 'author.hide', { user: (all[(step.by + 1) % 3] as Person).user })
            if (step.does === 'read')
              await ok(person, 'cursor.move', { room, seq: Math.min(step.which + 3, (await events(room)).length) })
            if (step.does === 'delete' && seq) await ok(person, 'message.delete', { room, seq })
            if (!('names' in step)) continue
            const text = [
              randomUUID(),
              ...step.names.map((place) => token(all[place] as Person)),
              step.all ? '@here' : '',
            ].join(' ')
            if (step.does === 'send') await say(person, room, text)
            if (step.does === 'edit' && seq) await edit(person, room, seq, text)
          }
          const log = await events(room)
          for (const person of all) {
            const { users: hidden } = await ok(person, 'author.list', {})
            const { read } = await ok(person, 'room.get', { room })
            expect(await standOf(person, room)).toBe(recount(log, person.user, read, hidden))
          }
        },
      ),
      { numRuns: 12 },
    ))
})

type Mentioned = { users: string[]; all?: string } | undefined

/** By the log alone: where somebody was first told of a message that mentions them still. */
const recount = (log: readonly EventFrame[], user: string, read: number, hidden: readonly string[]): number => {
  const has = (is: EventFrame['is'], how: (mentions: NonNullable<Mentioned>) => boolean) =>
    is.mentions !== undefined && how(is.mentions as NonNullable<Mentioned>)
  const byName = (is: EventFrame['is']) => has(is, ({ users }) => users.includes(user))
  const byAll = (is: EventFrame['is']) => has(is, ({ all }) => all !== undefined)
  return log.filter((sent) => {
    if (sent.ev !== 'message.sent' || sent.by === user || hidden.includes(sent.by ?? '')) return false
    const versions = [sent, ...log.filter(({ ev, is }) => ev === 'message.edited' && is.seq === sent.seq)]
    const now = versions.at(-1)?.is ?? {}
    const firstAll = versions.find(({ is }) => byAll(is))?.seq ?? Infinity
    const firstName = versions.find(({ is }) => byName(is))?.seq ?? Infinity
    if (byName(now)) return Math.min(firstName, firstAll) > read
    return byAll(now) && firstAll > read
  }).length
}
