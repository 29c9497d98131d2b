/** The platform, and people on it, made without the cost of a password hash each. */
import { randomUUID } from 'node:crypto'
import type { Server } from '@parley/backing'
import { type CommandName, type Input, type Output, peopleAtOnce } from '@parley/protocol'
import { webPage } from '@parley/web'
import jwt from 'jsonwebtoken'
import { atOnce } from '../../setup/at-once.ts'
import { query } from '../../setup/stored.ts'
import { postTo } from '../../setup/world.ts'
import { openWire, type Wire } from '../load/wire.ts'
import type { Client, Contestant, Joining, Open } from './contestant.ts'
import type { Edges } from './edges.ts'
import { sendRequest, takeFrame } from './frames.ts'
import { startPlatform } from './platform.ts'
import { type Population, parts } from './population.ts'

export interface Person {
  readonly user: string
  readonly token: string
}

const makePeople = async (adminUrl: string, count: number): Promise<Person[]> => {
  const [signing] = await query<{ kid: string; key: string }>(
    adminUrl,
    'select kid, private_key as key from auth.signing_key order by created_at desc limit 1',
  )
  if (!signing) throw new Error('auth has no key')
  const users = Array.from({ length: count }, () => randomUUID())
  await query(adminUrl, `insert into chat.person (id, name) select id, 'Reader' from unnest($1::uuid[]) id`, [users])
  const claims = { algorithm: 'ES256', keyid: signing.kid, audience: 'parley', issuer: 'parley' } as const
  const sign = (subject: string) =>
    jwt.sign({ sid: randomUUID() }, signing.key, { ...claims, subject, expiresIn: 3_600 })
  return users.map((user) => ({ user, token: sign(user) }))
}

const makeRooms = (rooms: Population['rooms'], people: readonly Person[], post: Parley['post']): Promise<string[]> =>
  atOnce(rooms, 20, async (places) => {
    const [owner, ...others] = places.map((place) => people[place] as Person)
    const [first = [], ...later] = parts(
      others.map(({ user }) => user),
      peopleAtOnce,
    )
    const { room } = await post('room.create', { kind: 'group', name: 'Room', members: first }, owner as Person)
    for (const users of later) await post('member.add', { room, users }, owner as Person)
    return room
  })

/** What a client asks before it is used: by the one id that no message has. */
const greeting = '{"id":0,'

/** Answers to what is asked one after the other, in a client that is not told of them. */
class Greeting {
  #answered: ((text: string) => void) | undefined

  /** False where it is no answer to this. */
  take(buffer: Buffer, start: number, end: number): boolean {
    if (!this.#answered || buffer.toString('latin1', start, start + greeting.length) !== greeting) return false
    this.#answered(buffer.toString('utf8', start, end))
    return true
  }

  async ask(wire: Wire, command: string, input: object): Promise<string> {
    const answer = Promise.withResolvers<string>()
    this.#answered = answer.resolve
    wire.send(JSON.stringify({ id: 0, do: command, with: input }))
    const text = await Promise.race([answer.promise, wire.closed.then((reason) => Promise.reject(reason))])
    this.#answered = undefined
    return text
  }
}

/** Fails where it does not get all of them. */
const follow = async (greeted: Greeting, wire: Wire, streams: readonly string[]): Promise<void> => {
  const answer = await greeted.ask(wire, 'stream.follow', { streams })
  if (!answer.includes('"unknown":[]')) throw new Error(`somebody may not follow ${streams}: ${answer}`)
}

/** Positions as `hello` takes them, of a client that has missed nothing yet. */
const positionsIn = (hello: string): object => {
  const { ok } = JSON.parse(hello) as { ok: Output<'hello'> }
  return Object.fromEntries(ok.streams.map(({ on, epoch, from }) => [on, [epoch, from]]))
}

const makeOpen =
  (edges: Edges, { people, rooms, looksAt }: Populated): Open =>
  async ({ person, listener, from, position }: Joining): Promise<Client> => {
    const greeted = new Greeting()
    const address = {
      port: edges.nextPort(),
      path: '/v1/socket',
      protocols: `parley.v1.json, bearer.${people[person]?.token}`,
      from,
    }
    const wire = await openWire(address, (buffer, start, end) => {
      if (!greeted.take(buffer, start, end)) takeFrame(listener, buffer, start, end)
    })
    const answer = await greeted.ask(wire, 'hello', position ? { have: position } : {})
    const looked = looksAt?.(person) ?? []
    if (looked.length > 0) await follow(greeted, wire, looked)
    return {
      send: (id, room, text) => wire.send(sendRequest(id, rooms[room], text)),
      get position() {
        return positionsIn(answer)
      },
      stall: wire.stall,
      end: wire.end,
    }
  }

/** The ids of what a population is made of, by their places. */
export interface Populated {
  readonly people: readonly Person[]
  readonly rooms: readonly string[]
  /** The streams that somebody follows besides those that are always followed. Not given: none. */
  readonly looksAt?: (person: number) => readonly string[]
}

export interface Parley extends Contestant {
  readonly postgres: Server
  /** Of one of its gateways. */
  readonly url: string
  /** Over HTTP. */
  post<C extends CommandName>(name: C, input: Input<C>, by: Person): Promise<Output<C>>
  /** Makes it, and leaves it to others what they do with it. */
  make(population: Population): Promise<Populated>
  /** Clients of what was made. */
  open(populated: Populated): Open
}

export const startParley = (gateways: number): Promise<Parley> => startWith(gateways)

/** Its gateways serve the web page, too. */
export const startParleyWithPage = async (gateways: number): Promise<Parley> =>
  startWith(gateways, { WEB_ROOT: await webPage(), COOKIE_SECURE: 'false' })

const startWith = async (gateways: number, env?: Readonly<Record<string, string>>): Promise<Parley> => {
  await using scope = new AsyncDisposableStack()
  const { postgres, edges, processes } = await startPlatform(scope, gateways, env)
  const url = `http://127.0.0.1:${edges.all[0]?.port}`
  const post: Parley['post'] = (name, input, { token }) => postTo(url, name, input, token)
  const make = async ({ people: count, rooms: members }: Population) => {
    const people = await makePeople(postgres.url, count)
    return { people, rooms: await makeRooms(members, people, post) }
  }
  const running = scope.move()
  return {
    name: 'Parley',
    processes,
    edges: edges.all,
    postgres,
    url,
    delivers: true,
    resumes: true,
    post,
    make,
    open: (populated) => makeOpen(edges, populated),
    populate: async (population) => makeOpen(edges, await make(population)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
