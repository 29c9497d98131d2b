import type { Output } from '@parley/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, ask, error, people, group, events, forget } = await useChat()

type Snapshot = Output<'room.snapshot'>
const at = (person: Person, room: string, seq: number, more = {}) =>
  ok(person, 'room.snapshot', { room, seq, limit: 200, ...more })

/** The whole room as somebody sees it now. */
const now = async (person: Person, room: string) => {
  const { head, name, topic, member_count, members } = await ok(person, 'room.get', { room })
  const { events: told, states } = await ok(person, 'room.history', { room, limit: 200 })
  return { head, name, topic, member_count, members, states, told }
}

const asNow = ({ seq: head, name, topic, member_count, members, states, events: told }: Snapshot) => ({
  head,
  name,
  topic,
  member_count,
  members,
  states,
  told,
})

/** Does something at random, mostly to one of the messages, which may be refused. */
const step = (random: (below: number) => number, own: readonly Person[], room: string, sent: readonly number[]) => {
  const one = <T>(of: readonly T[]) => of[random(of.length)] as T
  const by = one(own)
  const seq = sent.length > 0 ? one(sent) : 2
  const emoji = one(['👍', '🎉', '😢'])
  const deeds = [
    () => ask(by, 'message.send', { room, id: uuid7(), text: `text ${random(1000)}` }),
    () => ask(by, 'message.send', { room, id: uuid7(), text: `text ${random(1000)}`, reply: seq }),
    () => ask(by, 'message.edit', { room, seq, id: uuid7(), text: `edited ${random(1000)}` }),
    () => ask(by, 'reaction.add', { room, seq, emoji }),
    () => ask(by, 'reaction.add', { room, seq, emoji }),
    () => ask(by, 'reaction.remove', { room, seq, emoji }),
    () => ask(by, 'message.pin', { room, seq }),
    () => ask(by, 'message.unpin', { room, seq }),
    () => ask(by, 'reaction.add', { room, seq, emoji: '👍' }),
    () => ask(by, 'reaction.remove', { room, seq, emoji: '👍' }),
    () => ask(by, 'member.remove', { room, user: one(own).user }),
    () => ask(by, 'member.add', { room, users: [one(own).user] }),
    () => ask(by, 'role.set', { room, user: one(own).user, role: one(['admin', 'owner', 'member']) }),
    () => ask(by, 'room.change', { room, name: `Group ${random(1000)}`, topic: one(['', 'a topic', 'b']) }),
  ]
  return one(deeds)()
}

test.each([1, 2, 3])(
  'at every position a room is as it was seen then, by all who see it, whatever came later (%i)',
  async (seed) => {
    const [ann, bob, cid, dan] = await people('Ann', 'Bob', 'Cid', 'Dan')
    const { room } = await group(ann, bob, cid)
    const chances = fc.sample(fc.nat({ max: 2 ** 20 }), { numRuns: 2_000, seed })
    const random = () => (chances.pop() ?? 0) / (2 ** 20 + 1)
    await ok(cid, 'author.hide', { user: bob.user })
    const seen: { by: Person; was: Awaited<ReturnType<typeof now>> }[] = []
    for (let count = 0; count < 70; count++) {
      const sent = (await events(room)).flatMap(({ ev, seq }) => (ev === 'message.sent' ? [seq] : []))
      await step((below) => Math.floor(random() * below), [ann, bob, dan], room, sent)
      for (const by of [ann, cid]) {
        const was = await now(by, room).catch(() => undefined)
        if (was) seen.push({ by, was })
      }
    }
    const readers = new Map<Person, boolean>()
    for (const by of [ann, cid]) readers.set(by, !('error' in (await ask(by, 'room.get', { room }))))
    for (const { by, was } of seen) if (readers.get(by)) expect(asNow(await at(by, room, was.head))).toEqual(was)
  },
)

test('what was taken back since stays taken back, with its edits, and nothing is told of what came later', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  const { seq } = await ok(bob, 'message.send', { room, id: uuid7(), text: 'secret words' })
  const edited = await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: 'other secret' })
  await ok(ann, 'reaction.add', { room, seq, emoji: '👍' })
  const { seq: then } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'Well' })
  await ok(bob, 'message.delete', { room, seq })
  await ok(ann, 'message.send', { room, id: uuid7(), text: 'later words' })
  const told = await at(ann, room, then)
  expect(JSON.stringify(told)).not.toMatch(/secret|later/)
  expect(told.events.filter(({ ev }) => ev === 'redacted').map((event) => event.seq)).toEqual([seq, edited.seq])
  expect(told.states).toBeUndefined()
})

test('only positions that are held can be asked for, and only by those who are in the room', async () => {
  const [ann, eve] = await people('Ann', 'Eve')
  const { room } = await group(ann)
  const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'Hello' })
  expect(await error(eve, 'room.snapshot', { room, seq })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  for (const wrong of [0, seq + 1, Number.MAX_SAFE_INTEGER])
    expect(await error(ann, 'room.snapshot', { room, seq: wrong })).toMatchObject({ code: 1295, head: seq })
  await forget(room, 1)
  expect(await error(ann, 'room.snapshot', { room, seq: 1 })).toMatchObject({ name: 'POSITION_NOT_HELD' })
  expect((await at(ann, room, 2)).events.map((event) => event.seq)).toEqual([2])
})

test('events and members come in pages that lead to all of them', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  for (let count = 0; count < 9; count++) await ok(ann, 'message.send', { room, id: uuid7(), text: `text ${count}` })
  const all = await events(room)
  const found = []
  for (let before: number | undefined, more = true; more; before = found[0]?.seq) {
    const page = await at(bob, room, 10, { limit: 4, ...(before ? { before } : {}) })
    found.unshift(...page.events)
    more = page.more
  }
  expect(found.map(({ seq }) => seq)).toEqual(all.slice(0, 10).map(({ seq }) => seq))
  expect((await at(bob, room, 10, { joined_after: 2 })).members.map(({ user }) => user)).toEqual([bob.user])
})
