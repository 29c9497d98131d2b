/** What people see of a space is changed while others speak there: from that moment on they get nothing that they may not see. */
import { randomInt } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { RawClient } from '../setup/raw-client.ts'
import { deny, type Heads, keepSpace, type SpaceKeeper } from '../setup/space-keeper.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

/** Each is undone. */
const changes = Number(process.env.RUNS ?? 100)
/** Of the same event, the change and the one that undoes it. */
type Kind = 'removed' | 'role' | 'person'
const kinds: readonly Kind[] = ['removed', 'role', 'person']

const scope = new AsyncDisposableStack()
let world: World
let [ann, ...readers]: Person[] = []
let keeper: SpaceKeeper
beforeAll(async () => {
  world = scope.use(await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { COMPARE_MS: '200' } }))
  ;[ann, ...readers] = await Promise.all(['Ann', 'Bob', 'Cid', 'Dan'].map((name) => world.person(name)))
  const residents = [ann as Person, ...readers].map(({ user }) => user)
  keeper = scope.use(await keepSpace(world, { owner: (ann as Person).user, rooms: 2, residents }))
})
afterAll(() => scope.disposeAsync())

const streamOf = (room: string) => `chat/room/${room}`

/** What somebody did not see: of a room, what came after the one position up to the other, until a moment. */
interface Hidden {
  readonly user: string
  readonly room: string
  readonly after: number
  readonly upTo: number
  readonly until: number
}

interface Came {
  readonly room: string
  readonly seq: number
  readonly isEvent: boolean
  readonly at: number
}

/** One who looks at all rooms, and looks again where a room has ended. */
class Looker {
  readonly person: Person
  readonly client: RawClient
  /** When each frame had come. */
  readonly #times: number[] = []
  readonly #looksAt = new Set<string>()
  #known = 0

  constructor(person: Person, client: RawClient) {
    this.person = person
    this.client = client
    client.socket.on('message', () => {
      while (this.#times.length < client.frames.length) this.#times.push(performance.now())
    })
  }

  async look(): Promise<void> {
    for (const frame of this.client.frames.slice(this.#known)) if ('ended' in frame) this.#looksAt.delete(frame.on)
    this.#known = this.client.frames.length
    const streams = keeper.rooms.map(streamOf).filter((on) => !this.#looksAt.has(on))
    if (streams.length === 0) return
    for (const on of streams) this.#looksAt.add(on)
    const { unknown } = await this.client.call('stream.follow', { streams })
    for (const on of unknown) this.#looksAt.delete(on)
  }

  get isOut(): boolean {
    return this.client.frames.some((frame) => 'ended' in frame && frame.on.startsWith('chat/space/'))
  }

  /** Of the room, what came by its events, and by what its space says of it. */
  get came(): Came[] {
    return this.client.frames.flatMap((frame, place): Came[] => {
      const at = this.#times[place] ?? 0
      if (!('ev' in frame)) return []
      if ('seq' in frame && frame.on.startsWith('chat/room/'))
        return [{ room: frame.on.slice('chat/room/'.length), seq: frame.seq, isEvent: true, at }]
      if (frame.ev !== 'room.moved' || !('is' in frame)) return []
      return [{ room: frame.is.room as string, seq: frame.is.head as number, isEvent: false, at }]
    })
  }

  /** What came while it was hidden, and was said while it was. */
  leaked({ room, after, upTo, until }: Hidden) {
    return this.came.filter(
      (one) =>
        one.room === room && one.at < until && one.seq > after && (one.isEvent ? one.seq <= upTo : one.seq < upTo),
    )
  }
}

const statementsOf = (kind: Kind, room: string, user: string): readonly [string, string, unknown[]] => {
  if (kind === 'role') return [deny.role[0], deny.role[1], [room]]
  if (kind === 'person') return [deny.person[0], deny.person[1], [room, user]]
  const values = [keeper.space, user]
  return [
    'delete from resident where space = $1 and person = $2',
    'insert into resident (space, person) values ($1, $2)',
    values,
  ]
}

const hiddenBy = (kind: Kind, room: string, user: string, from: Heads, to: Heads, until: number): Hidden[] => {
  const rooms = kind === 'removed' ? keeper.rooms : [room]
  const users = kind === 'role' ? readers.map((reader) => reader.user) : [user]
  return users.flatMap((who) =>
    rooms.map((where) => ({ user: who, room: where, after: from.get(where) ?? 0, upTo: to.get(where) ?? 0, until })),
  )
}

test('nothing of a room reaches somebody who may not see it since the moment before it was said, whatever changed that', async () => {
  const connect = async (person: Person, place: number) => {
    const encoding = place % 2 ? 'json' : 'msgpack'
    const client = scope.use(await world.connect(person, { gateway: place % 2, opened: true, encoding }))
    return new Looker(person, client)
  }
  let lookers = await Promise.all(readers.flatMap((reader) => [0, 1].map((place) => connect(reader, place))))
  const all = [...lookers]
  await Promise.all(lookers.map((looker) => looker.look()))
  let isOver = false
  const speak = async (room: string) => {
    for (; !isOver; await sleep(randomInt(4)))
      await world.post('message.send', { room, id: uuid7(), text: 'hello' }, (ann as Person).token)
  }
  const speaking = keeper.rooms.flatMap((room) => [speak(room), speak(room)])
  const hidden: Hidden[] = []
  for (let count = 0; count < changes; count++) {
    const kind = kinds[count % kinds.length] as Kind
    const { user } = readers[randomInt(readers.length)] as Person
    const room = keeper.rooms[randomInt(keeper.rooms.length)] as string
    const [hide, show, values] = statementsOf(kind, room, user)
    const whom = kind === 'role' ? undefined : user
    const from = await keeper.change(whom, hide, values)
    await sleep(randomInt(30))
    const until = performance.now()
    const to = await keeper.change(whom, show, values)
    hidden.push(...hiddenBy(kind, room, user, from, to, until))
    // Nobody is told on this connection that they are back in the space: they come by another one.
    const out = lookers.filter((looker) => looker.isOut)
    const back = await Promise.all(out.map(({ person }) => connect(person, randomInt(2))))
    await Promise.all(out.map(({ client }) => client[Symbol.asyncDispose]()))
    lookers = [...lookers.filter((looker) => !out.includes(looker)), ...back]
    all.push(...back)
    await Promise.all(lookers.map((looker) => looker.look()))
  }
  isOver = true
  await Promise.all(speaking)
  const leaks = all.flatMap((looker) =>
    hidden.flatMap((one) => (one.user === looker.person.user ? looker.leaked(one) : [])),
  )
  expect(leaks).toEqual([])
  const came = all.flatMap((looker) => looker.came)
  expect([came.some(({ isEvent }) => isEvent), came.some(({ isEvent }) => !isEvent)]).toEqual([true, true])
  expect(hidden.filter(({ after, upTo }) => upTo > after).length).toBeGreaterThan(hidden.length / 2)
  expect(lookers.flatMap(({ client }) => client.resets)).toEqual([])
})
