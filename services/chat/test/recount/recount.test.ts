/** Whatever people do at once: what everybody is told of it is what the events alone say, and `parley check` has nothing to say. */
import type { Output } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { useChecks } from '../checking.ts'
import { type Ask, type Deed, deeds, type Place, type Places, words } from '../deeds.ts'
import { type Person, until, useChat } from '../running-chat.ts'
import { uuid7 } from '../uuid7.ts'
import { type Answers, askAll } from './asked.ts'
import { draftsOf, type Saved } from './drafts.ts'
import type { Stored } from './room.ts'
import { comparable, toBeTold } from './told.ts'
import { type Begun, World } from './world.ts'

/** `RUNS=10000 SEED=7 npm test -- recount` does more, and what that seed says. */
const operations = Number(process.env.RUNS ?? 400)
const seed = Number(process.env.SEED ?? 1)
const atOnce = 10
const inTurns = 6

const chat = await useChat()
const { ok, ask, sql, bus } = chat
const { look, mend, cover } = await useChecks(chat)

interface Answer {
  readonly ok?: Output<'cursor.move'> & Output<'thread.create'> & Output<'draft.set'>
}

/** Asks, and keeps of the answers what no event tells. */
const listen = () => {
  const moved = new Map<string, number>()
  const begun = new Map<string, Begun>()
  /** By person and room. */
  const saved = new Map<string, Map<string, Saved>>()
  const turns: number[] = []
  const noteDraft = (user: string, room: string, { version, text }: Output<'draft.set'>) => {
    const own = saved.get(user) ?? new Map<string, Saved>()
    saved.set(user, own)
    if (version > (own.get(room)?.version ?? 0)) own.set(room, { version, text, turn: turns.length - 1 })
  }
  const heard: Ask = async ({ user, name }, command, input) => {
    const answer = (await ask({ user, name }, command, input)) as Answer
    const { room: of } = input as { readonly room: string }
    if (!answer.ok) return answer
    const { read, room, parent, seq, saved: isSaved } = answer.ok
    if (command === 'cursor.move') moved.set(`${user} ${of}`, Math.max(moved.get(`${user} ${of}`) ?? 0, read))
    if (command === 'thread.create' && !begun.has(room))
      begun.set(room, { parent, seq, private: 'private' in input, creator: user })
    if (command === 'draft.set' && isSaved) noteDraft(user, of, answer.ok)
    return answer
  }
  return { moved, begun, saved, turns, heard }
}

const placesSql = `
  select stream as room, seq::int, by, body -> 'poll' is not null as poll from event
  join room on room.id = stream where ev = 'message.sent' order by at, seq`

/** Who is in a room is in its threads. */
const insideSql = `
  select room.id as room, membership.person from room join membership on membership.room = coalesce(room.parent, room.id)
  order by membership.person`

const placesNow = async (heard: Ask, people: readonly Person[]): Promise<Places> => {
  const rooms = await sql<{ id: string; kind: string }>(
    `select id, kind from room where id not in (select room from deleted_room) order by id`,
  )
  const of = (kind: string) => rooms.filter((room) => room.kind === kind).map(({ id }) => id)
  if (of('group').length === 0) await begin(heard, people)
  const inside = await sql<{ room: string; person: string }>(insideSql)
  const byRoom = Map.groupBy(inside, ({ room }) => room)
  return {
    groups: of('group'),
    directs: of('direct'),
    threads: of('thread'),
    messages: await sql<Place>(placesSql),
    reactions: await sql<Places['reactions'][number]>(
      'select room, seq::int, person as by, emoji from reaction order by added desc limit 60',
    ),
    members: new Map([...byRoom].map(([room, all]) => [room, all.map(({ person }) => person)])),
  }
}

/** Groups, in each a poll, a thread and a private one. */
const begin = async (heard: Ask, [ann, bob, cid, ...others]: readonly Person[]) => {
  if (!ann || !bob || !cid) throw new Error('there are too few people')
  for (const members of [
    [bob, cid],
    [cid, ...others],
    [bob, ...others],
  ]) {
    const { room } = await chat.group(ann, ...members)
    const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'quince' })
    await ok(ann, 'poll.create', { room, id: uuid7(), question: 'Well?', answers: ['Yes', 'No', 'هناك'] })
    await heard(ann, 'thread.create', { room, seq })
    await heard(members[0] as Person, 'thread.create', { room, seq, private: true })
  }
  await ok(ann, 'direct.send', { user: bob.user, id: uuid7(), text: 'pear' })
}

const momentSql = 'select floor(extract(epoch from clock_timestamp()) * 1000)::float8 as now'

/** Some turns of deeds, each done at once, by what there is now. */
const play = async ({ heard, turns }: ReturnType<typeof listen>, people: readonly Person[], round: number) => {
  const places = await placesNow(heard, people)
  const deed = fc.oneof(
    { weight: 40, arbitrary: deeds(heard, places, people) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(...places.groups).map(
        (room): Deed =>
          () =>
            cover(room),
      ),
    },
  )
  const all = fc.sample(deed, { numRuns: atOnce * inTurns, seed: seed * 10_000 + round })
  for (let from = 0; from < all.length; from += atOnce) {
    turns.push((await sql<{ now: number }>(momentSql))[0]?.now ?? 0)
    await Promise.all(all.slice(from, from + atOnce).map((act) => act()))
  }
}

/** Looks for what is wrong while some of the rounds are played. */
const playAll = async (heard: ReturnType<typeof listen>, people: readonly Person[]) => {
  const rounds = Math.ceil(operations / atOnce / inTurns)
  for (let round = 0; round < rounds; round++) {
    const looking = round % Math.ceil(rounds / 6) === 0 ? look() : {}
    const [found] = await Promise.all([looking, play(heard, people, round)])
    expect(found, 'while they do it').toEqual({})
  }
  await until(async () => (await sql(busySql)).length === 0)
}

const busySql = `
  select from scheduled where failed is null and due < extract(epoch from clock_timestamp()) * 1000
  union all select from reminder where not rung and due < extract(epoch from clock_timestamp()) * 1000
  union all select from expiry where due < extract(epoch from clock_timestamp()) * 1000
  union all select from deleted_room`

const storedSql = `
  select stream, seq::float8 as seq, ev, by, floor(extract(epoch from at) * 1000)::float8 as at, body as is
  from event order by stream, seq`

const stoodOf = async (person: Person) => {
  const [page] = await askOwner(bus, 'chat', 'open', [{ reader: person.user, sees: true }])
  return Object.fromEntries((page?.streams ?? []).map(({ on, epoch: _, ...stand }) => [on, stand]))
}

const standsOf = (person: Person, { rooms }: Pick<Answers, 'rooms'>, stored: readonly Stored[]) => {
  const head = stored.findLast(({ stream }) => stream === person.user)?.seq ?? 0
  const own = [`chat/user/${person.user}`, { head, floor: 0, read: head, unread: 0 }] as const
  const told = Object.values(rooms).map(
    ({ on, head: last, floor, read, unread, mentions }) =>
      [on, { head: last, floor, read, unread, ...(mentions ? { mentions } : {}) }] as const,
  )
  return Object.fromEntries([own, ...told])
}

test('after anything that people do at once, all figures are as they are counted anew', async () => {
  const people = await chat.people('Ann', 'Bob', 'Cid', 'Dan', 'Eve', 'Fay', 'Gil')
  await until(async () => (await sql('select from person')).length >= people.length)
  const heard = listen()
  await begin(heard.heard, people)
  await playAll(heard, people)
  const events = await sql<Stored>(storedSql)
  const answers = new Map<string, Answers>()
  for (const person of people) answers.set(person.user, await askAll(ok, person, words))
  const world = new World({ people, events, ...heard }, answers)
  for (const person of people) {
    const told = world.answersTo(person.user)
    expect(comparable(told)).toEqual(toBeTold(world, person.user, words))
    expect(await stoodOf(person)).toEqual(standsOf(person, told, events))
    for (const [room, text] of draftsOf(world, person.user, heard.saved.get(person.user) ?? new Map()))
      if (text !== undefined) expect(told.drafts[room] ?? '', `draft in ${room}`).toBe(text)
  }
  expect(await look()).toEqual({})
  expect(await mend()).toEqual(new Set())
})
