/** Socket.IO with the Redis adapter, and people on it. Its frames are written by hand, so that its clients cost no more than ours. */
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { type Server, startPostgres, startRedis } from '@parley/backing'
import jwt from 'jsonwebtoken'
import { query } from '../../setup/stored.ts'
import type { Listener } from '../load/crowd.ts'
import { openWire } from '../load/wire.ts'
import type { Client, Contestant, Joining, Open } from './contestant.ts'
import { type Edges, startEdges } from './edges.ts'
import { makeFolder } from './folder.ts'
import type { Population } from './population.ts'

const secret = randomUUID()

const schema = `
  create table member (room uuid not null, person uuid not null, primary key (person, room));
  create table message (
    id bigserial primary key, room uuid not null, sender uuid not null, text text not null,
    at timestamptz not null default now()
  );
  create index message_room on message (room, id)`

const insertMembers = 'insert into member (room, person) select * from unnest($1::uuid[], $2::uuid[])'

/** Engine.IO's kinds of packets, and behind `message` those of Socket.IO. */
const openPacket = '0'.charCodeAt(0)
const pingPacket = '2'.charCodeAt(0)
const eventPacket = '2'.charCodeAt(0)
const answerPacket = '3'.charCodeAt(0)
/** What an event is called begins behind `42["`; those that hold messages do not begin with this letter. */
const nameAt = 4
const letterR = 'r'.charCodeAt(0)
const uuid = '00000000-0000-0000-0000-000000000000'
/** No message begins before this place of its frame. */
const textAt = `42["message",{"id":"1","at":"2026-01-01T00:00:00.000Z","room":"${uuid}","sender":"${uuid}","text":"`
  .length

const answerOf = (text: string): [id: number, accepted: boolean] => {
  const [, id, answer] = /^43(\d+)(.*)$/.exec(text) ?? []
  return [Number(id), !answer?.includes('"error"')]
}

interface Ears {
  opened(): void
  ping(): void
  ready(): void
}

const takePacket = (listener: Listener, ears: Ears, buffer: Buffer, start: number, end: number): void => {
  const [kind, inner] = [buffer[start], buffer[start + 1]]
  if (kind === openPacket) ears.opened()
  else if (kind === pingPacket) ears.ping()
  else if (inner === answerPacket) listener.answer(...answerOf(buffer.toString('latin1', start, end)))
  else if (inner !== eventPacket) return
  else if (buffer[start + nameAt] === letterR) ears.ready()
  else listener.messages(buffer, start + textAt, end)
}

const makeOpen =
  (edges: Edges, tokens: readonly string[], rooms: readonly string[]): Open =>
  async ({ person, listener, from, position }: Joining): Promise<Client> => {
    const ready = Promise.withResolvers<void>()
    const address = { port: edges.nextPort(), path: '/socket.io/?EIO=4&transport=websocket', from }
    const opened = Promise.withResolvers<void>()
    const ears = { opened: opened.resolve, ready: ready.resolve, ping: () => wire.send('3') }
    const wire = await openWire(address, (...frame) => takePacket(listener, ears, ...frame))
    await opened.promise
    wire.send(`40${JSON.stringify({ token: tokens[person], ...(position as object | undefined) })}`)
    await Promise.race([ready.promise, wire.closed.then((reason) => Promise.reject(reason))])
    return {
      send: (id, room, text) => wire.send(`42${id}["message",{"room":"${rooms[room]}","text":"${text}"}]`),
      position: { after: 0 },
      stall: wire.stall,
      end: wire.end,
    }
  }

const makeRooms = async (postgres: Server, members: Population['rooms'], people: readonly string[]) => {
  const rooms = members.map(() => randomUUID())
  const pairs = members.flatMap((own, room) => own.map((person) => [rooms[room], people[person]] as const))
  await query(postgres.url, insertMembers, [pairs.map(([room]) => room), pairs.map(([, person]) => person)])
  return rooms
}

const populate = async (postgres: Server, edges: Edges, population: Population): Promise<Open> => {
  const people = Array.from({ length: population.people }, () => randomUUID())
  const tokens = people.map((subject) => jwt.sign({}, secret, { subject, expiresIn: 3_600 }))
  return makeOpen(edges, tokens, await makeRooms(postgres, population.rooms, people))
}

export const startSocketIo = async (servers: number): Promise<Contestant> => {
  await using scope = new AsyncDisposableStack()
  const folder = await makeFolder(scope)
  const postgres = scope.use(await startPostgres({ dataDir: join(folder, 'postgres') }))
  const redis = scope.use(await startRedis({ dataDir: join(folder, 'redis') }))
  await query(postgres.url, schema)
  const edges = await startEdges(scope, {
    name: 'server',
    path: 'tests/bench/servers/socket-io.ts',
    count: servers,
    env: { POSTGRES_URL: postgres.url, REDIS_URL: redis.url, TOKEN_SECRET: secret },
  })
  const running = scope.move()
  return {
    name: 'Socket.IO',
    processes: { postgres: postgres.pid, redis: redis.pid, ...edges.processes },
    edges: edges.all,
    delivers: true,
    resumes: true,
    postgres,
    populate: (population) => populate(postgres, edges, population),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}
