/** Of a room that shows newcomers nothing of before, nobody who came later gets anything of that, by whatever command. */
import type { CommandName, EventFrame, Input } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { deeds, readers, reads, type Scene } from './newcomers.ts'
import { type Person, useChat } from './running-chat.ts'
import { useJoining } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat()
const { ok, ask, error, people, group, events, sql, bus, environment } = chat
const settle = await useJoining(environment.adminUrl)

/** A room that people come into and leave, by whatever way that is. */
interface Place {
  readonly room: string
  readonly space: string | null
  readonly owner: Person
  come(person: Person): Promise<unknown>
  leave(person: Person): Promise<unknown>
}

const inGroup = async (owner: Person): Promise<Place> => {
  const { room } = await group(owner)
  return {
    room,
    space: null,
    owner,
    come: (person) => ok(owner, 'member.add', { room, users: [person.user] }),
    leave: (person) => ok(person, 'room.leave', { room }),
  }
}

const inSpace = async (owner: Person): Promise<Place> => {
  const { space } = await ok(owner, 'space.create', { name: 'Guild' })
  const { room } = await ok(owner, 'room.create', { kind: 'forum', space, name: 'Forum' })
  await ok(owner, 'room.change', { room, tags: [{ name: 'Tag' }] })
  return {
    room,
    space,
    owner,
    come: (person) => settle(space, person),
    leave: (person) => ok(person, 'space.leave', { space }),
  }
}

const places = [
  ['a group', inGroup],
  ['a forum of a space', inSpace],
] as const

const headOf = async (id: string): Promise<number> =>
  (await sql<{ head: number }>('select head::float8 as head from stream where id = $1', [id]))[0]?.head ?? 0

/** What has been said, by its words: of which message of the room it is. */
type Said = Map<string, number>

const wordsOf = (said: Said, holds: (seq: number) => boolean): string[] =>
  [...said].flatMap(([word, seq]) => (holds(seq) ? [word] : []))

/** Everything that a row of the table gives this reader, as one text. */
const allOf = async (command: CommandName, scene: Scene): Promise<string> => {
  const inputs = (reads[command] as (scene: Scene) => Input<CommandName>[])(scene)
  const answers = await Promise.all(inputs.map((input) => ask(scene.reader, command, input)))
  return JSON.stringify(answers)
}

test('every command that reads has a row', () => {
  expect(Object.keys(reads).toSorted()).toEqual(readers)
})

/** Says, edits, answers, reacts, asks and pins at random, and notes the words. */
const speaking = (place: Place, said: Said, threads: string[]) => {
  const { room, owner } = place
  let count = 0
  const fresh = () => `word${++count}x${room.slice(0, 4)}`
  const note = (seq: number, ...words: string[]) => {
    for (const word of words) said.set(word, seq)
  }
  const say = async (by: Person, mentioned?: Person): Promise<void> => {
    const word = fresh()
    const text = `${word} https://x.example/${mentioned ? ` <@${mentioned.user}>` : ''}`
    note((await ok(by, 'message.send', { room, id: uuid7(), text })).seq, word)
  }
  const edit = async (by: Person, seq: number) => {
    const word = fresh()
    const edited = await ask(by, 'message.edit', { room, seq, id: uuid7(), text: `${word} <@${owner.user}>` })
    if ('ok' in edited) note(seq, word)
  }
  const poll = async (by: Person) => {
    const [question, answer] = [fresh(), fresh()]
    const { seq } = await ok(by, 'poll.create', { room, id: uuid7(), question, answers: [answer, 'no'] })
    note(seq, question, answer)
    await ok(by, 'poll.vote', { room, seq, answers: [0] })
  }
  const thread = async (by: Person, seq: number) => {
    const [name, text] = [fresh(), fresh()]
    const made = await ask(by, 'thread.create', { room, seq, name })
    if ('error' in made) return
    const { room: id } = made.ok as { room: string }
    if (!threads.includes(id)) note(seq, name)
    if (!threads.includes(id)) threads.push(id)
    await ok(by, 'message.send', { room: id, id: uuid7(), text })
    note(seq, text)
  }
  const react = (by: Person, seq: number) => ask(by, 'reaction.add', { room, seq, emoji: '👍' })
  const tag = (seq: number) => ask(owner, 'post.tag', { room, seq, tags: [1] })
  const pin = (seq: number) => ask(owner, 'message.pin', { room, seq })
  const keep = async (by: Person, seq: number) => {
    await ask(by, 'bookmark.add', { room, seq })
    await ask(by, 'reminder.set', { id: uuid7(), when: { in_ms: 1e8 }, about: { room, seq } })
  }
  return { say, edit, poll, thread, react, tag, pin, keep }
}

/** `floor` and `since` of a room, by every way in which gateways are told them. */
const reachTold = async (person: Person, room: string) => {
  const [reader, on] = [person.user, `chat/room/${room}`]
  const [followed] = await askOwner(bus, 'chat', 'follow', [{ reader, on, rules: true }])
  const [opened] = await askOwner(bus, 'chat', 'open', [{ reader, sees: true, rules: true }])
  const states = [followed, opened?.streams.find((state) => state.on === on)].filter((state) => state != null)
  const { floor: least } = await ok(person, 'room.get', { room })
  expect(states.map(({ floor }) => floor)).toEqual(states.map(() => least))
  return new Set(states.map(({ floor, since }) => `${floor} ${since}`))
}

describe.each(places)('in %s', (_, make) => {
  test('newcomers get nothing of before they came, and founders everything', async () => {
    const cast = await people('Ann', 'Bob', 'Cid', 'Dan')
    const [ann] = cast
    const place = await make(ann)
    const { room, space } = place
    const [said, threads]: [Said, string[]] = [new Map(), []]
    const does = speaking(place, said, threads)
    /** Up to where each who is inside sees nothing. */
    const floors = new Map<Person, number>([[ann, 0]])
    const chances = fc.sample(fc.nat({ max: 2 ** 20 }), { numRuns: 400, seed: 1 })
    const random = (below: number) => (chances.pop() ?? 0) % below
    const one = <T>(of: readonly T[]) => of[random(of.length)] as T
    const come = async (person: Person) => {
      const head = await headOf(room)
      const isFirst = said.size === 0
      await place.come(person)
      // What is written in the millisecond in which somebody comes to a space counts as before.
      await new Promise((resolve) => setTimeout(resolve, 3))
      floors.set(person, isFirst ? 0 : head)
    }
    const step = async (): Promise<unknown> => {
      const who = one([...floors.keys()])
      const seq = said.size > 0 ? one([...new Set(said.values())]) : 1
      const outside = cast.filter((person) => !floors.has(person))
      const leaving = [...floors.keys()].filter((person) => person !== ann)
      const all = [
        () => (outside.length > 0 ? come(one(outside)) : does.say(who)),
        async () => {
          if (leaving.length === 0 || random(2) === 0) return does.say(who)
          const gone = one(leaving)
          floors.delete(gone)
          return place.leave(gone)
        },
        () => does.say(who),
        () => does.say(who, one([...floors.keys()])),
        () => does.edit(who, seq),
        () => does.poll(who),
        () => does.thread(who, seq),
        () => does.react(who, seq),
        () => does.pin(seq),
        () => does.tag(seq),
        () => does.keep(who, seq),
      ]
      return one(all)()
    }
    const check = async () => {
      const [head, log] = [await headOf(room), await events(room)]
      const messages = log.filter(({ ev }) => ev === 'message.sent').map(({ seq }) => seq)
      for (const [reader, floor] of floors) {
        const scene = { room, space, reader, authors: cast, messages, threads, words: [...said.keys()], head }
        const hidden = wordsOf(said, (seq) => seq <= floor)
        const shown = wordsOf(said, (seq) => seq > floor)
        let all = ''
        for (const command of readers) {
          const text = await allOf(command, scene)
          all += text
          for (const word of hidden)
            expect(
              text.includes(`${word} `) || text.includes(`${word}"`),
              `${command} tells ${word} to ${reader.name}`,
            ).toBe(false)
        }
        const missing = shown.filter((word) => !all.includes(word))
        expect(missing, `${reader.name} sees what came later`).toEqual([])
        const get = await ok(reader, 'room.get', { room })
        const count = messages.filter((seq) => seq > Math.max(floor, get.read)).length
        expect(get.unread, `what ${reader.name} has not read`).toBe(count)
        for (const [command, row] of Object.entries(deeds))
          for (const input of (row as (scene: Scene) => Input<CommandName>[])({
            ...scene,
            messages: messages.filter((seq) => seq <= floor),
          }))
            expect((await error(reader, command as CommandName, input)).name, command).toMatch(
              /^MESSAGE_NOT_FOUND$|^NOT_ALLOWED$/,
            )
      }
    }
    for (let steps = 0; steps < 30; steps++) await step()
    // Nothing is kept from anybody until the room says so; then it is at once.
    await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
    await check()
    for (let steps = 0; steps < 30; steps++) await step()
    await check()
    await ok(ann, 'room.change', { room, newcomers: 'all' })
    const first = (await events(room)).find(({ ev }) => ev === 'message.sent')
    for (const reader of floors.keys()) {
      const { events: told } = await ok(reader, 'room.history', { room, around: first?.seq ?? 1, limit: 3 })
      expect(told, `${reader.name} sees what was there first`).toContainEqual(first)
    }
  })

  test('gateways are told from where on each may follow, and nobody is told of a thread of before', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const place = await make(ann)
    const { room } = place
    await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
    const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'before' })
    const { room: thread } = await ok(ann, 'thread.create', { room, seq })
    const head = await headOf(room)
    await place.come(bob)
    const follow = async (person: Person, id: string) =>
      (await askOwner(bus, 'chat', 'follow', [{ reader: person.user, on: `chat/room/${id}`, rules: true }]))[0]
    expect(await follow(bob, room)).toMatchObject({ floor: head, unread: 0 })
    expect(await follow(ann, room)).toMatchObject({ floor: 0 })
    expect(await follow(bob, thread)).toBeNull()
    expect(await follow(ann, thread)).toMatchObject({ floor: 0 })
    for (const [command, input] of [
      ['message.send', { room: thread, id: uuid7(), text: 'in' }],
      ['thread.follow', { room: thread }],
      ['thread.change', { room: thread, name: 'mine' }],
      ['cursor.move', { room: thread, seq: 1 }],
      ['message.search', { rooms: [thread] }],
    ] as [CommandName, Input<CommandName>][])
      expect((await error(bob, command, input)).name, command).toBe('ROOM_NOT_FOUND')
    await ok(ann, 'room.change', { room, newcomers: 'all' })
    expect(await follow(bob, room)).toMatchObject({ floor: 0 })
    expect(await follow(bob, thread)).toMatchObject({ floor: 0 })
  })

  test('gateways are told what retention removed apart from what was before somebody came', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const place = await make(ann)
    const { room } = place
    await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
    const say = async () => (await ok(ann, 'message.send', { room, id: uuid7(), text: 'said' })).seq
    const [removed] = [await say(), await say()]
    const own = await headOf(room)
    await place.come(bob)
    await new Promise((resolve) => setTimeout(resolve, 3))
    const later = await say()
    await say()
    for (const [floor, founder, newcomer] of [
      [0, '0 undefined', `${own} undefined`],
      [removed, `${removed} 0`, `${own} undefined`],
      [later, `${later} 0`, `${later} ${own}`],
    ] as const) {
      await sql('select move_floor($1, $2)', [room, floor])
      expect([await reachTold(ann, room), await reachTold(bob, room)]).toEqual([
        new Set([founder]),
        new Set([newcomer]),
      ])
    }
  })

  test('what is forwarded from before says it to who came later, and not where it stands', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const place = await make(ann)
    const { room } = place
    await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
    const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'before' })
    await place.come(bob)
    const to = [{ room, id: uuid7() }]
    expect((await ask(bob, 'message.forward', { from: { room, seq }, to })) as object).toMatchObject({
      ok: { sent: [], refused: [{ error: { name: 'MESSAGE_NOT_FOUND' } }] },
    })
    await new Promise((resolve) => setTimeout(resolve, 3))
    const { sent } = await ok(ann, 'message.forward', { from: { room, seq }, to })
    const copy = { room, seq: sent[0]?.seq as number }
    const { events: told } = await ok(bob, 'room.history', { room, limit: 1 })
    expect((told[0] as EventFrame).is).toMatchObject({ text: 'before', forwarded: { by: ann.user } })
    expect(await ok(ann, 'message.origin', copy)).toEqual({ room, seq })
    expect(await error(bob, 'message.origin', copy)).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
  })
})

test('of a group only who may change it says what newcomers see, and of two people alone nobody', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  const wanted = { room, newcomers: 'since_joining' } as const
  expect(await error(bob, 'room.change', wanted)).toMatchObject({ name: 'NOT_ALLOWED' })
  const { seq } = await ok(ann, 'room.change', wanted)
  expect((await events(room)).at(-1)).toMatchObject({ seq, ev: 'room.changed', is: { newcomers: 'since_joining' } })
  expect(await ok(bob, 'room.get', { room })).toMatchObject({ newcomers: 'since_joining', floor: 0 })
  const direct = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
  expect(await error(ann, 'room.change', { ...wanted, room: direct.room })).toMatchObject({ name: 'GROUPS_ONLY' })
})

test('in a space it is kept who said what newcomers see', async () => {
  const [ann] = await people('Ann')
  const { room, space } = await inSpace(ann)
  await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
  const { entries } = await ok(ann, 'audit.list', { space: space as string })
  expect(entries[0]).toMatchObject({
    did: 'room.change',
    room,
    before: { newcomers: 'all' },
    after: { newcomers: 'since_joining' },
  })
})

test('in a room of a space what is removed counts as before whoever is asked about, and what is kept does not', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const place = await inSpace(ann)
  const { room } = place
  await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
  const say = async () => (await ok(ann, 'message.send', { room, id: uuid7(), text: 'said' })).seq
  await say()
  const before = await say()
  await place.come(bob)
  await new Promise((resolve) => setTimeout(resolve, 3))
  const [after, floor] = [await say(), await say()]
  await say()
  await sql('select move_floor($1, $2)', [room, floor])
  const remove = (but: number[]) =>
    sql('delete from event where stream = $1 and seq <= $2 and seq <> all($3)', [room, floor, but])
  await remove([before, after])
  expect(await reachTold(ann, room)).toEqual(new Set([`${floor} ${before - 1}`]))
  expect(await reachTold(bob, room)).toEqual(new Set([`${floor} ${after - 1}`]))
  await remove([])
  for (const person of [ann, bob]) expect(await reachTold(person, room)).toEqual(new Set([`${floor} undefined`]))
})

test('in a room of a space a thread on a removed message is for who was there when that was said, and for nobody who came later', async () => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room, come } = await inSpace(ann)
  await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
  const begin = async (by: Person) => {
    const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'said' })
    const { room: thread } = await ok(by, 'thread.create', { room, seq })
    await ok(by, 'message.send', { room: thread, id: uuid7(), text: 'a reply' })
    return thread
  }
  const pass = () => new Promise((resolve) => setTimeout(resolve, 3))
  await come(cid)
  await pass()
  const before = await begin(cid)
  await come(bob)
  await pass()
  const after = await begin(cid)
  await sql('select move_floor($1, $2)', [room, await headOf(room)])
  await sql('delete from event where stream = $1', [room])

  const threadsFor = async (person: Person) => {
    const { threads } = await ok(person, 'thread.list', { room })
    const { hits } = await ok(person, 'message.search', { text: 'reply', threads: true })
    const seen = await Promise.all([before, after].map((thread) => ask(person, 'thread.get', { room: thread })))
    return {
      listed: threads.map((thread) => thread.room),
      found: hits.map(({ event }) => event.on.slice(-36)),
      seen: seen.map((answer) => 'ok' in answer),
    }
  }
  const both = { listed: [after, before], found: [after, before], seen: [true, true] }
  expect(await threadsFor(ann)).toEqual(both)
  expect(await threadsFor(cid)).toEqual(both)
  expect(await threadsFor(bob)).toEqual({ listed: [after], found: [after], seen: [false, true] })
  for (const [command, input] of [
    ['message.send', { room: before, id: uuid7(), text: 'said' }],
    ['room.history', { room: before, limit: 10 }],
  ] as const)
    expect(await error(bob, command, input)).toMatchObject({ name: 'ROOM_NOT_FOUND' })
})

test('who is brought into a group is told what retention removed apart from what was before them', async () => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room } = await group(ann)
  const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'said' })
  await sql('select move_floor($1, $2)', [room, seq])
  const joined = async (person: Person) => {
    await ok(ann, 'member.add', { room, users: [person.user] })
    const { floor, since } = (await events(person.user)).at(-1)?.is ?? {}
    return { floor, since }
  }
  expect(await joined(bob)).toEqual({ floor: seq, since: 0 })
  await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
  const head = await headOf(room)
  expect(await joined(cid)).toEqual({ floor: head, since: undefined })
})

test('a member of before does not see it by a process of the release before that brings them in', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann)
  await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
  await ok(ann, 'message.send', { room, id: uuid7(), text: 'before' })
  const head = await headOf(room)
  await sql(
    `insert into membership (room, person, role, joined, since, since_tally) select id, $2, 'member', head + 1, head, tally from stream where id = $1`,
    [room, bob.user],
  )
  expect(await ok(bob, 'room.get', { room })).toMatchObject({ floor: head, unread: 0 })
})
