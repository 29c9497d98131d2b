/** The least: one process with `ws` that either fans out or stores. Its frames and requests are like ours. */
import { startPostgres } from '@parley/backing'
import { uuid7 } from '@parley/client'
import { openWire } from '../load/wire.ts'
import type { Client, Contestant, Joining, Open } from './contestant.ts'
import { type Edges, startEdges } from './edges.ts'
import { makeFolder } from './folder.ts'
import { sendRequest, takeFrame } from './frames.ts'
import { type Population, roomsByPerson } from './population.ts'

/** `joined` are the rooms of each person that the server is told of. */
const makeOpen = (edges: Edges, { rooms }: Population, joined: ReadonlyMap<number, readonly number[]>): Open => {
  const names = rooms.map(() => uuid7())
  return async ({ person, listener, from }: Joining): Promise<Client> => {
    const path = `/?rooms=${(joined.get(person) ?? []).map((room) => names[room])}`
    const address = { port: edges.nextPort(), path, from }
    const { send, stall, end } = await openWire(address, (...frame) => takeFrame(listener, ...frame))
    return { send: (id, room, text) => send(sendRequest(id, names[room], text)), stall, end }
  }
}

/** Fans out, and does nothing else. */
export const startBareWs = async (): Promise<Contestant> => {
  await using scope = new AsyncDisposableStack()
  const edges = await startEdges(scope, { name: 'ws', path: 'tests/bench/servers/bare-ws.ts' })
  const running = scope.move()
  return {
    name: 'bare ws',
    processes: edges.processes,
    edges: edges.all,
    delivers: true,
    resumes: false,
    populate: async (population) => makeOpen(edges, population, roomsByPerson(population.rooms)),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Stores, and does nothing else. */
export const startBareInsert = async (): Promise<Contestant> => {
  await using scope = new AsyncDisposableStack()
  const folder = await makeFolder(scope)
  const postgres = scope.use(await startPostgres({ dataDir: folder }))
  const env = { POSTGRES_URL: postgres.url }
  const edges = await startEdges(scope, { name: 'server', path: 'tests/bench/servers/bare-insert.ts', env })
  const running = scope.move()
  return {
    name: 'bare batched insert',
    processes: { postgres: postgres.pid, ...edges.processes },
    edges: edges.all,
    postgres,
    delivers: false,
    resumes: false,
    populate: async (population) => makeOpen(edges, population, new Map()),
    [Symbol.asyncDispose]: () => running.disposeAsync(),
  }
}

/** Only accepts: nobody is in a room. */
export const startBareAccept = async (): Promise<Contestant> => {
  const bare = await startBareWs()
  return { ...bare, populate: async () => bare.populate({ people: 0, rooms: [] }) }
}
